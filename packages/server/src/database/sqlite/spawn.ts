import type { Worker } from 'node:worker_threads';
import { spawnThread } from '../../node/spawn-thread.ts';

/** The scripts that run as worker threads; the build bundles each and puts its file's name here. */
export const SERVICES_WORKER = new URL('./services-worker.ts', import.meta.url);
export const BACKUP_WORKER = new URL('./backup-worker.ts', import.meta.url);

export function spawn(entry: URL, workerData: object, name: string): Worker {
  return spawnThread(entry, { workerData, name });
}
