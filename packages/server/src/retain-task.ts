import type { Clock, JournalStore, Log } from '@rubato/ports';
import type { ServerConfig } from './config/settings.ts';

/** Between two runs; the first follows after the same time, so that a start has the disk for itself. */
export const RETAIN_EVERY_MS = 600_000;

const DAY_MS = 86_400_000;
const MEBIBYTE = 1_048_576;

export interface RetainParts {
  readonly store: Pick<JournalStore, 'retain'>;
  readonly config: Pick<ServerConfig, 'retainDays' | 'retainMb'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Applies the retention rule again and again; the returned function ends that. */
export function keepRetained({ store, config, clock, log }: RetainParts): () => void {
  const rule = { maxAgeMs: config.retainDays * DAY_MS, maxBytes: config.retainMb * MEBIBYTE };
  let cancel = clock.after(RETAIN_EVERY_MS, run);
  let ended = false;
  return () => {
    ended = true;
    cancel();
  };

  function run(): void {
    store
      .retain(rule, clock.wallMs())
      .then(
        (bytes) => bytes > 0 && log.log('info', 'old journals were dropped', { bytes }),
        (error: unknown) => ended || log.log('error', 'old journals could not be dropped', { error }),
      )
      .finally(() => {
        if (!ended) cancel = clock.after(RETAIN_EVERY_MS, run);
      });
  }
}
