import { afterAll, beforeAll } from 'vitest';
import type { Database } from '@rubato/ports';
import { databaseKinds, type DatabaseKind, type DatabaseServer } from '../../../../tools/provision/databases.ts';

/** What can be started here, for `describe.for`. */
export const availableDatabases = databaseKinds.filter(({ available }) => available);

/**
 * Gives the tests of the present group one database with all tables, of a server that ends with them.
 * @param take is told the database before the first of the tests
 * @returns makes more of them, for tests that share none
 */
export function migratedDatabase(
  kind: DatabaseKind,
  take: (database: Database) => void = () => {},
): () => Promise<Database> {
  let server: DatabaseServer;
  const fresh = () => server.migrated();
  beforeAll(async () => {
    server = await kind.start();
    take(await fresh());
  });
  afterAll(() => server.stop());
  return fresh;
}

/** In which all rows can be deleted, of databases that were emptied before. */
const orders = new WeakMap<Database, readonly string[]>();

/** Takes every row out of every table, which is much quicker than another database. */
export async function emptied(database: Database): Promise<Database> {
  const order = orders.get(database) ?? (await deletionOrder(database));
  orders.set(database, order);
  await database.batch(order.map((table) => ({ sql: `delete from ${table}` })));
  return database;
}

/** Rows that others refer to go after those; what comes first is found by trying. */
async function deletionOrder(database: Database): Promise<readonly string[]> {
  const order: string[] = [];
  for (let left = await tables(database); left.length > 0; left = left.filter((table) => !order.includes(table))) {
    const before = order.length;
    for (const table of left) {
      const deleted = database.batch([{ sql: `delete from ${table}` }]);
      await deleted.then(
        () => order.push(table),
        () => undefined,
      );
    }
    if (order.length === before) throw new Error(`these tables can’t be emptied: ${left.join(', ')}`);
  }
  return order;
}

async function tables(database: Database): Promise<string[]> {
  const sqlite = `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`;
  const postgres = `select tablename as name from pg_tables where schemaname = 'public'`;
  const { rows } = await database
    .query<{ name: string }>(sqlite)
    .catch(() => database.query<{ name: string }>(postgres));
  return rows.map(({ name }) => name).filter((name) => name !== 'migration');
}
