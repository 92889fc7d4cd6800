import { afterAll, beforeAll, describe } from 'vitest';
import { migratedCopies } from './migrated.ts';
import { havePostgres, startPostgres, type PostgresServer } from './postgres-server.ts';

/** Runs the tests once for each database of the services; `databaseUrl`, of a new one with all tables, is undefined for SQLite. */
export function onBothDatabases(
  tests: (databaseUrl: () => Promise<string | undefined>, which: 'sqlite' | 'postgres') => void,
): void {
  describe('on SQLite', () => {
    tests(async () => undefined, 'sqlite');
  });
  describe.skipIf(!havePostgres)('on a real PostgreSQL', () => {
    let postgres: PostgresServer;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());
    let databaseUrl: (() => Promise<string>) | undefined;
    tests(() => (databaseUrl ??= migratedCopies(postgres))(), 'postgres');
  });
}
