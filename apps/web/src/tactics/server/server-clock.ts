/**
 * The server's time on this page. Each answer that says the time gives an estimate: it was said somewhere between question
 * and answer, most likely in the middle, and never off by more than half the way (Cristian 1989, Probabilistic clock
 * synchronization). The estimate with the shortest way counts; older ones are trusted less, as clocks drift.
 */
import { browserClock } from '../../play/browser-ports.ts';

/** What two clocks of cheap crystals part by, in parts of the time passed. */
const DRIFT = 0.0005;

export interface LocalClock {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly wallMs: () => number;
}

export class ServerClock {
  readonly #clock: LocalClock;
  /** To be added to the monotonic clock. */
  #offsetMs: number | undefined;
  #errorMs = 0;
  #atMs = 0;

  constructor(clock: LocalClock) {
    this.#clock = clock;
  }

  /** The local clock's, as long as no server has said the time. */
  nowMs(): number {
    return this.#offsetMs === undefined ? this.#clock.wallMs() : this.#clock.now() + this.#offsetMs;
  }

  /** Asks, and takes the time from the answer where it has one. */
  async time<T>(ask: () => Promise<T>, said: (answer: T) => number | undefined): Promise<T> {
    const askedMs = this.#clock.now();
    const answer = await ask();
    const serverMs = said(answer);
    if (serverMs !== undefined) this.#learn(serverMs, askedMs);
    return answer;
  }

  #learn(serverMs: number, askedMs: number): void {
    const heardMs = this.#clock.now();
    const errorMs = (heardMs - askedMs) / 2;
    const trusted = this.#errorMs + (heardMs - this.#atMs) * DRIFT;
    if (this.#offsetMs !== undefined && errorMs > trusted) return;
    this.#offsetMs = serverMs - (askedMs + errorMs);
    this.#errorMs = errorMs;
    this.#atMs = heardMs;
  }
}

/** Of the server that this page came from. */
export const serverClock = new ServerClock(browserClock);
