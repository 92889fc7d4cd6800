import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pastTheDoors } from './past-the-doors.mjs';

/** @param {string} text */
const paths = (text) => Array.from(text.matchAll(/from '([^']+)'/g), ([, path = '']) => path);

it('takes each name from its own file, not by the door of its package', () => {
  const text = pastTheDoors("import { VERSION, loadServerConfig as load } from '@rubato/server';\nconst a = 1;\n");
  expect(paths(text).map((path) => path.replace(/^.*packages\//, ''))).toEqual([
    'server/src/server-facts.ts',
    'server/src/config/load.ts',
  ]);
  expect(paths(text).every(existsSync)).toBe(true);
  expect(text).toContain('{ loadServerConfig as load }');
});

it('follows a door that leads on to all of a file', () => {
  const [path] = paths(pastTheDoors("import { u32 } from '@rubato/schema';"));
  expect(path).toMatch(/schema\/src\/field\.ts$/);
});

it('leaves what it does not know to the door, and types out', () => {
  expect(paths(pastTheDoors("import { notThere } from '@rubato/server';"))).toEqual(['@rubato/server']);
  expect(paths(pastTheDoors("import { arena } from '@rubato/arena';"))).toEqual(['@rubato/arena']);
  expect(pastTheDoors("import { type ServerConfig } from '@rubato/server';")).toBe('');
  expect(pastTheDoors("import type { ServerConfig } from '@rubato/server';")).toContain("'@rubato/server'");
});

it('keeps each line where it is, for stacks', () => {
  const text = "import {\n  VERSION,\n  startServer,\n} from '@rubato/server';\nconst last = 1;\n";
  expect(pastTheDoors(text).split('\n').indexOf('const last = 1;')).toBe(4);
});
