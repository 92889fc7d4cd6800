/** Statements on one PostgreSQL connection. */
import { DatabaseError, type QueryResult, type SqlRow, type SqlValue, type Statement } from '@rubato/ports';
import type pg from 'pg';
import { checkExpected } from '../values.ts';
import { errorFrom } from './errors.ts';
import { postgresText } from './placeholders.ts';
import { types } from './types.ts';

export async function runStatement(
  client: pg.ClientBase,
  statement: Statement,
  options: { readonly rows: number; readonly index?: number },
): Promise<QueryResult> {
  const { text, name } = postgresText(statement.sql);
  const values = (statement.values ?? []).map(bindable);
  const { rows, changes } = await client
    .query({ text, values, types, ...(name ? { name } : {}) })
    .then(({ rows: found, command, rowCount }) => ({
      rows: found as SqlRow[],
      changes: command === 'SELECT' ? 0 : (rowCount ?? 0),
    }))
    .catch((error: unknown) => {
      throw errorFrom(error, options.index);
    });
  if (rows.length > options.rows)
    throw new DatabaseError('too-large', `more than ${options.rows} rows; ask for a page of them`);
  checkExpected(statement, rows.length, changes, options.index ?? 0);
  return { rows, changes };
}

function bindable(value: SqlValue): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value;
}
