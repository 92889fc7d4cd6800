/** What an operator does with the services' database beside a running server, or without one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, JournalRecord, RoomRecord } from '@rubato/ports';
import {
  exportAccount,
  forgetAccount,
  migrate,
  migrationStatus,
  nameKey,
  verifyAudit,
  verifyLedger,
  type AccountExport,
  type AuditReport,
  type LedgerReport,
  type Migration,
  type MigrationStatus,
} from '@rubato/services';
import type { ServerConfig } from './config/settings.ts';
import { openServicesDatabase, SERVICES_FILE } from './database/open-services-database.ts';
import { backupSqlite } from './database/sqlite/backup.ts';
import { NodeClock } from './node/node-clock.ts';
import { TaskRefused } from './task-refused.ts';
import { worldRecords, worldRooms } from './world/world-records.ts';

export type ServicesPlace = Pick<ServerConfig, 'data' | 'database' | 'sync'>;

export interface SharedWorldRecords {
  readonly rooms: readonly RoomRecord[];
  /** Of the one that was asked for; empty where there is none. */
  readonly records: readonly JournalRecord[];
}

/** Which steps the database has and lacks; changes nothing. Rejects with TaskRefused where there is no database. */
export function servicesStatus(place: ServicesPlace): Promise<MigrationStatus> {
  return withExisting(place, (database) => migrationStatus(database));
}

/** Brings the database up to this version, making it where there is none; returns the steps. Rejects with MigrationRefused. */
export function migrateServices(place: ServicesPlace): Promise<readonly Pick<Migration, 'number' | 'name'>[]> {
  return withDatabase(place, (database) => migrate(database, new NodeClock()));
}

/** Copies the database as of one moment into a new file; it may be in use. */
export async function backupServices({ data, database }: ServicesPlace, to: string): Promise<void> {
  if (database !== undefined)
    throw new TaskRefused(
      'the services live in PostgreSQL, which has its own backups: pg_dump, or its archive of the WAL',
    );
  const from = join(data, SERVICES_FILE);
  if (!existsSync(from)) throw noDatabase(data);
  if (existsSync(to)) throw new TaskRefused(`${to} exists already; choose another name for the backup`);
  await backupSqlite({ from, to });
}

/** All that is kept about an account; rejects with TaskRefused where there is none. */
export function exportAccountOf(place: ServicesPlace, idOrUsername: string): Promise<AccountExport> {
  return withExisting(place, async (database) => {
    const accountId = await accountIdOf(database, idOrUsername);
    return exportAccount(database, { accountId, nowMs: new NodeClock().wallMs() });
  });
}

/** Forgets an account and returns its id; rejects with TaskRefused where there is none. */
export function forgetAccountOf(place: ServicesPlace, idOrUsername: string): Promise<string> {
  return withExisting(place, async (database) => {
    const accountId = await accountIdOf(database, idOrUsername);
    await forgetAccount(database, accountId);
    return accountId;
  });
}

async function accountIdOf(database: Database, idOrUsername: string): Promise<string> {
  const find = 'select id from account where id = ? or username_key = ?';
  const { rows } = await database.query<{ id: string }>(find, [idOrUsername, nameKey(idOrUsername)]);
  if (!rows[0]) throw new TaskRefused(`there is no such account: ${idOrUsername}`);
  return rows[0].id;
}

/** Proves the ledger from its own rows, also while it is in use. Rejects with TaskRefused where there is none. */
export function verifyServicesLedger(place: ServicesPlace): Promise<LedgerReport> {
  return withExisting(place, async (database) => {
    const { pending } = await migrationStatus(database);
    if (pending.some(({ name }) => name === 'ledger' || name === 'trades'))
      throw new TaskRefused('this database has no ledger yet: rubato migrate up makes one');
    return verifyLedger(database);
  });
}

/** Proves the operators' audit from its own hashes; `expected` as in `verifyAudit`. Rejects with TaskRefused where there is none. */
export function verifyServicesAudit(place: ServicesPlace, expected?: string): Promise<AuditReport> {
  return withExisting(place, async (database) => {
    const { pending } = await migrationStatus(database);
    if (pending.some(({ name }) => name === 'moderation'))
      throw new TaskRefused('this database has no audit yet: rubato migrate up makes one');
    return verifyAudit(database, expected);
  });
}

/** Worlds whose journals are in the database, and the records of the one named; rejects with TaskRefused where there are none. */
export function readSharedWorld(place: ServicesPlace, id: string): Promise<SharedWorldRecords> {
  return withExisting(place, async (database) => {
    const { pending } = await migrationStatus(database);
    if (pending.some(({ name }) => name === 'world journal'))
      throw new TaskRefused('this database has no worlds yet: rubato migrate up makes room for them');
    const rooms = await worldRooms(database);
    const room = rooms.find((one) => one.id === id);
    return { rooms, records: room === undefined ? [] : await worldRecords(database, id) };
  });
}

function withExisting<T>(place: ServicesPlace, work: (database: Database) => Promise<T>): Promise<T> {
  const missing = place.database === undefined && !existsSync(join(place.data, SERVICES_FILE));
  return missing ? Promise.reject(noDatabase(place.data)) : withDatabase(place, work);
}

async function withDatabase<T>(place: ServicesPlace, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openServicesDatabase(place);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function noDatabase(data: string): TaskRefused {
  return new TaskRefused(
    `${data} holds no ${SERVICES_FILE}; name another with --data DIR, or begin one with rubato serve`,
  );
}
