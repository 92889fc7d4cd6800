/** What a connection did: counts, rates and quality, as games show them. */
export interface LinkStats {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** Smoothed round trip, milliseconds; 0 before the first pong. */
  readonly rttMs: number;
  /** Mean deviation of the round trip, milliseconds. */
  readonly jitterMs: number;
  readonly reconnects: number;
}

export class LinkMeter {
  bytesIn = 0;
  bytesOut = 0;
  messagesIn = 0;
  messagesOut = 0;
  reconnects = 0;
  #rttMs = 0;
  #jitterMs = 0;
  #last: number[] = [];

  received(bytes: number): void {
    this.messagesIn++;
    this.bytesIn += bytes;
  }

  sent(bytes: number): void {
    this.messagesOut++;
    this.bytesOut += bytes;
  }

  /** One measured round trip; smoothed as TCP does it (RFC 6298: gains 1/8 and 1/4). */
  roundTrip(ms: number): void {
    this.#last = [...this.#last.slice(-2), ms];
    if (this.#rttMs === 0) {
      this.#rttMs = ms;
      this.#jitterMs = ms / 2;
      return;
    }
    this.#jitterMs += (Math.abs(ms - this.#rttMs) - this.#jitterMs) / 4;
    this.#rttMs += (ms - this.#rttMs) / 8;
  }

  get rttMs(): number {
    return this.#rttMs;
  }
  /** Mean deviation of the round trip, milliseconds. */
  get jitterMs(): number {
    return this.#jitterMs;
  }
  /** The median of the last three round trips: it follows a change within seconds and passes over a single late answer. */
  get recentRttMs(): number {
    const sorted = [...this.#last].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }

  /** Forgets what was measured of a connection that is gone; the sums go on. */
  restart(): void {
    this.#last = [];
  }

  get snapshot(): LinkStats {
    const { bytesIn, bytesOut, messagesIn, messagesOut, reconnects } = this;
    return { bytesIn, bytesOut, messagesIn, messagesOut, reconnects, rttMs: this.#rttMs, jitterMs: this.#jitterMs };
  }
}
