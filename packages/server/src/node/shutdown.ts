import { constants } from 'node:os';
import type { Log } from '@rubato/ports';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The part of `process` that this needs; tests give another. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  exit(code: number): void;
}

export interface ShutdownOptions {
  /** Says goodbye, writes everything down, closes. */
  readonly drain: () => Promise<void>;
  /** After this long the process ends anyway, with exit code 1. */
  readonly deadlineMs: number;
  readonly log: Log;
  /** Default: this process. */
  readonly source?: SignalSource;
}

/**
 * Stops the process in order:
 *   1. SIGTERM or SIGINT → `drain`, then exit 0
 *   2. the deadline passes, or `drain` fails → exit 1
 *   3. a second signal → exit at once with 128 + its number
 *
 * The returned function takes the listeners off again.
 */
export function stopOnSignals({
  drain,
  deadlineMs,
  log,
  source = process as SignalSource,
}: ShutdownOptions): () => void {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  const finish = (code: number) => {
    clearTimeout(timer);
    source.exit(code);
  };
  const stop = (signal: StopSignal) => {
    if (stopping) {
      log.log('warn', 'stopped at once by a second signal', { signal });
      return finish(128 + constants.signals[signal]);
    }
    stopping = true;
    log.log('info', 'stopping; once more stops at once', { signal, deadlineMs });
    timer = setTimeout(() => {
      log.log('error', 'stopped before everything was done: the deadline has passed', { deadlineMs });
      finish(1);
    }, deadlineMs);
    drain().then(
      () => finish(0),
      (error: unknown) => {
        log.log('error', 'the stop failed', { error });
        finish(1);
      },
    );
  };
  source.on('SIGINT', stop);
  source.on('SIGTERM', stop);
  return () => {
    clearTimeout(timer);
    source.off('SIGINT', stop);
    source.off('SIGTERM', stop);
  };
}
