/**
 * Token buckets by key (an address, an account): `perSecond` requests on average, `burst` at once. Memory is bounded: the
 * key that was quiet for longest is forgotten first, and by then its bucket is usually full again.
 */

export interface RateOptions {
  readonly perSecond: number;
  readonly burst: number;
  /** Keys remembered at once. Default 50,000, about 8 MB. */
  readonly maxKeys?: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export class RateBuckets {
  readonly #options: Required<RateOptions>;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateOptions) {
    this.#options = { maxKeys: 50_000, ...options };
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token: 0, or the milliseconds until there is one. */
  take(key: string): number {
    const { perSecond, burst, maxKeys, now } = this.#options;
    const atMs = now();
    const last = this.#buckets.get(key);
    const saved = last === undefined ? burst : last.tokens + ((atMs - last.atMs) * perSecond) / 1000;
    const tokens = Math.min(burst, saved);
    this.#buckets.delete(key);
    if (this.#buckets.size >= maxKeys) this.#buckets.delete(this.#buckets.keys().next().value!);
    const allowed = tokens >= 1;
    this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, atMs });
    return allowed ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond);
  }
}
