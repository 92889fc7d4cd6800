/**
 * Rates that hold over all servers of one world: each bucket is one number in Redis, the moment when it would be full
 * again (the generic cell rate algorithm, ITU-T I.371), moved by one script, which Redis runs atomically and by its own
 * clock. A key lives as long as its bucket is not full.
 *
 * While Redis is away, or slower than RATE_ANSWER_MS, nothing is limited here: each server's own buckets, which every
 * request passes first, are then what holds.
 */
import { Redis, type Result } from 'ioredis';
import type { Log } from '@rubato/ports';

/** From a question to its answer; later, the server's own buckets decide, and Redis is not asked for as long again as RATE_REST_MS. */
export const RATE_ANSWER_MS = 250;
export const RATE_REST_MS = 1000;
/** Questions to Redis that wait for their answers; further requests pass without one. */
export const RATES_MOST_PENDING = 10_000;
const RETRY_MOST_MS = 2000;

export interface SharedRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What several servers count together. */
export interface SharedRates {
  /** Takes one token: 0, or the milliseconds until there is one. Never rejects. */
  take(bucket: string, rate: SharedRate): Promise<number>;
}

/** KEYS: bucket. ARGV: milliseconds of one token, tokens of a full bucket. 0, or the whole milliseconds to wait. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local interval = tonumber(ARGV[1])
local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + interval
local wait = full - now - interval * tonumber(ARGV[2])
if wait > 0.001 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return 0`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    takeToken(bucket: string, intervalMs: number, burst: number): Result<number, Context>;
  }
}

export interface RedisRatesOptions {
  readonly url: string;
  readonly log: Log;
  /** Before each bucket, so that several games can share one Redis. Default `rubato:rate:`. */
  readonly prefix?: string;
}

export class RedisRates implements SharedRates {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #prefix: string;
  #pending = 0;
  #restUntilMs = 0;
  #away = false;
  #closed = false;

  constructor({ url, log, prefix = 'rubato:rate:' }: RedisRatesOptions) {
    this.#log = log;
    this.#prefix = prefix;
    this.#redis = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: RATE_ANSWER_MS,
      retryStrategy: (attempt: number) => Math.min(50 * attempt, RETRY_MOST_MS),
    });
    this.#redis.defineCommand('takeToken', { numberOfKeys: 1, lua: TAKE });
    this.#redis.on('error', (error) => this.#fell(error));
    // Without an error when it is back by the first attempt.
    this.#redis.on('close', () => this.#fell(new Error('the connection broke')));
  }

  async take(bucket: string, { perSecond, burst }: SharedRate): Promise<number> {
    if (this.#redis.status !== 'ready' || performance.now() < this.#restUntilMs) return 0;
    if (this.#pending >= RATES_MOST_PENDING) return 0;
    this.#pending++;
    try {
      const waitMs = await this.#redis.takeToken(this.#prefix + bucket, 1000 / perSecond, burst);
      this.#rose();
      return waitMs;
    } catch (error) {
      this.#restUntilMs = performance.now() + RATE_REST_MS;
      this.#fell(error as Error);
      return 0;
    } finally {
      this.#pending--;
    }
  }

  close(): void {
    this.#closed = true;
    this.#redis.disconnect();
  }

  #fell(error: Error): void {
    if (this.#away || this.#closed) return;
    this.#away = true;
    this.#log.log('warn', 'rates hold for each server by itself until Redis answers again', { error: error.message });
  }

  #rose(): void {
    if (!this.#away) return;
    this.#away = false;
    this.#log.log('info', 'rates hold over all servers again');
  }
}
