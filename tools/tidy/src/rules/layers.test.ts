import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { layers } from './layers.ts';

const manifests = Object.fromEntries(
  ['schema', 'ports', 'game', 'protocol', 'host', 'client', 'server']
    .map((name) => [`packages/${name}`, `@rubato/${name}`])
    .concat([
      ['apps/web', '@rubato/web'],
      ['apps/cli', 'rubato'],
      ['games/arena', '@rubato/arena'],
      ['sim', '@rubato/sim'],
    ])
    .map(([home, name]) => [`${home}/package.json`, JSON.stringify({ name })]),
);

const judge = (path: string, text: string) =>
  layers(treeOf({ ...manifests, [path]: text })).map(({ message }) => message);

describe('layers', () => {
  it.each([
    ['packages/game/src/a.ts', "import { u8 } from '@rubato/schema';"],
    ['packages/host/src/a.ts', "import type { Turn } from '@rubato/game';"],
    ['packages/host/src/deep/a.ts', "import { b } from '../b.ts';"],
    ['games/arena/src/rules.ts', "import { sin } from '@rubato/game';"],
    ['apps/web/src/a.tsx', "import { arena } from '@rubato/arena'; import { h } from 'preact/hooks';"],
    ['packages/server/src/a.ts', "import fs from 'node:fs'; import ws from 'ws';"],
    ['packages/schema/src/a.test.ts', "import fs from 'node:fs'; import { it } from 'vitest';"],
    ['packages/game/src/a.test.ts', "import { provisioned } from '../../../tools/provision/provisioned.ts';"],
    ['packages/game/src/testing/a.ts', "import { provisioned } from '../../../../tools/provision/provisioned.ts';"],
    ['games/arena/src/view.tsx', "import { Panel } from '@rubato/web';"],
    ['apps/web/vite.config.ts', "import { a } from './build/a.ts';"],
    ['apps/web/build/a.ts', "import { build } from 'esbuild'; import vm from 'node:vm'; import '@rubato/game';"],
    ['bench/kernel/run.ts', "import { Store } from '@rubato/schema'; import x from 'node:os';"],
  ])('let %s import what lies below it', (path, text) => {
    expect(judge(path, text)).toEqual([]);
  });

  it.each([
    [
      'an upward import',
      'packages/schema/src/a.ts',
      "import { Machine } from '@rubato/game';",
      /may not import packages\/game/,
    ],
    ['an upward type import', 'packages/game/src/a.ts', "import type { Room } from '@rubato/host';", /packages\/host/],
    ['an upward re-export', 'packages/game/src/a.ts', "export * from '@rubato/host';", /packages\/host/],
    ['an upward named re-export', 'packages/game/src/a.ts', "export { a } from '@rubato/host';", /packages\/host/],
    ['an upward lazy import', 'packages/game/src/a.ts', "await import('@rubato/host');", /packages\/host/],
    ['an upward type query', 'packages/game/src/a.ts', "type A = import('@rubato/host').Room;", /packages\/host/],
    [
      'an upward import that asks for nothing',
      'packages/game/src/a.ts',
      "export {} from '@rubato/host';",
      /packages\/host/,
    ],
    ['a sideways import', 'packages/client/src/a.ts', "import { Room } from '@rubato/host';", /packages\/host/],
    ['a game that knows the host', 'games/arena/src/a.ts', "import { Room } from '@rubato/host';", /packages\/host/],
    ['a game that takes a library', 'games/arena/src/a.ts', "import x from 'lodash';", /lodash is outside/],
    [
      'rules that import their view',
      'games/arena/src/rules.ts',
      "import { V } from './view.tsx';",
      /never import its view/,
    ],
    [
      'an app that imports its build',
      'apps/web/src/a.ts',
      "import { a } from '../build/a.ts';",
      /never imports its build/,
    ],
    [
      'a reach into another package',
      'packages/game/src/a.ts',
      "import { x } from '../../schema/src/b.ts';",
      /by its name/,
    ],
    ['a package that imports itself', 'packages/game/src/a.ts', "import { x } from '@rubato/game';", /itself by name/],
    [
      'Node in a browser-safe package',
      'packages/host/src/a.ts',
      "import { createHash } from 'node:crypto';",
      /browsers/,
    ],
    ['a library in the kernel', 'packages/schema/src/a.ts', "import x from 'fflate';", /fflate is outside/],
    [
      'code that imports a test',
      'packages/schema/src/a.ts',
      "import { x } from './b.test.ts';",
      /never imports a test/,
    ],
    [
      'a test that reaches an app',
      'packages/client/src/a.test.ts',
      "import { x } from 'rubato';",
      /may not import apps\/cli/,
    ],
    [
      'a package that the house does not list',
      'packages/extra/src/a.ts',
      "import { x } from '@rubato/game';",
      /not in the house/,
    ],
  ])('catch %s', (_, path, text, message) => {
    expect(judge(path, text)).toEqual([expect.stringMatching(message)]);
  });

  it('name the line of the import', () => {
    const tree = treeOf({ ...manifests, 'packages/game/src/a.ts': "const a = 1;\n\nimport '@rubato/host';" });
    expect(layers(tree)).toMatchObject([{ path: 'packages/game/src/a.ts', line: 3, rule: 'layers' }]);
  });
});
