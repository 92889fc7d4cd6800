// Runs a TypeScript program of a page's checkout: node run-source.mjs PROGRAM …; with all that it imports it is made one
// file first, which begins several times sooner than a loader of sources.
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { workerEntries, workerReferences } from '../../scripts/lib/bundle-workers.mjs';

const [program = '', ...words] = process.argv.slice(2);
const source = resolve(program);
const name = basename(source, '.ts');
// In the checkout, where packages are found; by the state of its files, of which no two give the same bundle.
const folder = join(process.env['CHECKOUT'] ?? dirname(source), 'bundles', process.env['CHECKOUT_STATE'] ?? '0', name);
const bundle = join(folder, `${name}.mjs`);

// Of the packages only: the command's own entry is the checkout's.
const workers = workerEntries().filter((path) => !path.includes('/apps/'));

if (!existsSync(bundle)) await make();
process.argv = [process.execPath, bundle, ...words];
await import(pathToFileURL(bundle).href);

async function make() {
  await build({
    entryPoints: Object.fromEntries([source, ...workers].map((path) => [basename(path, '.ts'), path])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What the program and its workers share is made once.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['rubato:source'],
    // These bring native code that finds its files by their place in node_modules.
    external: ['@photostructure/sqlite', '@node-rs/argon2', 'pg-native', 'bufferutil', 'utf-8-validate'],
    plugins: [workerReferences],
    legalComments: 'none',
    logLevel: 'warning',
    // Bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
    },
  });
  await stop();
}
