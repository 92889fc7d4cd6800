import {
  DatabaseError,
  type QueryResult,
  type SqlRow,
  type SqlValue,
  type Statement,
  type Transaction,
} from '@rubato/ports';
import type pg from 'pg';
import { checkStatement } from '../values.ts';
import { errorFrom } from './errors.ts';
import { runStatement } from './run.ts';

const SERIALIZABLE = 'begin isolation level serializable';
const LOCKING = 'begin isolation level read committed';
/** One key after the other in the order given, so that nobody waits in a circle. */
const LOCK =
  'select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(?::text[]) with ordinality as k(key, at)';

/** One transaction on a connection that it has for itself. */
export class PostgresTransaction implements Transaction {
  readonly #client: pg.ClientBase;
  readonly #rows: number;
  #ended = false;
  #failure: unknown;

  constructor(client: pg.ClientBase, rows: number) {
    this.#client = client;
    this.#rows = rows;
  }

  async begin(locks: readonly string[] | undefined): Promise<void> {
    try {
      await this.#client.query(locks ? LOCKING : SERIALIZABLE);
      if (!locks) return;
      const keys = [...new Set(locks)].sort() as unknown as Uint8Array;
      if (locks.length > 0) await runStatement(this.#client, { sql: LOCK, values: [keys] }, { rows: locks.length });
    } catch (error) {
      throw errorFrom(error);
    }
  }

  async query<R extends SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>> {
    const [result] = await this.batch([values ? { sql, values } : { sql }]);
    return result as QueryResult<R>;
  }

  async batch(statements: readonly Statement[]): Promise<readonly QueryResult[]> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) throw new DatabaseError('failed', 'the transaction has ended');
      statements.forEach(checkStatement);
      const results: QueryResult[] = [];
      for (let index = 0; index < statements.length; index++)
        results.push(await runStatement(this.#client, statements[index]!, { rows: this.#rows, index }));
      return results;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** Rejects with the first failure of a statement, even one that `work` has swallowed. */
  async commit(): Promise<void> {
    if (this.#failure !== undefined) return this.rollback(this.#failure);
    this.#ended = true;
    try {
      await this.#client.query('commit');
    } catch (error) {
      const { code, message } = errorFrom(error);
      if (code !== 'unavailable') throw errorFrom(error);
      throw new DatabaseError('in-doubt', `the connection broke while committing: ${message}`, { cause: error });
    }
  }

  async rollback(reason: unknown): Promise<never> {
    this.#failure ??= reason;
    this.#ended = true;
    // A connection that is gone has kept nothing: the reason stays the caller's.
    await this.#client.query('rollback').catch(() => {});
    throw this.#failure;
  }

  /** From now on every statement fails; nothing is sent any more. */
  abandon(reason: unknown): void {
    this.#failure ??= reason;
    this.#ended = true;
  }
}
