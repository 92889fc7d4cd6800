import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type * as Esbuild from 'esbuild';

/** `workerData` is an object, or nothing. */
type ThreadOptions = Omit<WorkerOptions, 'eval' | 'workerData'> & { readonly workerData?: object };

const bundles = new Map<string, URL>();

/**
 * Starts a worker thread from whichever form this code runs in. The build makes each `new URL('./….ts', import.meta.url)`
 * an entry of its own and puts the bundled file's name there. Among sources it stays TypeScript: then a bundle is made on
 * the spot, once in 40 ms, where a loader of TypeScript takes a second at each start.
 * @param module one more that the script imports: it reads the address in `workerData.module`
 */
export function spawnThread(entry: URL, options: ThreadOptions, module?: URL): Worker {
  const started = entry.pathname.endsWith('.ts') ? bundleOf(entry, module ? [module] : []) : entry;
  if (!module) return new Worker(started, options);
  const imported = started !== entry && module.pathname.endsWith('.ts') ? new URL(fileName(module), started) : module;
  return new Worker(started, { ...options, workerData: { ...options.workerData, module: imported.href } });
}

/** What both use is there once, as among sources. */
function bundleOf(entry: URL, modules: readonly URL[]): URL {
  const sources = [entry, ...modules.filter(({ pathname }) => pathname.endsWith('.ts'))];
  const key = sources.join(' ');
  const known = bundles.get(key);
  if (known) return known;
  const folder = mkdtempSync(join(tmpdir(), 'rubato-threads-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  buildSync({
    entryPoints: sources.map((source) => fileURLToPath(source)),
    entryNames: '[name]',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['rubato:source'],
    // Native packages are found from where the sources lie.
    define: { 'import.meta.url': JSON.stringify(entry.href) },
    logLevel: 'silent',
  });
  const bundle = new URL(fileName(entry), `${pathToFileURL(folder).href}/`);
  bundles.set(key, bundle);
  return bundle;
}

const fileName = (source: URL): string => `${basename(source.pathname, '.ts')}.mjs`;
