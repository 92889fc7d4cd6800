import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { databaseContract } from '@rubato/ports/contracts';
import { havePostgres, startPostgres, type PostgresServer } from '../../../../tools/provision/postgres-server.ts';
import { openPostgresDatabase } from './postgres/postgres-database.ts';
import { openSqliteDatabase } from './sqlite/sqlite-database.ts';

databaseContract({ describe, it }, 'SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rubato-database-'));
  const opened: Database[] = [];
  return {
    open: async (limits = {}) => {
      const database = await openSqliteDatabase({ path: join(directory, 'services.db'), limits });
      opened.push(database);
      return database;
    },
    stop: async () => {
      await Promise.all(opened.map((database) => database.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

describe.skipIf(!havePostgres)('on a real PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  databaseContract({ describe, it }, 'PostgreSQL', async () => {
    const url = await server.freshDatabase();
    const opened: Database[] = [];
    return {
      open: async (limits = {}) => {
        const database = await openPostgresDatabase({ url, limits });
        opened.push(database);
        return database;
      },
      stop: async () => {
        await Promise.all(opened.map((database) => database.close()));
      },
    };
  });
});
