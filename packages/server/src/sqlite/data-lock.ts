/**
 * One server per data directory. The truth is an operating-system lock, held through an empty SQLite database until the
 * process ends however it ends; `server.pid` beside it only gives the refusal a name.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, sqliteCode, SQLITE_BUSY, type Database } from './driver.ts';

const LOCK_FILE = 'server.lock';
const PID_FILE = 'server.pid';

export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  /** 0 when unknown. */
  readonly pid: number;

  constructor(directory: string, pid: number) {
    const who = pid > 0 ? `process ${pid}` : 'another process';
    super(`the data directory ${directory} is in use by ${who}; stop it, or start this server with another --data`);
    this.pid = pid;
  }
}

/** Takes the lock or throws LockHeld; the returned function releases it. */
export function lockDirectory(directory: string): () => void {
  const database = openDatabase(join(directory, LOCK_FILE));
  try {
    database.exec('pragma journal_mode = memory; pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    database.close();
    throw sqliteCode(error) === SQLITE_BUSY ? new LockHeld(directory, readPid(directory)) : error;
  }
  writeFileSync(join(directory, PID_FILE), `${process.pid}\n`);
  return () => release(directory, database);
}

function release(directory: string, database: Database): void {
  rmSync(join(directory, PID_FILE), { force: true });
  database.close();
}

function readPid(directory: string): number {
  try {
    return Number.parseInt(readFileSync(join(directory, PID_FILE), 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}
