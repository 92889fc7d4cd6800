/** Sessions that ended a short while ago: a login that was being looked up when its session ended is refused by them. */

/** Longer than looking a login up takes. */
const KEPT_MS = 60_000;
/** At once; above it the oldest is forgotten. */
export const ENDED_KEPT = 10_000;

export class EndedSessions {
  readonly #now: () => number;
  /** When each ended, the oldest first. */
  readonly #ended = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  add(sessionId: string): void {
    const nowMs = this.#now();
    this.#ended.delete(sessionId);
    this.#ended.set(sessionId, nowMs);
    for (const [id, endedMs] of this.#ended) {
      if (this.#ended.size <= ENDED_KEPT && nowMs - endedMs <= KEPT_MS) return;
      this.#ended.delete(id);
    }
  }

  has(sessionId: string): boolean {
    return this.#ended.has(sessionId);
  }
}
