/** Turns a growing count into a rate, smoothed over about a second. */
const WINDOW_MS = 1_000;

export class RateMeter {
  #count = 0;
  #atMs: number | undefined;
  #rate = 0;

  /** Per second; asked as often as one likes. */
  rate(count: number, nowMs: number): number {
    if (this.#atMs === undefined || count < this.#count) {
      this.#atMs = nowMs;
      this.#count = count;
      return this.#rate;
    }
    const elapsedMs = nowMs - this.#atMs;
    if (elapsedMs < WINDOW_MS) return this.#rate;
    this.#rate = ((count - this.#count) * 1000) / elapsedMs;
    this.#count = count;
    this.#atMs = nowMs;
    return this.#rate;
  }
}
