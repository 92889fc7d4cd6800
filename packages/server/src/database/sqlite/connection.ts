/** One SQLite connection with its prepared statements, for one thread. */
import { DatabaseError, type QueryResult, type SqlRow, type SqlValue, type Statement } from '@rubato/ports';
import { openDatabase, type Database, type Statement as Prepared } from '../../sqlite/driver.ts';
import { checkExpected } from '../values.ts';

/** Statement texts kept prepared; the one unused for longest goes first. */
export const PREPARED_STATEMENTS = 500;
/** The clock is read once in so many rows. */
const ROWS_PER_CLOCK = 64;
const RETURNS_ROWS = /^\s*(?:select|with|values|pragma|explain)\b|\breturning\b/i;
/** May end in a limit of its own; one anywhere else bounds nothing. */
const PLAIN_SELECT = /^\s*select\b(?:(?!\blimit\b|;|--|\/\*).)*$/is;
/** Ends in a limit that is a number: as bounded as that. */
const OWN_LIMIT = /^\s*select\b(?:(?!;|--|\/\*).)*\blimit\s+(\d+)\s*$/is;
const WRITES = /^\s*(?:insert|update|delete|replace)\b|\breturning\b/i;

interface Cached {
  readonly prepared: Prepared & { iterate(...values: SqlValue[]): IterableIterator<SqlRow> };
  readonly returns: boolean;
  readonly writes: boolean;
  /** Returns no more rows than one too many, so that they may come all at once. */
  readonly bounded: boolean;
}

/** Whether the answer of a text can't be longer than `rows` and one. */
export function isBounded(sql: string, rows: number): boolean {
  return PLAIN_SELECT.test(sql) || Number(OWN_LIMIT.exec(sql)?.[1] ?? Infinity) <= rows;
}

export interface ConnectionLimits {
  readonly rows: number;
  readonly statementMs: number;
}

export class SqliteConnection {
  readonly #database: Database;
  readonly #limits: ConnectionLimits;
  readonly #statements = new Map<string, Cached>();

  constructor(path: string, options: ConnectionLimits & { readonly readOnly: boolean }) {
    this.#database = openDatabase(path, { readOnly: options.readOnly });
    this.#limits = options;
  }

  /** Not prepared: pragmas, begin, commit. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Whether SQLite itself is inside a transaction; some errors end it unasked. */
  get inTransaction(): boolean {
    return (this.#database as Database & { readonly isTransaction: boolean }).isTransaction;
  }

  run(statement: Statement, index: number): QueryResult {
    const { prepared, returns, writes, bounded } = this.#prepare(statement.sql);
    const values = (statement.values ?? []).map(bindable);
    if (returns) {
      // A write must come to its end, whatever it returns.
      const whole = writes || bounded;
      const rows = this.#collect(whole ? (prepared.all(...values) as SqlRow[]) : prepared.iterate(...values));
      const changes = writes ? rows.length : 0;
      checkExpected(statement, rows.length, changes, index);
      return { rows, changes };
    }
    const { changes } = prepared.run(...values) as { readonly changes: number | bigint };
    const count = writes ? Number(changes) : 0;
    checkExpected(statement, 0, count, index);
    return { rows: [], changes: count };
  }

  /** What SQLite would do for a text, step by step, in its own words (https://www.sqlite.org/eqp.html). */
  plan(sql: string): readonly string[] {
    return this.#database
      .prepare(`explain query plan ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #collect(found: Iterable<SqlRow>): SqlRow[] {
    const rows: SqlRow[] = [];
    const deadline = performance.now() + this.#limits.statementMs;
    for (const row of found) {
      if (rows.length >= this.#limits.rows)
        throw new DatabaseError('too-large', `more than ${this.#limits.rows} rows; ask for a page of them`);
      if (rows.length % ROWS_PER_CLOCK === 0 && performance.now() > deadline)
        throw new DatabaseError('timeout', `a statement took longer than ${this.#limits.statementMs} ms`);
      rows.push(row);
    }
    return rows;
  }

  #prepare(sql: string): Cached {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const plain = PLAIN_SELECT.test(sql);
    const bounded = isBounded(sql, this.#limits.rows);
    const text = plain ? `${sql} limit ${this.#limits.rows + 1}` : sql;
    const prepared = this.#database.prepare(text) as Cached['prepared'];
    const cached = { prepared, returns: RETURNS_ROWS.test(sql), writes: WRITES.test(sql), bounded };
    this.#statements.set(sql, cached);
    if (this.#statements.size > PREPARED_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!);
    return cached;
  }
}

/** The driver binds every number as a float; integers must stay integers in arithmetic. */
function bindable(value: SqlValue): SqlValue {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}
