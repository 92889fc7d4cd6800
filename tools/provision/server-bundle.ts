/** A server's main with all our packages, built: it starts at once, where a loader of sources takes a second and more. */
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeWithUs } from './end-with-us.ts';
import { buildOf, type Target } from '../../scripts/lib/builds.mjs';
import { mainEntries, workerEntries, workerReferences } from '../../scripts/lib/bundle-workers.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const bundles = new Map<string, Promise<string>>();

/** A build of the sources as they are; made first where there is none, which a whole run has done before its tests. */
export function built(target: Target): ReturnType<typeof buildOf> {
  const build = buildOf(target);
  if (build.ready) return build;
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), target], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`scripts/build.mjs ${target} ended with ${status}`);
  return build;
}

/** The path of the bundle: of the build of all mains; of another, one that is made once in this process and removed when it ends. */
export function bundleOf(main: URL): Promise<string> {
  const path = fileURLToPath(main);
  const known = bundles.get(path) ?? (mainEntries().includes(path) ? builtMain(path) : bundle(path));
  bundles.set(path, known);
  return known;
}

async function builtMain(main: string): Promise<string> {
  return join(built('mains').dir, `${basename(main, '.ts')}.mjs`);
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
