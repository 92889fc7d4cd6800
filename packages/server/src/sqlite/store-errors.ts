import { StoreFailed } from '@rubato/ports';
import type { FailureKind, WorkerFailure } from './worker-messages.ts';

/** Another running process holds the data directory. */
export class DataDirectoryInUse extends StoreFailed {
  /** Process id of the holder; 0 when it could not be read. */
  readonly pid: number;

  constructor(message: string, pid: number) {
    super(message);
    this.pid = pid;
  }
}

/** The file is not a journal of ours, or is damaged. */
export class StoreCorrupt extends StoreFailed {}

/** Rebuilds on this side of the thread border the error that the worker met. */
export function errorFrom(failure: WorkerFailure): StoreFailed {
  const options = { cause: failure.detail };
  const kind: FailureKind = failure.kind;
  switch (kind) {
    case 'in-use':
      return new DataDirectoryInUse(failure.message, failure.pid ?? 0);
    case 'corrupt':
      return new StoreCorrupt(failure.message, options);
    case 'refused':
    case 'io':
      return new StoreFailed(failure.message, options);
    default:
      return kind satisfies never;
  }
}
