// Runs a TypeScript program of a page's checkout: node run-source.mjs PROGRAM …; with all that it imports it is made one
// file first, beside the packages, which begins several times sooner than a loader of sources.
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

const [program = '', ...words] = process.argv.slice(2);
const source = resolve(program);
const name = basename(source, '.ts');
// In the checkout, where packages are found; by the state of its files, of which no two give the same bundle.
const folder = join(process.env['CHECKOUT'] ?? dirname(source), 'bundles', process.env['CHECKOUT_STATE'] ?? '0', name);
const bundle = join(folder, `${name}.mjs`);

// The packages are the tree's own whatever a page writes: they were made once, for all programs of all pages.
const doors = process.env['RUBATO_DOORS'] ?? '';

/** @type {import('esbuild').Plugin} */
const throughTheDoors = {
  name: 'through-the-doors',
  setup({ onResolve }) {
    onResolve({ filter: /^@rubato\/[a-z]+$/ }, ({ path }) => {
      const door = join(doors, `${basename(path)}.mjs`);
      return existsSync(door) ? { path: pathToFileURL(door).href, external: true } : undefined;
    });
  },
};

if (!existsSync(bundle)) await make();
process.argv = [process.execPath, bundle, ...words];
await import(pathToFileURL(bundle).href);

async function make() {
  await build({
    entryPoints: { [name]: source },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported later is read later.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['rubato:source'],
    // These bring native code that finds its files by their place in node_modules.
    external: ['@photostructure/sqlite', '@node-rs/argon2', 'pg-native', 'bufferutil', 'utf-8-validate'],
    plugins: [throughTheDoors],
    legalComments: 'none',
    logLevel: 'warning',
    // Bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
    },
  });
  await stop();
}
