/** Forgets what has no use any more; the server runs it every CLEANUP_EVERY_MS. */
import type { Clock, Database } from '@rubato/ports';
import { forgetFullBuckets } from '../throttle/throttle.ts';
import { ACCOUNT_LIMITS, CLEANUP_ROUNDS, CLEANUP_ROWS, type AccountLimits } from './limits.ts';

export const CLEANUP_EVERY_MS = 5 * 60_000;

const TOKENS = `delete from session_token where refresh_sha256 in (select refresh_sha256 from session_token
  where refresh_expires_ms <= ? and access_expires_ms <= ? limit ?)`;
/** Of a session that ended nothing but its row is kept for a while, so that its end can be explained. */
const TOKENS_OF_ENDED = `delete from session_token where refresh_sha256 in (select t.refresh_sha256 from session_token t
  join session s on s.id = t.session_id where s.ended_ms <= ? limit ?)`;
const SESSIONS = `delete from session where id in (select s.id from session s
  where (s.ended_ms is not null or s.used_ms <= ?) and not exists (select 1 from session_token t where t.session_id = s.id) limit ?)`;

export interface CleanedUp {
  readonly tokens: number;
  readonly sessions: number;
  readonly buckets: number;
}

/** Rows of one transaction, and how many of these one run does. */
export interface CleanupPace {
  readonly rows: number;
  readonly rounds: number;
}

/** In small transactions, so that nobody waits long; what is left after the last of them waits for the next run. */
export async function cleanUpSessions(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  limits: AccountLimits = ACCOUNT_LIMITS,
  pace: CleanupPace = { rows: CLEANUP_ROWS, rounds: CLEANUP_ROUNDS },
): Promise<CleanedUp> {
  const nowMs = clock.wallMs();
  const repeatedly = (round: () => Promise<number>) => inRounds(round, pace);
  const remove = (sql: string, values: readonly number[]) => () => deleted(database, sql, [...values, pace.rows]);
  const expired = await repeatedly(remove(TOKENS, [nowMs, nowMs]));
  const ended = await repeatedly(remove(TOKENS_OF_ENDED, [nowMs - limits.endedMs]));
  const sessions = await repeatedly(remove(SESSIONS, [nowMs - limits.sessionIdleMs - limits.touchMs]));
  const buckets = await repeatedly(() => forgetFullBuckets(database, nowMs, pace.rows));
  return { tokens: expired + ended, sessions, buckets };
}

async function inRounds(round: () => Promise<number>, { rows, rounds: most }: CleanupPace): Promise<number> {
  let all = 0;
  for (let rounds = 0; rounds < most; rounds++) {
    const some = await round();
    all += some;
    if (some < rows) break;
  }
  return all;
}

async function deleted(database: Database, sql: string, values: readonly number[]): Promise<number> {
  const [result] = await database.batch([{ sql, values }], { locks: [] });
  return result?.changes ?? 0;
}
