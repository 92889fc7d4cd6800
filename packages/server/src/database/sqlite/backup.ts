import { existsSync, renameSync, rmSync } from 'node:fs';
import { BACKUP_WORKER, spawn } from './spawn.ts';
import type { BackupTask } from './backup-worker.ts';

/**
 * Copies the SQLite database `from`, which may be in use, as of one moment into the new file `to`: whole or not at all.
 * Rejects when `to` exists or can't be written.
 */
export async function backupSqlite({ from, to }: BackupTask): Promise<void> {
  if (!existsSync(from)) throw new Error(`there is no database at ${from}`);
  if (existsSync(to)) throw new Error(`${to} exists already; choose another name for the backup`);
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  try {
    await copy({ from, to: partial });
    renameSync(partial, to);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function copy(task: BackupTask): Promise<void> {
  const worker = spawn(BACKUP_WORKER, task, 'rubato-backup');
  return new Promise((resolve, reject) => {
    let done = false;
    worker.on('message', () => (done = true));
    worker.on('error', reject);
    worker.on('exit', (code) => (done ? resolve() : reject(new Error(`the backup ended with exit code ${code}`))));
  });
}
