/** Database over PostgreSQL: two pools, one of which can't write. */
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
import pg from 'pg';
import { DEFAULT_LIMITS, DEFAULT_RETRIES, HEALTH_MS } from '../limits.ts';
import { withRetries } from '../retry.ts';
import { checkStatement } from '../values.ts';
import { within } from '../within.ts';
import { errorFrom } from './errors.ts';
import { runStatement } from './run.ts';
import { PostgresTransaction } from './transaction.ts';

export interface PostgresDatabaseOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** Connections for transactions, and as many again for reading. Default 10. */
  readonly connections?: number;
  readonly limits?: Partial<DatabaseLimits>;
  /** How long a connection may take to come about, waiting for a free one included. Default 5 s: less than a request may. */
  readonly connectMs?: number;
  /** Told once when it can't be reached any more, with the reason, and once, without one, when it can again. */
  readonly onReach?: (lost: DatabaseError | undefined) => void;
}

const CONNECT_MS = 5000;
const CLOSE_POLL_MS = 5;

/** Rejects with DatabaseError `unavailable` when the server can't be reached. */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<PostgresDatabase> {
  const database = new PostgresDatabase(options);
  try {
    await database.query('select 1 as one');
  } catch (error) {
    await database.close();
    throw error instanceof DatabaseError && error.code === 'unavailable' ? unreachable(options.url, error) : error;
  }
  return database;
}

export class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly #writers: pg.Pool;
  readonly #readers: pg.Pool;
  readonly #limits: DatabaseLimits;
  readonly #connectMs: number;
  readonly #onReach: (lost: DatabaseError | undefined) => void;
  #away = false;
  #running = 0;
  #closed: Promise<void> | undefined;

  constructor(options: PostgresDatabaseOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#connectMs = options.connectMs ?? CONNECT_MS;
    this.#onReach = options.onReach ?? (() => {});
    this.#writers = poolOf(options, this.#limits, 'off');
    this.#readers = poolOf(options, this.#limits, 'on');
  }

  async query<R extends SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>> {
    const statement: Statement = values ? { sql, values } : { sql };
    checkStatement(statement);
    return this.#counted(() =>
      this.#using(this.#readers, (client) => runStatement(client, statement, { rows: this.#limits.rows })),
    ) as Promise<QueryResult<R>>;
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const { retries = DEFAULT_RETRIES, locks } = options;
    return this.#counted(() => withRetries(retries, () => this.#attempt(work, locks)));
  }

  async batch(statements: readonly Statement[], options: TransactionOptions = {}): Promise<readonly QueryResult[]> {
    const [only] = statements;
    const alone = options.locks?.length === 0 && statements.length === 1 && only!.expect === undefined;
    if (alone) return this.#single(only!, options.retries ?? DEFAULT_RETRIES);
    return this.transaction((transaction) => transaction.batch(statements), options);
  }

  async healthy(): Promise<void> {
    // Takes a transaction number, which a standby refuses.
    const probe = this.transaction((transaction) => transaction.query('select txid_current() as id'));
    await within(HEALTH_MS, probe, () => new DatabaseError('timeout', `no answer within ${HEALTH_MS} ms`));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** A pool that ends forgets those who wait for a connection: they come first. */
  async #close(): Promise<void> {
    while (this.#running > 0) await new Promise((resolve) => setTimeout(resolve, CLOSE_POLL_MS));
    await Promise.all([this.#writers.end(), this.#readers.end()]);
  }

  /** A statement by itself is a transaction without being told so: one trip instead of three. */
  async #single(statement: Statement, retries: number): Promise<readonly QueryResult[]> {
    checkStatement(statement);
    const run = (client: pg.PoolClient) =>
      runStatement(client, statement, { rows: this.#limits.rows, index: 0 }).catch((error: unknown) => {
        const { code, message } = errorFrom(error);
        if (code !== 'unavailable') throw error;
        throw new DatabaseError('in-doubt', `the connection broke while writing: ${message}`, { cause: error });
      });
    return [await this.#counted(() => withRetries(retries, () => this.#using(this.#writers, run)))];
  }

  #attempt<T>(work: (transaction: Transaction) => Promise<T>, locks?: readonly string[]): Promise<T> {
    const { transactionMs, rows } = this.#limits;
    return this.#using(this.#writers, async (client) => {
      const transaction = new PostgresTransaction(client, rows);
      const late = () => new DatabaseError('timeout', `the transaction took longer than ${transactionMs} ms`);
      const whole = runWork(transaction, work, locks);
      return within(transactionMs, whole, late).catch((error: unknown) => {
        transaction.abandon(error);
        throw error;
      });
    });
  }

  async #counted<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new DatabaseError('closed', 'the database is closed');
    if (this.#running >= this.#limits.waiting)
      throw new DatabaseError('overloaded', `${this.#running} calls wait for the database; try again later`);
    this.#running++;
    try {
      const result = await run();
      if (this.#away) this.#reaches(undefined);
      return result;
    } catch (error) {
      if (!this.#away && isLost(error)) this.#reaches(error);
      throw error;
    } finally {
      this.#running--;
    }
  }

  #reaches(lost: DatabaseError | undefined): void {
    this.#away = lost !== undefined;
    this.#onReach(lost);
  }

  async #using<T>(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      const busy = pool.totalCount > 0 && /timeout exceeded/.test((error as Error).message);
      throw busy
        ? new DatabaseError('overloaded', `no connection was free for ${this.#connectMs} ms`)
        : errorFrom(error);
    });
    let spent = false;
    try {
      return await run(client);
    } catch (error) {
      spent = error instanceof DatabaseError && SPENT.has(error.code);
      throw error;
    } finally {
      client.release(spent);
    }
  }
}

function isLost(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && (error.code === 'unavailable' || error.code === 'in-doubt');
}

async function runWork<T>(
  transaction: PostgresTransaction,
  work: (transaction: Transaction) => Promise<T>,
  locks: readonly string[] | undefined,
): Promise<T> {
  await transaction.begin(locks);
  let result: T;
  try {
    result = await work(transaction);
  } catch (error) {
    return transaction.rollback(error);
  }
  await transaction.commit();
  return result;
}

/** Codes after which a connection may still be busy, or broken: it is thrown away. */
const SPENT = new Set(['timeout', 'unavailable', 'in-doubt']);

function poolOf(options: PostgresDatabaseOptions, limits: DatabaseLimits, readOnly: 'on' | 'off'): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: options.connectMs ?? CONNECT_MS,
    application_name: 'rubato',
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: limits.transactionMs,
    options: `-c default_transaction_read_only=${readOnly}`,
  });
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Says where nobody answers, without what is secret in the URL. */
function unreachable(url: string, error: DatabaseError): DatabaseError {
  const place = URL.canParse(url) ? new URL(url).host : 'this address';
  const message = `PostgreSQL at ${place} can't be used: ${error.message}; start it, or name another with --database`;
  return new DatabaseError(error.code, message, { cause: error });
}
