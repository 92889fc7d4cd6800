import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

// A bundler that splits takes for each import of a package all that its door leads to, into the part that every command
// reads. So a bundle imports from the files behind the door, each name from its own.

const imported = /^import \{([^}]*)\} from '@rubato\/([\w-]+)';/gm;
const led = /^export \{([^}]*)\} from '(\.\/[^']+)';/gm;
const ledAll = /^export \* from '(\.\/[^']+)';/gm;

/** By package, and in it by name: the file. @type {Map<string, ReadonlyMap<string, string>>} */
const doors = new Map();

/**
 * The same module; its lines stay where they are.
 * @param {string} text TypeScript
 */
export function pastTheDoors(text) {
  return text.replace(imported, (whole, names, pack) => {
    const door = doorOf(pack);
    if (door.size === 0) return whole;
    const lines = namesOf(names).map((/** @type {string} */ name) => {
      const file = door.get(name.split(' ')[0] ?? '');
      return `import { ${name} } from '${file ?? `@rubato/${pack}`}';`;
    });
    return lines.join(' ') + whole.replace(/[^\n]/g, '');
  });
}

/** @param {string} pack */
function doorOf(pack) {
  const known = doors.get(pack);
  if (known) return known;
  const door = `${root}/packages/${pack}/src/index.ts`;
  /** @type {Map<string, string>} */
  const files = new Map();
  doors.set(pack, files);
  if (!existsSync(door)) return files;
  const text = readFileSync(door, 'utf8');
  for (const [, names = '', path = ''] of text.matchAll(led))
    for (const name of namesOf(names)) if (!name.includes(' ')) files.set(name, join(dirname(door), path));
  for (const [, path = ''] of text.matchAll(ledAll)) {
    const file = join(dirname(door), path);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^export (?:const|function|class) (\w+)/gm))
      files.set(name, file);
  }
  return files;
}

/** Of values; types need no import. @param {string} list */
function namesOf(list) {
  const names = list.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '' && !name.startsWith('type '));
}
