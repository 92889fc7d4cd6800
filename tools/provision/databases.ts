import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@rubato/ports';
// Not by the package's name: with a server's whole code each test of a service would begin a second later.
import { openPostgresDatabase } from '../../packages/server/src/database/postgres/postgres-database.ts';
import { openSqliteDatabase } from '../../packages/server/src/database/sqlite/sqlite-database.ts';
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
  return served(
    // No test looks at what a power cut would take.
    () => openSqliteDatabase({ path: join(folder, `${count++}.db`), synchronous: 'normal' }),
    async () => rmSync(folder, { recursive: true, force: true }),
  );
}

async function startPostgreSql(): Promise<DatabaseServer> {
  const server = await startPostgres();
  return served(async () => openPostgresDatabase({ url: await server.freshDatabase() }), server.stop);
}

function served(open: () => Promise<Database>, stop: () => Promise<void>): DatabaseServer {
  const opened: Database[] = [];
  return {
    fresh: async () => {
      const database = await open();
      opened.push(database);
      return database;
    },
    stop: async () => {
      // Whatever a database says at its end, its server doesn't outlive the tests.
      await Promise.all(opened.map((database) => database.close())).finally(stop);
    },
  };
}
