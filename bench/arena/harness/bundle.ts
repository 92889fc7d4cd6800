/** Bundles the two processes of a contender, as a release would: what is measured is not the loader of the sources. */
import { existsSync, readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { workerEntries, workerReferences } from '../../../scripts/lib/bundle-workers.mjs';

const folder = new URL('..', import.meta.url).pathname;
/** Inside the bench's folder, so that its own packages are found from there. */
const outdir = `${folder}dist`;

export interface Bundled {
  readonly server: string;
  readonly load: string;
}

export async function bundle(contender: string): Promise<Bundled> {
  const workers = Object.fromEntries(workerEntries().map((path) => [path.replace(/^.*[\\/]|\.ts$/g, ''), path]));
  await build({
    entryPoints: {
      [`${contender}-server`]: entry(contender, 'server'),
      [`${contender}-load`]: entry(contender, 'load'),
      ...workers,
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['rubato:source'],
    external: externals(),
    plugins: [workerReferences],
    sourcemap: 'linked',
    logLevel: 'warning',
    // Bundled CommonJS packages call require for Node's own modules.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
    },
  });
  return { server: `${outdir}/${contender}-server.mjs`, load: `${outdir}/${contender}-load.mjs` };
}

function entry(contender: string, part: string): string {
  const path = `${folder}contenders/${contender}/${part}`;
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.mjs`;
}

/** Packages from outside stay where npm put them. */
function externals(): string[] {
  const peers = readdirSync(`${folder}node_modules`).filter((name) => !name.startsWith('.'));
  return [
    ...peers.map((name) => (name.startsWith('@') ? `${name}/*` : name)),
    'ws',
    '@photostructure/sqlite',
    'bufferutil',
    'utf-8-validate',
  ];
}
