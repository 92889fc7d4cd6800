/** The database's shape, as numbered steps. A step that has shipped is never edited: its checksum is kept in the file and compared. */
import { createHash } from 'node:crypto';
import type { Database } from './driver.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** "RBTO": tells our files from any other SQLite database. */
export const APPLICATION_ID = 0x5242544f;

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'journal',
    // room.last_batch is null while the room is open, so that a commit never has to touch one row per room.
    // room.bytes is null until the room's records were counted.
    sql: `
      create table room (
        number integer primary key autoincrement,
        id text not null unique,
        game text not null,
        game_version integer not null,
        status text not null check (status in ('open', 'closed', 'frozen')),
        created_ms integer not null,
        changed_ms integer not null,
        segment integer not null,
        epoch integer not null,
        meta text not null,
        first_batch integer not null,
        last_batch integer,
        bytes integer
      );
      create index room_status on room (status, changed_ms);
      create table segment (
        room integer not null,
        number integer not null,
        first_batch integer not null,
        primary key (room, number)
      ) without rowid;
      create table batch (id integer primary key, ms integer not null, bytes blob not null);
      create table doomed (
        id text not null,
        first_batch integer not null,
        last_batch integer not null,
        primary key (id, first_batch)
      ) without rowid;
      create table health (id integer primary key check (id = 1), ms integer not null);`,
  },
];

/** The file was made by other rules than ours; the message says which and what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/** Brings the file up to date, one transaction per step; a read-only file must already be. */
export function migrate(
  database: Database,
  wallMs: number,
  options: { readonly readOnly: boolean; readonly steps?: readonly Migration[] },
): void {
  const steps = options.steps ?? MIGRATIONS;
  const applied = appliedSteps(database, options.readOnly);
  for (const [number, checksum] of applied) checkApplied(number, checksum, steps);
  for (const step of steps) {
    if (applied.has(step.number)) continue;
    if (options.readOnly)
      throw new MigrationRefused(`the journal lacks step ${step.number} (${step.name}); start the server on it once`);
    applyStep(database, step, wallMs);
  }
}

function appliedSteps(database: Database, readOnly: boolean): Map<number, string> {
  const owner = Number(database.prepare('pragma application_id').get()?.['application_id']);
  const tables = Number(database.prepare('select count(*) as count from sqlite_master').get()?.['count']);
  if (tables > 0 && owner !== APPLICATION_ID)
    throw new MigrationRefused('the file is a database of another program; choose another data directory');
  if (tables === 0) {
    if (readOnly) return new Map();
    database.exec(`begin immediate; pragma application_id = ${APPLICATION_ID};
      create table migration (number integer primary key, name text not null, sha256 text not null, applied_ms integer not null); commit`);
  }
  const rows = database.prepare('select number, sha256 from migration order by number').all();
  return new Map(rows.map((row) => [Number(row['number']), String(row['sha256'])]));
}

function checkApplied(number: number, checksum: string, steps: readonly Migration[]): void {
  const step = steps.find((candidate) => candidate.number === number);
  if (!step)
    throw new MigrationRefused(
      `the journal was written by a newer version (step ${number}); start that version, or newer`,
    );
  if (checksumOf(step) !== checksum)
    throw new MigrationRefused(
      `step ${number} (${step.name}) differs from the one applied to this file; start the version that wrote it`,
    );
}

function applyStep(database: Database, step: Migration, wallMs: number): void {
  database.exec('begin immediate');
  try {
    database.exec(step.sql);
    database.prepare('insert into migration values (?, ?, ?, ?)').run(step.number, step.name, checksumOf(step), wallMs);
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}

/** Space does not matter, so that reindenting the source is no change. */
function checksumOf(step: Migration): string {
  return createHash('sha256').update(step.sql.replace(/\s+/g, ' ').trim()).digest('hex');
}
