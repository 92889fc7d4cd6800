import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { root } from './paths.mjs';

const skipped = new Set(['node_modules', 'dist', 'coverage', 'fixtures', '.cache', '.git']);
const notShipped = /\.(test|fuzz|soak|types)\.tsx?$/;

/**
 * Every file below the given folders (or the file itself) that goes into a build, sorted; a missing one counts as empty.
 * @param {readonly string[]} places relative to the checkout
 * @returns {string[]} paths relative to the checkout
 */
export function sourceFiles(places) {
  return places.flatMap((place) => (existsSync(`${root}/${place}`) ? below(place) : [])).sort();
}

/** @param {string} place @returns {string[]} */
function below(place) {
  const folder = readFolder(place);
  if (!folder) return [place];
  return folder.flatMap((entry) => {
    if (skipped.has(entry.name) || notShipped.test(entry.name)) return [];
    return entry.isDirectory() ? below(`${place}/${entry.name}`) : [`${place}/${entry.name}`];
  });
}

/** @param {string} place */
function readFolder(place) {
  try {
    return readdirSync(`${root}/${place}`, { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/**
 * Changes whenever a path or a byte changes: 16 hex digits.
 * @param {readonly string[]} files
 */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(`${root}/${file}`);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}
