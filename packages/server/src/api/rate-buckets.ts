/**
 * Token buckets by key (an address, an account): `perSecond` requests on average, `burst` at once. Memory is bounded: the
 * key that was quiet for longest is forgotten first, and by then its bucket is usually full again.
 */

import type { SharedRates } from '../bus/redis-rates.ts';

/** What limits requests by key. */
export interface Rates {
  /** Takes one token: 0, or the milliseconds until there is one. */
  take(key: string): number | Promise<number>;
}

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

export class RateBuckets implements Rates {
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

/**
 * The same rate for this server and for all of them together: what its own bucket lets through is counted by the shared
 * one, and while that is away its own is what holds.
 *
 * @param name of the buckets, as `account`
 */
export function sharedBuckets(
  name: string,
  options: RateOptions,
  shared: SharedRates | undefined,
): RateBuckets | Rates {
  const own = new RateBuckets(options);
  if (shared === undefined) return own;
  const { perSecond, burst } = options;
  return { take: (key) => own.take(key) || shared.take(`${name}:${key}`, { perSecond, burst }) };
}
