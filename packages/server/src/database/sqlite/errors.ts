/** SQLite's errors in the port's words (https://www.sqlite.org/rescode.html). */
import { DatabaseError, type DatabaseErrorCode } from '@rubato/ports';
import type { SqliteFailure } from './messages.ts';

const PRIMARY: Readonly<Record<number, DatabaseErrorCode>> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  9: 'timeout',
  10: 'unavailable',
  11: 'unavailable',
  13: 'unavailable',
  14: 'unavailable',
  18: 'bad-value',
  19: 'constraint',
  26: 'unavailable',
};
const CONSTRAINT_PRIMARYKEY = 1555;
const CONSTRAINT_UNIQUE = 2067;
/** After a failed write, a damaged file or a failed open nothing that comes later can be trusted. */
const FATAL: ReadonlySet<number> = new Set([10, 11, 14, 26]);

/** An error met while stepping through rows carries no number, only SQLite's own words. */
const BY_MESSAGE: readonly (readonly [RegExp, number])[] = [
  [/^UNIQUE constraint failed/, CONSTRAINT_UNIQUE],
  [/constraint failed/, 19],
  [/readonly database/, 8],
  [/is locked/, 5],
  [/disk I\/O error/, 10],
  [/malformed/, 11],
  [/is full/, 13],
  [/not a database/, 26],
];

export function failureOf(error: unknown): SqliteFailure {
  const message = error instanceof Error ? error.message : String(error);
  const { errcode, code, statement } = error as { errcode?: unknown; code?: unknown; statement?: number };
  if (error instanceof DatabaseError) return { code: error.code, message, statement, fatal: false };
  if (code === 'ERR_OUT_OF_RANGE' || /too large to be represented/i.test(message))
    return { code: 'out-of-range', message: `an integer is beyond 2^53−1: ${message}`, statement, fatal: false };
  const number = typeof errcode === 'number' ? errcode : (BY_MESSAGE.find(([words]) => words.test(message))?.[1] ?? 0);
  const unique = number === CONSTRAINT_UNIQUE || number === CONSTRAINT_PRIMARYKEY;
  const primary = number & 0xff;
  return { code: unique ? 'unique' : (PRIMARY[primary] ?? 'failed'), message, statement, fatal: FATAL.has(primary) };
}
