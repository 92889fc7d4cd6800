/** Copies a database in use into a new file, on a thread and a connection of its own: nobody waits for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../sqlite/driver.ts';

export interface BackupTask {
  readonly from: string;
  readonly to: string;
}

const BUSY_MS = 10_000;
const { from, to } = workerData as BackupTask;
const database = openDatabase(from, { readOnly: true });
try {
  database.exec(`pragma busy_timeout = ${BUSY_MS}`);
  // One consistent moment, without what was deleted; refuses a file that holds something already.
  database.prepare('vacuum into ?').run(to);
  parentPort!.postMessage('done');
} finally {
  database.close();
}
