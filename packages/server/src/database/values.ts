/** What both engines take the same way; anything else is refused before it is sent. */
import { DatabaseError, type SqlValue, type Statement } from '@rubato/ports';

const SURROGATE = /\p{Surrogate}/u;
const MOST_INT64 = 2n ** 63n - 1n;

export function checkStatement({ sql, values = [] }: Statement): void {
  for (let at = 0; at < values.length; at++) {
    const wrong = wrongWith(values[at] as SqlValue);
    if (wrong) throw new DatabaseError('bad-value', `value ${at + 1} of "${shorten(sql)}" ${wrong}`);
  }
}

export function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 117)}…` : line;
}

function wrongWith(value: SqlValue): string | undefined {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) return 'contains U+0000';
      return SURROGATE.test(value) ? 'is not well-formed text' : undefined;
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}`;
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'is an integer beyond 2^53−1' : undefined;
    case 'bigint':
      return value > MOST_INT64 || value < -MOST_INT64 - 1n ? 'is beyond 64 bits' : undefined;
    case 'object':
      return value === null || value instanceof Uint8Array ? undefined : 'is an object';
    default:
      return `is a ${typeof value}`;
  }
}

/** Throws `unexpected-rows` when a statement met another number of rows than it expects. */
export function checkExpected(statement: Statement, rows: number, changes: number, index: number): void {
  const { expect, sql } = statement;
  const met = Math.max(rows, changes);
  if (expect === undefined || expect === met) return;
  throw new DatabaseError('unexpected-rows', `"${shorten(sql)}" met ${met} rows, not ${expect}`, { statement: index });
}
