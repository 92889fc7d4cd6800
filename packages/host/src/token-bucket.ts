/** A rate limit that lets short bursts through: `rate` tokens a second, at most `burst` saved up. */
export class TokenBucket {
  readonly #ratePerSecond: number;
  readonly #burst: number;
  /** In thousandths: with whole rates and times everything stays whole, and whole numbers need no memory of their own. */
  #tokens: number;
  #atMs: number;

  constructor(ratePerSecond: number, burst: number, nowMs: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#burst = burst * TOKEN;
    this.#tokens = burst * TOKEN;
    this.#atMs = nowMs;
  }

  /** Takes one token, or answers false and takes none. */
  take(nowMs: number): boolean {
    const elapsed = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#ratePerSecond);
    this.#atMs = nowMs;
    if (this.#tokens < TOKEN) return false;
    this.#tokens -= TOKEN;
    return true;
  }
}

const TOKEN = 1000;
