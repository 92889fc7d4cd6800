import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migratedSqlite } from '../../../../tools/provision/migrated.ts';
import { SERVICES_FILE } from '../database/open-services-database.ts';

/** Puts an empty database with all tables of the services into a data directory, so that a first start needn't make them. */
export async function putTables(data: string): Promise<void> {
  writeFileSync(join(data, SERVICES_FILE), await migratedSqlite());
}
