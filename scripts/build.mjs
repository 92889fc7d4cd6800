// Builds what `rubato` runs from: node scripts/build.mjs [--if-able] [cli] [web] [mains] [doors]. Builds that exist for the present sources stay.
// With --if-able, as after every install: without the packages that build, nothing is built and nothing fails.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildOf, targets } from './lib/builds.mjs';
import { doorEntries, mainEntries, workerEntries, workerReferences } from './lib/bundle-workers.mjs';
import { root } from './lib/paths.mjs';
import { dim, say, seconds } from './lib/say.mjs';

// Servers may still run from older builds; this many of them stay.
const keptBuilds = 4;
const deadAfterMs = 3_600_000;
const conditions = ['rubato:source'];
// These bring native code that finds its files by their place in node_modules.
const external = ['@photostructure/sqlite', '@node-rs/argon2', 'pg-native', 'bufferutil', 'utf-8-validate'];

/** @type {Record<import('./lib/builds.mjs').Target, (outDir: string) => Promise<void>>} */
const builders = {
  cli: (outdir) => bundle({ rubato: `${root}/${targets.cli.entry}` }, outdir),
  mains: (outdir) => bundle(named(mainEntries()), outdir),
  doors: (outdir) => bundle(doorEntries(), outdir),
  web: bundleWeb,
};

const args = process.argv.slice(2);
const wanted = /** @type {import('./lib/builds.mjs').Target[]} */ (args.filter((arg) => !arg.startsWith('--')));
if (!args.includes('--if-able') || able()) await Promise.all(wanted.map(make));

function able() {
  return ['esbuild', 'vite'].every((name) => existsSync(`${root}/node_modules/${name}/package.json`));
}

/** @param {import('./lib/builds.mjs').Target} target */
async function make(target) {
  const { dir, ready } = buildOf(target);
  if (ready || !existsSync(`${root}/${targets[target].entry}`)) return;
  const began = performance.now();
  mkdirSync(dirname(dir), { recursive: true });
  // Made aside and moved in whole: two builders at once, or a killed one, never leave half a build.
  const aside = mkdtempSync(`${dir}.`);
  await builders[target](aside);
  settle(aside, dir);
  removeOld(dirname(dir));
  say(dim(`Built ${target} in ${seconds(began)}.`));
}

/** @param {Record<string, string>} programs @param {string} outdir */
async function bundle(programs, outdir) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: { ...programs, ...named(workerEntries()) },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // A program reads what it needs, not all that there is.
    splitting: true,
    chunkNames: 'part-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions,
    external,
    plugins: [workerReferences],
    sourcemap: 'linked',
    // A stack needs names and lines only; with the sources in it Node would keep some 50 MB for each server.
    sourcesContent: false,
    // Less to read at each start; names stay, for stacks.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
    },
  });
}

/** @param {readonly string[]} paths */
function named(paths) {
  return Object.fromEntries(paths.map((path) => [path.replace(/^.*[\\/]|\.ts$/g, ''), path]));
}

/** @param {string} outDir */
async function bundleWeb(outDir) {
  const { build } = await import('vite');
  // Tests that start a server build it, too: by their NODE_ENV the pages would be a development's, half as large again.
  process.env['NODE_ENV'] = 'production';
  await build({ root: `${root}/apps/web`, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
}

/** @param {string} aside @param {string} dir */
function settle(aside, dir) {
  try {
    renameSync(aside, dir);
  } catch (error) {
    // Another builder was first; the two are equal.
    rmSync(aside, { recursive: true });
    if (!existsSync(dir)) throw error;
  }
}

/** @param {string} parent */
function removeOld(parent) {
  // What another builder takes away meanwhile is of no concern here.
  const builds = readdirSync(parent).map((name) => ({
    path: `${parent}/${name}`,
    made: statSync(`${parent}/${name}`, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }));
  builds.sort((a, b) => b.made - a.made);
  // Those with a dot in their name are being made, unless their maker died long ago.
  const begun = builds.filter(({ path }) => /\.[^/]*$/.test(path));
  const done = builds.filter((build) => !begun.includes(build));
  const dead = begun.filter(({ made }) => made < Date.now() - deadAfterMs);
  for (const { path } of [...done.slice(keptBuilds), ...dead]) rmSync(path, { recursive: true, force: true });
}
