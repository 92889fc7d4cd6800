import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@rubato/ports';
// Not by the package's name: with a server's whole code each test of a service would begin a second later.
import { openPostgresDatabase } from '../../packages/server/src/database/postgres/postgres-database.ts';
import { openSqliteDatabase } from '../../packages/server/src/database/sqlite/sqlite-database.ts';
import { migratedCopies, migratedSqlite } from './migrated.ts';
import { havePostgres, startPostgres } from './postgres-server.ts';

/** One of the databases that the services run on. */
export interface DatabaseKind {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Whether it can be started here. */
  readonly available: boolean;
  start(): Promise<DatabaseServer>;
}

export interface DatabaseServer {
  /** A new, empty database; closed by `stop`. */
  fresh(): Promise<Database>;
  /** The same with all tables of the services. */
  migrated(): Promise<Database>;
  stop(): Promise<void>;
}

/** For `describe.for(databaseKinds)`: a group of tests runs on each. */
export const databaseKinds: readonly DatabaseKind[] = [
  { name: 'SQLite', available: true, start: startSqlite },
  { name: 'PostgreSQL', available: havePostgres, start: startPostgreSql },
];

async function startSqlite(): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-services-'));
  let count = 0;
  const open = (bytes?: Uint8Array) => {
    const path = join(folder, `${count++}.db`);
    if (bytes) writeFileSync(path, bytes);
    // No test looks at what a power cut would take.
    return openSqliteDatabase({ path, synchronous: 'normal' });
  };
  return served({
    fresh: () => open(),
    migrated: async () => open(await migratedSqlite()),
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  });
}

async function startPostgreSql(): Promise<DatabaseServer> {
  const server = await startPostgres();
  const copy = migratedCopies(server);
  return served({
    fresh: async () => openPostgresDatabase({ url: await server.freshDatabase() }),
    migrated: async () => openPostgresDatabase({ url: await copy() }),
    stop: server.stop,
  });
}

/** Keeps in mind what was opened, to close it at the end. */
function served({ fresh, migrated, stop }: DatabaseServer): DatabaseServer {
  const opened: Database[] = [];
  const kept = (open: () => Promise<Database>) => async () => {
    const database = await open();
    opened.push(database);
    return database;
  };
  return {
    fresh: kept(fresh),
    migrated: kept(migrated),
    stop: async () => {
      // Whatever a database says at its end, its server doesn't outlive the tests.
      await Promise.all(opened.map((database) => database.close())).finally(stop);
    },
  };
}
