// Where builds live: .cache/build/<target>/<hash of sources>/. A build is never changed once it is there, so a server
// that runs from one keeps its worker scripts and pages while the next one is made.
import { existsSync } from 'node:fs';
import { cacheDir } from './paths.mjs';
import { hashOf, sourceFiles } from './source-files.mjs';

const shared = [
  'packages',
  'games',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/lib/bundle-workers.mjs',
  'scripts/lib/past-the-doors.mjs',
];

/**
 * `mains`: what tests start as processes of their own. `doors`: the packages, for programs that are made while tests run.
 * @typedef {'cli' | 'web' | 'mains' | 'doors'} Target
 */

/** @type {Readonly<Record<Target, { places: readonly string[], entry: string, made: string }>>} */
export const targets = {
  cli: { places: [...shared, 'apps/cli/src'], entry: 'apps/cli/src/main.ts', made: 'rubato.mjs' },
  mains: { places: [...shared, 'sim/src'], entry: 'sim/src/kill/server-main.ts', made: 'server-main.mjs' },
  doors: { places: shared, entry: 'packages/schema/src/index.ts', made: 'schema.mjs' },
  web: { places: [...shared, 'apps/web'], entry: 'apps/web/index.html', made: 'index.html' },
};

/**
 * The folder that a build of the present sources has, and whether it is there.
 * @param {Target} target
 */
export function buildOf(target) {
  const dir = `${cacheDir}/build/${target}/${hashOf(sourceFiles(targets[target].places))}`;
  return { dir, file: `${dir}/${targets[target].made}`, ready: existsSync(dir) };
}
