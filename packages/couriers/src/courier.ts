import type { Parcel } from './parcel.ts';

/**
 * Carries immutable files between the players of a match. Every verb may be repeated at any time, after a crash too: the
 * second time changes nothing. Nothing is promised of order, and a file may come twice. All verbs throw CourierError.
 */
export interface Courier {
  /** `all`: one put reaches everybody; `each`: one for each recipient. */
  readonly reach: 'all' | 'each';
  /** Returns once the file will arrive even if both programs end now. @param to a player, or with `all` anything */
  put(parcel: Parcel, to: string): Promise<void>;
  /** Keys that others sent and that this reader has not acknowledged, sorted. @param match all matches without it */
  list(match?: string): Promise<readonly string[]>;
  /** The bytes of a listed file, checked against its key. */
  fetch(key: string): Promise<Uint8Array>;
  /** The reader has the file safe: it isn't listed again. */
  acknowledge(key: string): Promise<void>;
  /** Resolves when something may have come, at the latest after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}
