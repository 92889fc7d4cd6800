import {
  DatabaseError,
  type QueryResult,
  type SqlRow,
  type SqlValue,
  type Statement,
  type Transaction,
} from '@rubato/ports';
import { checkStatement } from '../values.ts';
import type { SqliteLink } from './link.ts';

/** One turn's transaction on this side of the thread border: opened by its first statement, over after its first failure. */
export class SqliteTransaction implements Transaction {
  readonly #link: SqliteLink;
  #state: 'fresh' | 'open' | 'ended' = 'fresh';
  #failure: unknown;

  constructor(link: SqliteLink) {
    this.#link = link;
  }

  async query<R extends SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>> {
    const [result] = await this.batch([values ? { sql, values } : { sql }]);
    return result as QueryResult<R>;
  }

  async batch(statements: readonly Statement[]): Promise<readonly QueryResult[]> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#state === 'ended') throw new DatabaseError('failed', 'the transaction has ended');
      statements.forEach(checkStatement);
      const first = this.#state === 'fresh';
      this.#state = 'open';
      return await this.#link.ask({ task: 'run', first, statements });
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** From now on every statement fails with `reason`. */
  fail(reason: unknown): void {
    this.#failure ??= reason;
  }

  /** Resolves once durable; rejects with the first failure of a statement, even one that `work` has swallowed. */
  async commit(): Promise<void> {
    if (this.#failure !== undefined) return this.rollback(this.#failure);
    if (this.#end()) await this.#link.ask({ task: 'end', keep: true });
  }

  async rollback(reason: unknown): Promise<never> {
    this.#failure ??= reason;
    // A database that is gone has kept nothing: the reason stays the caller's.
    if (this.#end()) await this.#link.ask({ task: 'end', keep: false }).catch(() => {});
    throw this.#failure;
  }

  #end(): boolean {
    const wasOpen = this.#state === 'open';
    this.#state = 'ended';
    return wasOpen;
  }
}
