import type { Clock, Log } from '@rubato/ports';

export interface RepeatOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Between the end of a run and the next; the first comes after the same time. */
  readonly everyMs: number;
  /** What the log says of a run that fails. */
  readonly failed: string;
}

/** Runs `work` again and again, never twice at once; the returned function ends that. */
export function repeatTask(work: () => Promise<void>, { clock, log, everyMs, failed }: RepeatOptions): () => void {
  let ended = false;
  let cancel = clock.after(everyMs, run);
  return () => {
    ended = true;
    cancel();
  };

  function run(): void {
    work()
      .catch((error: unknown) => ended || log.log('error', failed, { error }))
      .finally(() => {
        if (!ended) cancel = clock.after(everyMs, run);
      });
  }
}
