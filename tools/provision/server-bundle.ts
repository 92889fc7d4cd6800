/** A server's main with all our packages in one file: it starts at once, where a loader of sources takes a second and more. */
import { build } from 'esbuild';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeWithUs } from './end-with-us.ts';
import { workerEntries, workerReferences } from '../../scripts/lib/bundle-workers.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const bundles = new Map<string, Promise<string>>();

/** The path of the bundle; made once in this process, and removed when it ends. */
export function bundleOf(main: URL): Promise<string> {
  const known = bundles.get(main.href) ?? bundle(fileURLToPath(main));
  bundles.set(main.href, known);
  return known;
}

async function bundle(main: string): Promise<string> {
  const folder = removeWithUs(mkdtempSync(join(tmpdir(), 'rubato-bundle-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await build({
    entryPoints: Object.fromEntries([main, ...workerEntries()].map((path) => [basename(path, '.ts'), path])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['rubato:source'],
    // These bring native code that finds its files by their place in node_modules.
    external: ['@photostructure/sqlite', '@node-rs/argon2', 'pg-native', 'bufferutil', 'utf-8-validate'],
    plugins: [workerReferences],
    // Bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
    },
  });
  return join(folder, `${basename(main, '.ts')}.mjs`);
}
