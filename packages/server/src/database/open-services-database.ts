import { join } from 'node:path';
import { silentLog, type Database, type Log } from '@rubato/ports';
import type { ServerConfig } from '../config/settings.ts';
import { openSqliteDatabase } from './sqlite/sqlite-database.ts';

/** The services' file in the data directory, unless they live in PostgreSQL. */
export const SERVICES_FILE = 'services.db';

/** The database that these settings name; the caller closes it. */
export async function openServicesDatabase(
  config: Pick<ServerConfig, 'data' | 'database' | 'sync'>,
  log: Log = silentLog,
): Promise<Database> {
  if (config.database === undefined)
    return openSqliteDatabase({ path: join(config.data, SERVICES_FILE), synchronous: config.sync });
  const { openPostgresDatabase } = await import('./postgres/postgres-database.ts');
  return openPostgresDatabase({
    url: config.database,
    onReach: (lost) => {
      if (lost === undefined) log.log('info', 'the database is back');
      else log.log('error', 'the database is away: calls are answered `overloaded`', { error: lost.message });
    },
  });
}
