/**
 * Token buckets in the database, so that neither a restart nor a second server forgets them. A bucket is one number, the
 * moment when it would be full again (the generic cell rate algorithm, ITU-T I.371): taking a token moves that moment
 * ahead by one interval, and is refused when it would lie more than a whole bucket ahead.
 */
import type { Clock, Database, Statement } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';

export interface Rate {
  readonly tokens: number;
  readonly perMs: number;
}

/** Too many requests: try again after `retryAfterMs`. */
export class Throttled extends Refused {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('too-many', `too many requests; try again in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

const TAKE = `insert into throttle (bucket, full_ms) values (?, ?) on conflict (bucket) do update
  set full_ms = (case when throttle.full_ms > ? then throttle.full_ms else ? end) + ?
  where throttle.full_ms <= ? returning full_ms`;
const LOOK = 'select full_ms as "fullMs" from throttle where bucket = ?';
const GIVE_BACK = 'update throttle set full_ms = full_ms - ? where bucket = ?';
const FORGET = 'delete from throttle where bucket in (select bucket from throttle where full_ms < ? limit ?)';

/** Takes a token from each bucket, in order; throws Throttled at the first that is empty. Tokens taken stay taken. */
export async function takeTokens(
  database: Database,
  clock: Clock,
  wanted: readonly { readonly bucket: string; readonly rate: Rate }[],
): Promise<void> {
  for (const { bucket, rate } of wanted) await takeToken(database, clock.wallMs(), bucket, rate);
}

async function takeToken(database: Database, nowMs: number, bucket: string, rate: Rate): Promise<void> {
  const intervalMs = Math.ceil(rate.perMs / rate.tokens);
  const latestMs = nowMs + intervalMs * (rate.tokens - 1);
  const values = [bucket, nowMs + intervalMs, nowMs, nowMs, intervalMs, latestMs];
  const [taken] = await database.batch([{ sql: TAKE, values }], { locks: [] });
  if (taken!.rows.length > 0) return;
  const found = await database.query<{ readonly fullMs: number }>(LOOK, [bucket]);
  throw new Throttled(Math.max(1, (found.rows[0]?.fullMs ?? nowMs) - latestMs));
}

/** The statement that gives one token back: for a call that turned out to be harmless. */
export function giveBack(bucket: string, rate: Rate): Statement {
  return { sql: GIVE_BACK, values: [Math.ceil(rate.perMs / rate.tokens), bucket] };
}

/** Forgets full buckets, at most `limit`; returns how many. */
export async function forgetFullBuckets(database: Database, nowMs: number, limit: number): Promise<number> {
  const [result] = await database.batch([{ sql: FORGET, values: [nowMs, limit] }], { locks: [] });
  return result?.changes ?? 0;
}
