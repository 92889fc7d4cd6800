import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pastTheDoors } from './past-the-doors.mjs';
import { root } from './paths.mjs';
import { sourceFiles } from './source-files.mjs';

const reference = /new URL\((['"])(\.{1,2}\/[\w./-]+)\.ts\1, import\.meta\.url\)/g;

/**
 * Scripts that the code starts as worker threads, by `new URL('./name.ts', import.meta.url)`: each is bundled beside
 * the main file as `name.mjs`.
 * @returns {string[]} absolute paths
 */
export function workerEntries() {
  const entries = new Set();
  for (const file of sourceFiles(['packages', 'apps/cli/src'])) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(`${root}/${file}`, 'utf8');
    for (const [, , path] of text.matchAll(reference)) entries.add(join(root, dirname(file), `${path}.ts`));
  }
  return [...entries];
}

/**
 * Programs that tests start as processes of their own: `name-main.ts`, each bundled as `name-main.mjs`.
 * @returns {string[]} absolute paths
 */
export function mainEntries() {
  const files = sourceFiles(['packages', 'sim/src']).filter((file) => file.endsWith('-main.ts'));
  return files.map((file) => join(root, file));
}

/**
 * What each package offers others, by the package's name.
 * @returns {Record<string, string>} absolute paths
 */
export function doorEntries() {
  const names = readdirSync(join(root, 'packages')).filter((name) => existsSync(doorOf(name)));
  return Object.fromEntries(names.map((name) => [name, doorOf(name)]));
}

/** @param {string} name */
const doorOf = (name) => join(root, 'packages', name, 'src/index.ts');

/** Points those references at the bundled scripts. @type {import('esbuild').Plugin} */
export const workerReferences = {
  name: 'worker-references',
  setup(build) {
    build.onLoad({ filter: /[\\/](packages|games|sim|apps[\\/]cli)[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (path.includes('node_modules')) return undefined;
      const contents = pastTheDoors(text).replace(reference, (_, quote, to) => {
        return `new URL(${quote}./${basename(to)}.mjs${quote}, import.meta.url)`;
      });
      return { contents, loader: 'ts' };
    });
  },
};
