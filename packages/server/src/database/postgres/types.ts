/** Answers as SQLite gives them: integers as checked numbers, booleans as 0 and 1, bytes as Uint8Array. */
import { DatabaseError } from '@rubato/ports';
import pg from 'pg';

const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const NUMERIC = 1700;

type Parse = (text: string) => unknown;

const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [BOOL, (text) => (text === 't' ? 1 : 0)],
  [BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))],
  [INT8, integer],
  // sum() of bigint is numeric.
  [NUMERIC, (text) => (text.includes('.') ? Number(text) : integer(text))],
]);

export const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? (pg.types.getTypeParser(oid, format) as Parse),
} as unknown as pg.CustomTypesConfig;

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new DatabaseError('out-of-range', `an integer is beyond 2^53−1: ${text}`);
  return value;
}
