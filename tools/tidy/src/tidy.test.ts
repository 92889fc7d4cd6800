import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tidy } from './tidy.ts';
import { readTree, treeOf } from './tree.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('tidy', () => {
  it('finds nothing wrong with this tree', () => {
    const problems = tidy(readTree(root)).map(({ path, line, rule, message }) => `${path}:${line} ${rule}: ${message}`);
    expect(problems).toEqual([]);
  });

  it('reads the whole tree: itself, the scripts and every package', () => {
    const { byPath } = readTree(root);
    for (const path of ['tools/tidy/src/tidy.ts', 'scripts/bootstrap.mjs', 'packages/schema/src/index.ts', '.ci/run']) {
      expect(byPath.has(path), path).toBe(true);
    }
    expect([...byPath.keys()].filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it('reports by path, then by line, from every rule at once', () => {
    const tree = treeOf({
      'games/arena/src/rules.ts': "const a = 2 ** b;\nimport fs from 'node:fs';\nconst c = Math.sin(1);",
      'games/arena/src/bot.ts': 'const = ;',
    });
    const found = tidy(tree);
    const here = found
      .filter(({ path }) => path.startsWith('games/'))
      .map(({ path, line, rule }) => [path, line, rule]);
    expect(here).toEqual([
      ['games/arena/src/bot.ts', 0, 'syntax'],
      ['games/arena/src/rules.ts', 1, 'determinism'],
      ['games/arena/src/rules.ts', 2, 'layers'],
      ['games/arena/src/rules.ts', 3, 'determinism'],
    ]);
  });
});
