/** A Database that fails as real ones do, by a seed: before a transaction, in its midst, and after its commit. */
import {
  DatabaseError,
  type Database,
  type QueryResult,
  type SqlRow,
  type SqlValue,
  type Statement,
  type Transaction,
  type TransactionOptions,
} from '@rubato/ports';
import type { SeededRandom } from '@rubato/ports/doubles';

export type Fault = 'before' | 'amid' | 'after' | 'in-doubt';

export interface FaultOptions {
  /** The share of transactions that meet each fault, 0 to 0.25. */
  readonly share: number;
  readonly random: SeededRandom;
}

export class FaultyDatabase implements Database {
  readonly #inner: Database;
  readonly #options: FaultOptions;
  /** How many of each were injected. */
  readonly injected: Record<Fault, number> = { before: 0, amid: 0, after: 0, 'in-doubt': 0 };

  constructor(inner: Database, options: FaultOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  get engine() {
    return this.#inner.engine;
  }

  query<R extends SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<R>> {
    return this.#inner.query<R>(sql, values);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#faulty(
      () => this.#inner.transaction(work, options),
      () => this.#inner.transaction(async (transaction) => work(transaction).then(cut), options),
    );
  }

  batch(statements: readonly Statement[], options?: TransactionOptions): Promise<readonly QueryResult[]> {
    const half = statements.slice(0, Math.ceil(statements.length / 2));
    return this.#faulty(
      () => this.#inner.batch(statements, options),
      () => this.#inner.transaction(async (transaction) => transaction.batch(half).then(cut), options),
    );
  }

  healthy(): Promise<void> {
    return this.#inner.healthy();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #faulty<T>(whole: () => Promise<T>, broken: () => Promise<never>): Promise<T> {
    const fault = this.#next();
    if (fault) this.injected[fault]++;
    switch (fault) {
      case 'before':
        throw new DatabaseError('unavailable', 'injected: the database is gone');
      case 'amid':
        return broken();
      case 'after':
        await whole();
        throw new DatabaseError('unavailable', 'injected: the answer was lost');
      case 'in-doubt':
        // Written or not: the caller can't know.
        if (this.#options.random.chance(0.5)) await whole();
        throw new DatabaseError('in-doubt', 'injected: the connection broke while committing');
      default:
        return whole();
    }
  }

  #next(): Fault | undefined {
    const { random, share } = this.#options;
    const drawn = random.float();
    const faults: readonly Fault[] = ['before', 'amid', 'after', 'in-doubt'];
    return faults.find((_, index) => drawn < share * (index + 1));
  }
}

function cut(): never {
  throw new DatabaseError('unavailable', 'injected: the process died amid a transaction');
}
