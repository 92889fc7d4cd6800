/**
 * Short reads in the caller's own thread, on a connection that can't write: a message to the database's thread and back
 * costs more than SQLite does for one. It sees what the thread's reads see: all that was committed.
 *
 * Only what is known to be short is read here: one SELECT of few rows, each table searched by an index for given keys. The
 * reads of one round of the event loop are done together, under one lock of the file: one after the other each would
 * find the processor's caches full of everything else that a request takes. What a round has no more time for, and texts that
 * turn out to be slow, are left to the thread.
 */
import type { QueryResult, Statement } from '@rubato/ports';
import { isBounded, SqliteConnection } from './connection.ts';

/** Rows of one answer; more are read by the thread. */
export const POINT_ROWS = 200;
/** What one round of the event loop may spend here. */
export const POINT_ROUND_MS = 4;
/** A text is left to the thread after so many slow reads … */
export const SLOW_READS = 4;
/** … of more than this, as the clock says; other programs may take longer now and then, so quick reads make up for it. */
export const SLOW_MS = 2;
const QUICK_READS_FOR_A_SLOW_ONE = 16;
export const SHUNNED_MS = 60_000;
/** Texts whose plans are known; the one learnt first is forgotten first. */
export const KNOWN_TEXTS = 500;

/** An index that SQLite makes for one statement only takes a scan. */
const SEARCH = /^SEARCH \S+ USING (?:(?:COVERING )?INDEX \S+|INTEGER PRIMARY KEY) \(\w+=\?/;
/** Steps that look at no more rows (https://www.sqlite.org/eqp.html). */
const HARMLESS =
  /^(?:USE TEMP B-TREE FOR (?:LAST (?:\d+ TERMS OF|TERM OF) )?ORDER BY|COMPOUND QUERY|LEFT-MOST SUBQUERY|UNION ALL)$/;

interface Known {
  readonly short: boolean;
  slow: number;
  shunnedUntilMs: number;
}

interface Waiting {
  readonly statement: Statement;
  readonly known: Known;
  resolve(answer: QueryResult | Promise<QueryResult>): void;
}

export interface PointReaderOptions {
  readonly path: string;
  readonly statementMs: number;
  /** What the database allows in one answer. */
  readonly rows: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export class PointReader {
  readonly #connection: SqliteConnection;
  readonly #rows: number;
  readonly #now: () => number;
  readonly #elsewhere: (statement: Statement) => Promise<QueryResult>;
  readonly #known = new Map<string, Known>();
  #waiting: Waiting[] = [];
  #stuck = false;
  readonly #readAll = (): void => this.#round();

  /** Throws the driver's error when the file can't be opened. @param elsewhere asks the thread */
  constructor(
    { path, statementMs, rows, now = () => performance.now() }: PointReaderOptions,
    elsewhere: (statement: Statement) => Promise<QueryResult>,
  ) {
    this.#rows = Math.min(rows, POINT_ROWS);
    this.#connection = new SqliteConnection(path, { readOnly: true, rows: this.#rows, statementMs });
    // Whatever has to wait is for the thread.
    this.#connection.exec('pragma busy_timeout = 0; pragma trusted_schema = off');
    this.#now = now;
    this.#elsewhere = elsewhere;
  }

  /** Reads here or elsewhere; what fails here is asked there, so its errors are the thread's. */
  read(statement: Statement): Promise<QueryResult> {
    const known = this.#stuck ? undefined : (this.#known.get(statement.sql) ?? this.#learn(statement.sql));
    if (known === undefined || !known.short) return this.#elsewhere(statement);
    return new Promise((resolve) => {
      if (this.#waiting.push({ statement, known, resolve }) === 1) setImmediate(this.#readAll);
    });
  }

  close(): void {
    this.#connection.close();
  }

  #round(): void {
    const round = this.#waiting;
    this.#waiting = [];
    const startMs = this.#now();
    let atMs = startMs;
    const together = round.length > 1 && this.#try(() => this.#connection.exec('begin'));
    for (const waiting of round) {
      const { known, statement } = waiting;
      const mayRead = atMs - startMs < POINT_ROUND_MS && atMs >= known.shunnedUntilMs;
      const answer = mayRead ? this.#run(statement) : undefined;
      if (mayRead) atMs = this.#judge(known, atMs);
      waiting.resolve(answer ?? this.#elsewhere(statement));
    }
    // Never over the end of the round: the next one would see what was, not what is.
    if (together && !this.#try(() => this.#connection.exec('commit'))) this.#abandon();
  }

  /** An error may have ended the transaction already; one that can't be ended leaves all reads to the thread. */
  #abandon(): void {
    this.#stuck = this.#connection.inTransaction && !this.#try(() => this.#connection.exec('rollback'));
  }

  /** Undefined for too many rows, a wrong value, a busy file: the thread reads it, or says what is wrong. */
  #run(statement: Statement): QueryResult | undefined {
    try {
      return this.#connection.run(statement, 0);
    } catch {
      return undefined;
    }
  }

  #judge(known: Known, startMs: number): number {
    const nowMs = this.#now();
    if (nowMs - startMs <= SLOW_MS) {
      if (known.slow > 0) known.slow -= 1 / QUICK_READS_FOR_A_SLOW_ONE;
    } else if (++known.slow >= SLOW_READS) {
      known.slow = 0;
      known.shunnedUntilMs = nowMs + SHUNNED_MS;
    }
    return nowMs;
  }

  /** Undefined for a text that is wrong, or not right yet: its tables may be made later. */
  #learn(sql: string): Known | undefined {
    let short = false;
    if (!this.#try(() => (short = isBounded(sql, this.#rows) && this.#searches(sql)))) return undefined;
    const known = { short, slow: 0, shunnedUntilMs: 0 };
    if (this.#known.size >= KNOWN_TEXTS) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(sql, known);
    return known;
  }

  #searches(sql: string): boolean {
    const steps = this.#connection.plan(sql);
    return steps.some((step) => SEARCH.test(step)) && steps.every((step) => SEARCH.test(step) || HARMLESS.test(step));
  }

  #try(work: () => unknown): boolean {
    try {
      work();
      return true;
    } catch {
      return false;
    }
  }
}
