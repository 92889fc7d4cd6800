/** What databases with all tables of the services are copied from: making them takes seven times as long as a copy. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import pg from 'pg';
// Not by the packages' names: with a server's whole code each test of a service would begin a second later.
import { openPostgresDatabase } from '../../packages/server/src/database/postgres/postgres-database.ts';
import { openSqliteDatabase } from '../../packages/server/src/database/sqlite/sqlite-database.ts';
import { migrate } from '../../packages/services/src/schema/migrate.ts';
import { checksumOf } from '../../packages/services/src/schema/migration.ts';
import { MIGRATIONS } from '../../packages/services/src/schema/migrations/all.ts';
import type { PostgresServer } from './postgres-server.ts';

let sqlite: Promise<Uint8Array> | undefined;

/** The file of such a database; made once in this process. */
export function migratedSqlite(): Promise<Uint8Array> {
  return (sqlite ??= makeSqlite());
}

async function makeSqlite(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-migrated-'));
  try {
    const path = join(folder, 'services.db');
    await migrateAndClose(await openSqliteDatabase({ path, synchronous: 'normal' }));
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The name of such a database of this server; made once for all processes that use the server. */
async function migratedTemplate(serverUrl: string): Promise<string> {
  // Of these steps: a server that lives longer than a run may have those of other versions.
  const steps = createHash('sha256').update(MIGRATIONS.map(checksumOf).join()).digest('hex');
  const name = `rubato_template_${steps.slice(0, 16)}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('rubato_template'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      // Under another name until it is whole.
      await client.query('drop database if exists rubato_unfinished');
      await client.query('create database rubato_unfinished');
      const url = Object.assign(new URL(serverUrl), { pathname: '/rubato_unfinished' }).href;
      await migrateAndClose(await openPostgresDatabase({ url }));
      await client.query(`alter database rubato_unfinished rename to ${name}`);
    }
    return name;
  } finally {
    await client.end();
  }
}

/** What gives the URL of one more such database of this server, at each call. */
export function migratedCopies(server: PostgresServer): () => Promise<string> {
  let template: Promise<string> | undefined;
  return async () => server.freshDatabase(await (template ??= migratedTemplate(server.url)));
}

async function migrateAndClose(database: Database): Promise<void> {
  await migrate(database, new ManualClock()).finally(() => database.close());
}
