/**
 * Has the server tell whoever looks on at a game that a turn has run, as it tells players. Where it doesn't (too many look
 * on already), the page looks by itself; without a socket `TurnLink` does that anyway.
 */
import { effect, untracked, type ReadonlySignal } from '@preact/signals';

/** Well within the time for which the server remembers whoever looks on. */
export const RENEW_MS = 60_000;
/** Between two looks of a page that is told nothing, though there is a socket. */
export const UNTOLD_MS = 15_000;

export interface LookingOnParts {
  /** Whether there is a socket to be told by. */
  readonly live: ReadonlySignal<boolean>;
  /** Rejects when the server won't tell. */
  readonly follow: () => Promise<unknown>;
  readonly leave: () => Promise<unknown>;
  readonly look: () => void;
  readonly after: (delayMs: number, task: () => void) => () => void;
}

/** Until the result is called. */
export function lookOn({ live, follow, leave, look, after }: LookingOnParts): () => void {
  let told = false;
  let closed = false;
  /** Which asking is the newest: what an older one was answered counts no more. */
  let newest = 0;
  let cancel = (): void => {};
  const depart = (): void => void leave().catch(() => undefined);
  const ask = async (): Promise<void> => {
    const asking = ++newest;
    const was = told;
    told = await follow().then(
      () => true,
      () => false,
    );
    if (closed) return told ? depart() : undefined;
    if (asking !== newest) return;
    // A turn may have run between the last look and being told.
    if (told && !was) look();
    cancel = after(told ? RENEW_MS : UNTOLD_MS, () => {
      if (!told) look();
      void ask();
    });
  };
  const stop = effect(() => {
    const connected = live.value;
    untracked(() => {
      cancel();
      newest++;
      if (connected) void ask();
    });
  });
  return () => {
    closed = true;
    stop();
    cancel();
    if (told) depart();
  };
}
