/** Bundles the two processes of a contender, as a release would: what is measured is not the loader of the sources. */
import { existsSync } from 'node:fs';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
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
    plugins: [outsidePackages, workerReferences],
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return { server: `${outdir}/${contender}-server.mjs`, load: `${outdir}/${contender}-load.mjs` };
}

function entry(contender: string, part: string): string {
  const path = `${folder}contenders/${contender}/${part}`;
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.mjs`;
}

/** Packages from outside stay where npm put them: the bench's own first, then those of the checkout. */
const outsidePackages: Plugin = {
  name: 'outside-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@rubato/') ? undefined : { path, external: true },
    );
  },
};
