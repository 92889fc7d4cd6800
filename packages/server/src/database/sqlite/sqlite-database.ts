/**
 * Database over SQLite: all work but short reads happens in one worker thread; this side takes turns, limits and times, and
 * reads by key what costs less than the way to the thread.
 */
import {
  DatabaseError,
  type Database,
  type DatabaseLimits,
  type QueryResult,
  type SqlRow,
  type SqlValue,
  type Statement,
  type Transaction,
  type TransactionOptions,
} from '@rubato/ports';
import { DEFAULT_LIMITS, DEFAULT_RETRIES, HEALTH_MS } from '../limits.ts';
import { withRetries } from '../retry.ts';
import { checkStatement } from '../values.ts';
import { within } from '../within.ts';
import { SqliteLink } from './link.ts';
import { PointReader } from './point-reader.ts';
import { SERVICES_WORKER, spawn } from './spawn.ts';
import { SqliteTransaction } from './transaction.ts';
import { Turns } from './turns.ts';

export interface SqliteDatabaseOptions {
  /** The file; created when missing, its folder must exist. */
  readonly path: string;
  /** Default `full`: what was acknowledged survives power loss. `normal` is faster and survives only the process. */
  readonly synchronous?: 'full' | 'normal';
  readonly limits?: Partial<DatabaseLimits>;
}

/** Rejects with DatabaseError `unavailable` when the file can't be opened. */
export async function openSqliteDatabase(options: SqliteDatabaseOptions): Promise<SqliteDatabase> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { path, synchronous = 'full' } = options;
  const { statementMs, rows } = limits;
  const worker = spawn(SERVICES_WORKER, { path, synchronous, statementMs, rows }, 'rubato-services');
  const link = new SqliteLink(worker);
  await link.opened();
  try {
    const elsewhere = async (statement: Statement) => (await link.ask({ task: 'read', statement }))[0]!;
    return new SqliteDatabase(link, new PointReader({ path, statementMs, rows }, elsewhere), limits);
  } catch (cause) {
    await link.ask({ task: 'close' });
    throw new DatabaseError('unavailable', `the database can't be read: ${(cause as Error).message}`, { cause });
  }
}

export class SqliteDatabase implements Database {
  readonly engine = 'sqlite';
  readonly #link: SqliteLink;
  readonly #points: PointReader;
  readonly #limits: DatabaseLimits;
  readonly #turns = new Turns();
  #running = 0;
  #closed: Promise<void> | undefined;

  constructor(link: SqliteLink, points: PointReader, limits: DatabaseLimits) {
    this.#link = link;
    this.#points = points;
    this.#limits = limits;
  }

  /** Resolves, with the reason, when the database is closed or beyond use. */
  get failed(): Promise<DatabaseError> {
    return this.#link.failed;
  }

  async query<R extends SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>> {
    this.#admit();
    const statement: Statement = values ? { sql, values } : { sql };
    checkStatement(statement);
    this.#running++;
    try {
      return (await this.#points.read(statement)) as QueryResult<R>;
    } finally {
      this.#running--;
    }
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#counted(() => withRetries(options.retries ?? DEFAULT_RETRIES, () => this.#attempt(work)));
  }

  async batch(statements: readonly Statement[], options: TransactionOptions = {}): Promise<readonly QueryResult[]> {
    statements.forEach(checkStatement);
    return this.#counted(() => withRetries(options.retries ?? DEFAULT_RETRIES, () => this.#sendWhole(statements)));
  }

  async healthy(): Promise<void> {
    // Writes a page without a table of its own.
    const probe = this.batch([{ sql: 'pragma user_version = 1' }]);
    await within(HEALTH_MS, probe, () => new DatabaseError('timeout', `no answer within ${HEALTH_MS} ms`));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    while (this.#running > 0 && !this.#link.failure) await new Promise((resolve) => setImmediate(resolve));
    // Before the thread's: the last connection to close merges the log into the file, and this one may not write.
    this.#points.close();
    if (!this.#link.failure) await this.#link.ask({ task: 'close' });
    this.#link.fail(new DatabaseError('closed', 'the database is closed'));
    await this.#link.exited();
  }

  #admit(): void {
    if (this.#closed) throw new DatabaseError('closed', 'the database is closed');
    if (this.#link.failure) throw this.#link.failure;
    if (this.#running >= this.#limits.waiting)
      throw new DatabaseError('overloaded', `${this.#running} calls wait for the database; try again later`);
  }

  async #counted<T>(run: () => Promise<T>): Promise<T> {
    this.#admit();
    this.#running++;
    try {
      return await run();
    } finally {
      this.#running--;
    }
  }

  #attempt<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#turns.take(() => void this.#runWork(work).then(resolve, reject));
    });
  }

  /** The turn is passed on as soon as the end is sent, not when it is durable: what comes next joins the same commit. */
  async #runWork<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { transactionMs } = this.#limits;
    const transaction = new SqliteTransaction(this.#link);
    let ending: Promise<unknown>;
    try {
      const late = () => new DatabaseError('timeout', `the transaction took longer than ${transactionMs} ms`);
      const result = await within(transactionMs, work(transaction), late);
      ending = transaction.commit();
      this.#turns.pass();
      await ending;
      return result;
    } catch (error) {
      // Failed by now, or failed in its commit: then it is over and the turn already passed.
      if (ending! !== undefined) throw error;
      ending = transaction.rollback(error);
      this.#turns.pass();
      return (await ending) as never;
    }
  }

  #sendWhole(statements: readonly Statement[]): Promise<readonly QueryResult[]> {
    return new Promise((resolve, reject) => {
      this.#turns.take(() => {
        this.#link.ask({ task: 'batch', statements }).then(resolve, reject);
        this.#turns.pass();
      });
    });
  }
}
