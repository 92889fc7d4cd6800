import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** The scripts that run as worker threads; the build bundles each and puts its file's name here. */
export const SERVICES_WORKER = new URL('./services-worker.ts', import.meta.url);
export const BACKUP_WORKER = new URL('./backup-worker.ts', import.meta.url);

/** Among sources a worker reads TypeScript through tsx, which does not reach into workers by itself, and packages by their source. */
export function spawn(entry: URL, workerData: unknown, name: string): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { workerData, name });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = new URL('./dist/esm/api/index.mjs', tsx);
  const load = `import(${JSON.stringify(api.href)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(entry.href)}); })`;
  return new Worker(load, { workerData, name, eval: true, execArgv: ['--conditions=rubato:source'] });
}
