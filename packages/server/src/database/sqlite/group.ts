/**
 * Group commit: transactions run one after the other as savepoints of one SQLite transaction, and one sync to disk makes
 * all of them durable. Nobody is told of success before that sync.
 *
 *   begin immediate · savepoint t … release t · savepoint t … rollback to t, release t · … · commit → all are answered
 */
import { DatabaseError, type QueryResult, type Statement } from '@rubato/ports';
import type { SqliteConnection } from './connection.ts';

/** A group is committed when it holds so many transactions, however many wait. */
export const GROUP_TRANSACTIONS = 256;
/** … or when the first of them has waited so long. */
export const GROUP_MS = 10;

interface Done {
  readonly id: number;
  readonly results: readonly QueryResult[];
}

export class CommitGroup {
  readonly #writer: SqliteConnection;
  #begunMs = 0;
  #active = false;
  #failed = false;
  #done: Done[] = [];

  constructor(writer: SqliteConnection) {
    this.#writer = writer;
  }

  /** Whether a commit is due: nothing runs, and either nothing more is at hand or the group is full or old. */
  due(nothingAtHand: boolean): boolean {
    if (this.#active || !this.#writer.inTransaction) return false;
    return nothingAtHand || this.#done.length >= GROUP_TRANSACTIONS || performance.now() - this.#begunMs >= GROUP_MS;
  }

  /** After one failed statement the transaction takes no more, as on PostgreSQL. */
  run(first: boolean, statements: readonly Statement[]): QueryResult[] {
    if (first) this.#open();
    if (this.#failed) throw new DatabaseError('failed', 'an earlier statement of the transaction has failed');
    this.#failed = true;
    const results = statements.map((statement, index) => this.#runOne(statement, index));
    this.#failed = false;
    return results;
  }

  /** Ends the transaction; a kept one is answered by the next commit. */
  end(id: number, keep: boolean, results: readonly QueryResult[] = []): void {
    if (!this.#active) return;
    this.#active = false;
    if (!this.#writer.inTransaction) return;
    this.#writer.exec(keep ? 'release t' : 'rollback to t; release t');
    if (keep) this.#done.push({ id, results });
  }

  /** Whether SQLite gave up everything by itself (disk full, out of memory …), the finished transactions too. */
  get lost(): boolean {
    return this.#done.length > 0 && !this.#writer.inTransaction;
  }

  /** Makes everything durable and returns whom to tell. */
  commit(): readonly Done[] {
    this.#writer.exec('commit');
    return this.#forget();
  }

  /** Undoes everything and returns whom to tell. */
  abandon(): readonly Done[] {
    if (this.#writer.inTransaction) this.#writer.exec('rollback');
    return this.#forget();
  }

  #forget(): readonly Done[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #runOne(statement: Statement, index: number): QueryResult {
    try {
      return this.#writer.run(statement, index);
    } catch (error) {
      throw Object.assign(error as object, { statement: index });
    }
  }

  #open(): void {
    this.#failed = false;
    if (!this.#writer.inTransaction) {
      this.#writer.exec('begin immediate');
      this.#begunMs = performance.now();
    }
    this.#writer.exec('savepoint t');
    this.#active = true;
  }
}
