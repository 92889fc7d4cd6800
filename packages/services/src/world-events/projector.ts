/**
 * Makes tables of a match's events: each turn in one transaction together with how far the tables have come, so that
 * every event counts exactly once, whatever crashes. Turns come in order; what fails is tried again, and when too much
 * waits the rest is left to the journal, from which whoever feeds the projector starts afresh.
 */
import type { Clock, Database, Log, Transaction } from '@rubato/ports';
import type { HappenedTurn } from './world-rules.ts';

/** Turns that wait for the database; one more and they are all given up: `overflowed` is called. */
export const MOST_WAITING = 10_000;
/** The pause after a failure, doubled after each further one. */
export const RETRY_MS = 250;
export const LONGEST_RETRY_MS = 10_000;

export interface ProjectorParts<T> {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Statements only: it runs again when the transaction does. */
  project(transaction: Transaction, turn: HappenedTurn): Promise<T>;
  /** After the commit, once for each turn that was projected now. */
  projected(turn: HappenedTurn, outcome: T): void;
  /** Follow the match anew, from `position`. */
  overflowed(): void;
}

const POSITION = 'select turn from projected where match_id = ?';
const ADVANCE = `insert into projected (match_id, turn) values (?, ?)
  on conflict (match_id) do update set turn = excluded.turn where projected.turn < excluded.turn`;

interface Waiter {
  readonly turn: number;
  readonly done: () => void;
}

export class Projector<T> {
  readonly #parts: ProjectorParts<T>;
  #queue: HappenedTurn[] = [];
  #running = false;
  #stopped = false;
  #reached = 0;
  #waiters: Waiter[] = [];
  #cancel: (() => void) | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: ProjectorParts<T>) {
    this.#parts = parts;
  }

  /** The last turn of the match that the tables have; 0 for none. */
  async position(match: string): Promise<number> {
    const { rows } = await this.#parts.database.query<{ turn: number }>(POSITION, [match]);
    const turn = rows[0]?.turn ?? 0;
    this.#reach(turn);
    return turn;
  }

  take(turn: HappenedTurn): void {
    if (this.#stopped) return;
    if (this.#queue.length >= MOST_WAITING) {
      this.#queue = [];
      this.#parts.log.log('error', 'too many turns wait for the database; they are read from the journal again', {
        match: turn.match,
      });
      return this.#parts.overflowed();
    }
    this.#queue.push(turn);
    if (!this.#running) void this.#run();
  }

  /** Resolves when the tables have this turn, or nothing more will come. */
  until(turn: number): Promise<void> {
    if (this.#stopped || this.#reached >= turn) return Promise.resolve();
    return new Promise((done) => this.#waiters.push({ turn, done }));
  }

  /** Nothing more is begun; what waits is read from the journal at the next start. */
  stop(): void {
    this.#stopped = true;
    this.#queue = [];
    this.#cancel?.();
    this.#wake?.();
    this.#reach(Number.MAX_SAFE_INTEGER);
  }

  async #run(): Promise<void> {
    this.#running = true;
    let pauseMs = RETRY_MS;
    for (let next = this.#queue[0]; next !== undefined && !this.#stopped; next = this.#queue[0]) {
      try {
        await this.#project(next);
        pauseMs = RETRY_MS;
        // The queue may have been given up meanwhile.
        if (this.#queue[0] === next) this.#queue.shift();
      } catch (error) {
        if (this.#stopped) break;
        this.#parts.log.log('error', 'the tables could not follow a match; trying again', {
          match: next.match,
          turn: next.turn,
          error: String(error),
        });
        await this.#pause(pauseMs);
        pauseMs = Math.min(LONGEST_RETRY_MS, pauseMs * 2);
      }
    }
    this.#running = false;
  }

  async #project(turn: HappenedTurn): Promise<void> {
    const { database } = this.#parts;
    const outcome = await database.transaction(
      async (transaction) => {
        const { changes } = await transaction.query(ADVANCE, [turn.match, turn.turn]);
        return changes === 0 ? undefined : { of: await this.#parts.project(transaction, turn) };
      },
      { locks: [`projected ${turn.match}`] },
    );
    this.#reach(turn.turn);
    if (outcome !== undefined) this.#parts.projected(turn, outcome.of);
  }

  #reach(turn: number): void {
    this.#reached = Math.max(this.#reached, turn);
    const due = this.#waiters.filter((waiter) => waiter.turn <= this.#reached);
    this.#waiters = this.#waiters.filter((waiter) => waiter.turn > this.#reached);
    for (const { done } of due) done();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#cancel = this.#parts.clock.after(ms, resolve);
    });
  }
}
