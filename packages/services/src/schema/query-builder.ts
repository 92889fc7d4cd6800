/** kysely over the Database port: one compiler for both engines, as both take the same SQL with `?` for values. */
import type { QueryResult as PortResult, SqlRow, SqlValue } from '@rubato/ports';
import {
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { Tables } from './tables.ts';

/** A Database for reading, or a Transaction. */
export interface Queryable {
  query(sql: string, values?: readonly SqlValue[]): Promise<PortResult>;
}

export type Builder = Kysely<Tables>;

const builders = new WeakMap<Queryable, Builder>();

/** Costs 15–26 µs a statement more than `query` with a text: not for the hottest paths. */
export function builderOver(queryable: Queryable): Builder {
  const known = builders.get(queryable);
  if (known) return known;
  const made = new Kysely<Tables>({ dialect: dialectOver(queryable) });
  builders.set(queryable, made);
  return made;
}

function dialectOver(queryable: Queryable): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new PortDriver(queryable),
    createIntrospector: (builder) => new SqliteIntrospector(builder),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Transactions belong to the port, which runs them again after a collision; kysely's own would not. */
class PortDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(queryable: Queryable) {
    this.#connection = {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
        const { rows, changes } = await queryable.query(sql, parameters as readonly SqlValue[]);
        return { rows: rows as readonly SqlRow[] as R[], numAffectedRows: BigInt(changes) };
      },
      streamQuery: () => {
        throw new Error('rows are not streamed; ask for a page of them');
      },
    };
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  beginTransaction(): Promise<void> {
    return useThePort();
  }
  commitTransaction(): Promise<void> {
    return useThePort();
  }
  rollbackTransaction(): Promise<void> {
    return useThePort();
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

async function useThePort(): Promise<never> {
  throw new Error('transactions are made by Database.transaction');
}
