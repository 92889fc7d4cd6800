import type { Worker } from 'node:worker_threads';

/**
 * Lets a journal thread die of an exception after what was asked of it before; resolves when it is gone. Not by
 * `terminate`: the native package aborts the whole process when that strikes inside one of its calls.
 */
export async function crash(worker: Worker): Promise<void> {
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage(null);
  await gone;
}
