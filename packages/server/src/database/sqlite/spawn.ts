import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type * as Esbuild from 'esbuild';

/** The scripts that run as worker threads; the build bundles each and puts its file's name here. */
export const SERVICES_WORKER = new URL('./services-worker.ts', import.meta.url);
export const BACKUP_WORKER = new URL('./backup-worker.ts', import.meta.url);

const bundles = new Map<string, string>();

/** Among sources a worker gets its script bundled on the spot: 40 ms once, where a TypeScript loader takes a second each time. */
export function spawn(entry: URL, workerData: unknown, name: string): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { workerData, name });
  const script = bundles.get(entry.href) ?? bundle(entry);
  bundles.set(entry.href, script);
  return new Worker(script, { workerData, name, eval: true });
}

function bundle(entry: URL): string {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['rubato:source'],
    define: { 'import.meta.url': JSON.stringify(entry.href) },
  });
  return outputFiles[0]!.text;
}
