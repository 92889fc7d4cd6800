/**
 * A relational database as the services see it: one SQL text for SQLite and PostgreSQL, `?` for each value, and the same
 * answers from both. Integers are numbers up to ±(2^53−1), comparisons are 0 or 1, times are BIGINT milliseconds.
 */
export interface Database {
  readonly engine: DatabaseEngine;
  /** One reading statement outside any transaction; sees everything that was committed; refuses to write (`read-only`). */
  query<R extends SqlRow = SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>>;
  /**
   * Runs `work` as if no other transaction ran beside it, and resolves once its writes are durable. When `work` throws,
   * or a statement fails, nothing of it stays. `work` runs again when the database says that it collided with another
   * one, so it must do nothing but statements: others wait for it.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A whole transaction known beforehand: sent at once, so cheaper than `transaction`. */
  batch(statements: readonly Statement[], options?: TransactionOptions): Promise<readonly QueryResult[]>;
  /** Resolves when the database takes a write; rejects otherwise, after 5 s at the latest. */
  healthy(): Promise<void>;
  /** Waits for transactions in progress; later calls reject with `closed`. May be called twice. */
  close(): Promise<void>;
}

export type DatabaseEngine = 'sqlite' | 'postgres';

export interface Transaction {
  query<R extends SqlRow = SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>>;
  /** Several statements in one trip; stops at the first that fails. */
  batch(statements: readonly Statement[]): Promise<readonly QueryResult[]>;
}

export interface TransactionOptions {
  /** How often to run again after a collision. Default 20. */
  readonly retries?: number;
  /**
   * Transactions that share a key run one after the other and don't collide over what only they touch: for rows that
   * many want at once. With keys, nothing else is guarded: name every row that the transaction decides upon. No key at
   * all (`[]`) is for statements that each decide by themselves, as a conditional update does.
   */
  readonly locks?: readonly string[];
}

/** Integers must be safe or bigint; text must be well-formed without U+0000. */
export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Readonly<Record<string, null | number | string | Uint8Array>>;

export interface Statement {
  readonly sql: string;
  readonly values?: readonly SqlValue[];
  /** The rows that must be returned or changed; another number undoes the transaction with `unexpected-rows`. */
  readonly expect?: number;
}

/** What every database bounds; each has a defined answer. */
export interface DatabaseLimits {
  /** Calls that wait for the database or run on it; one more is answered `overloaded`. */
  readonly waiting: number;
  /** Rows of one answer; more are answered `too-large`. */
  readonly rows: number;
  /** One statement; longer is answered `timeout`. */
  readonly statementMs: number;
  /** One transaction from its first statement to its end, retries not counted; longer is undone and answered `timeout`. */
  readonly transactionMs: number;
}

export interface QueryResult<R = SqlRow> {
  readonly rows: readonly R[];
  /** Rows inserted, updated or deleted; 0 for a reading statement. */
  readonly changes: number;
}

export type DatabaseErrorCode =
  /** A unique key exists already. */
  | 'unique'
  /** Another constraint: foreign key, check, not null. */
  | 'constraint'
  /** A batch's statement met another number of rows than it expects; `statement` tells which. */
  | 'unexpected-rows'
  /** Collided with other transactions more often than it may be retried. */
  | 'busy'
  /** A statement or a transaction took longer than it may. */
  | 'timeout'
  /** As many calls wait as may. */
  | 'overloaded'
  /** More rows in one answer than allowed. */
  | 'too-large'
  /** An integer beyond ±(2^53−1) came back, or doesn't fit its column. */
  | 'out-of-range'
  /** A value that no column can hold the same way on both engines. */
  | 'bad-value'
  /** A write where only reading is allowed. */
  | 'read-only'
  /** The connection broke while committing: whether it was written is unknown. */
  | 'in-doubt'
  /** The database can't be reached, or its disk failed. */
  | 'unavailable'
  | 'closed'
  /** The statement is wrong. */
  | 'failed';

/** What any call of a Database rejects with, besides what `work` itself threw. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  /** Which statement of a batch failed, from 0. */
  readonly statement: number | undefined;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown; statement?: number } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.statement = options.statement;
  }
}
