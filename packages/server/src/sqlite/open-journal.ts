/** Opens the journal database of a data directory: lock, pragmas, shape; or says plainly why not. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LockHeld, lockDirectory } from './data-lock.ts';
import {
  openDatabase,
  sqliteCode,
  SQLITE_CANTOPEN,
  SQLITE_CORRUPT,
  SQLITE_IOERR,
  SQLITE_NOTADB,
  type Database,
} from './driver.ts';
import { migrate, MigrationRefused } from './migrations.ts';
import { BatchDamaged } from './batch-format.ts';
import type { WorkerFailure, WorkerOptions } from './worker-messages.ts';

export const JOURNAL_FILE = 'journal.db';
/** The write-ahead log is cut back to this after a checkpoint, so that one busy minute does not keep its disk for ever. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;
/** How long a reader beside the server waits for the moments in which SQLite must be alone. */
const BUSY_MS = 5000;

export interface OpenJournal {
  readonly database: Database;
  close(): void;
}

/** Throws an error that `failureOf` can explain; nothing stays locked then. */
export function openJournal(options: WorkerOptions, wallMs: number): OpenJournal {
  const path = join(options.directory, JOURNAL_FILE);
  if (options.readOnly) return openToRead(path, wallMs);
  // Session keys are in here: nobody else on the machine needs to read it.
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(options.directory);
  try {
    const database = openDatabase(path);
    return closingOnError(database, unlock, () => {
      database.exec(`pragma busy_timeout = ${BUSY_MS}; pragma journal_mode = wal; pragma synchronous = ${options.synchronous};
        pragma journal_size_limit = ${WAL_KEPT_BYTES}; pragma trusted_schema = off`);
      migrate(database, wallMs, { readOnly: false });
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

/** What went wrong in words for the operator, and whether the store can go on. */
export function failureOf(error: unknown, path: string): WorkerFailure {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof LockHeld) return { kind: 'in-use', message: detail, pid: error.pid, fatal: true };
  if (error instanceof MigrationRefused) return { kind: 'refused', message: `${path}: ${detail}`, fatal: true };
  const code = sqliteCode(error);
  if (code === SQLITE_NOTADB || code === SQLITE_CORRUPT || error instanceof BatchDamaged) {
    const message = `${path} is damaged or not a journal (${detail}); restore a copy of it, or move it away to start empty`;
    return { kind: 'corrupt', message, detail, fatal: code !== 0 };
  }
  if (code === SQLITE_CANTOPEN)
    return {
      kind: 'refused',
      message: `${path} cannot be opened (${detail}); check the path and its permissions`,
      fatal: true,
    };
  return { kind: 'io', message: `${path}: ${detail}`, detail, fatal: isInDoubt(code) };
}

/** After a failed write or sync the kernel may have dropped the dirty pages: what is on disk is unknown until reopened (fsync(2), "fsyncgate"). */
function isInDoubt(code: number): boolean {
  return code === SQLITE_IOERR;
}

function openToRead(path: string, wallMs: number): OpenJournal {
  if (!existsSync(path)) throw new MigrationRefused('there is no journal here; check the data directory');
  const database = openDatabase(path, { readOnly: true });
  return closingOnError(
    database,
    () => {},
    () => {
      database.exec(`pragma busy_timeout = ${BUSY_MS}`);
      migrate(database, wallMs, { readOnly: true });
    },
  );
}

function closingOnError(database: Database, unlock: () => void, prepare: () => void): OpenJournal {
  try {
    prepare();
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    close: () => {
      database.close();
      unlock();
    },
  };
}
