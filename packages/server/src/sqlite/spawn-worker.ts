import type { Worker } from 'node:worker_threads';
import { spawnThread } from '../node/spawn-thread.ts';
import type { WorkerOptions } from './worker-messages.ts';

export function spawnWorker(options: WorkerOptions): Worker {
  return spawnThread(new URL('./journal-worker.ts', import.meta.url), { workerData: options, name: 'rubato-journal' });
}
