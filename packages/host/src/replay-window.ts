/**
 * Which sequence numbers have been seen: each passes once. Those a little older than the newest may still come (the
 * channel reorders); those further back are refused. A bitmap as in RFC 4303, section 3.4.3.
 */

import { limits } from '@rubato/protocol';

/** How far behind the newest a sequence may come, at most 32. */
export const REPLAY_WINDOW = limits.inputWindow;

export class ReplayWindow {
  #newest = 0;
  /** Bit n: `newest − n` was seen. Signed, so that it stays a small integer and needs no memory of its own. */
  #seen = 0;

  /** True the first time a sequence (1 or more) comes; false when it is repeated or too old. */
  admit(seq: number): boolean {
    if (seq < 1) return false;
    const ahead = seq - this.#newest;
    if (ahead > 0) {
      this.#seen = ahead >= REPLAY_WINDOW ? 1 : (this.#seen << ahead) | 1;
      this.#newest = seq;
      return true;
    }
    const behind = -ahead;
    if (behind >= REPLAY_WINDOW) return false;
    const bit = 1 << behind;
    if ((this.#seen & bit) !== 0) return false;
    this.#seen |= bit;
    return true;
  }
}
