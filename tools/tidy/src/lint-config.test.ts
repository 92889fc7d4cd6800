// Plants one violation per file in a folder of the same shape as this tree and lets the real linter look at it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const lines = (count: number, line: string) => Array.from({ length: count }, () => line).join('\n');

const planted: readonly [path: string, rule: string, text: string][] = [
  ['packages/game/src/date.ts', 'no-restricted-globals', 'export const now = () => Date.now();'],
  ['packages/game/src/intl.ts', 'no-restricted-globals', 'export const f = new Intl.NumberFormat();'],
  ['games/arena/src/timer.ts', 'no-restricted-globals', 'setTimeout(() => {}, 1);'],
  ['games/arena/src/bot.ts', 'no-restricted-globals', 'export const t = performance.now();'],
  ['games/arena/src/hidden.ts', 'no-restricted-globals', 'export const m = globalThis.Math;'],
  ['packages/schema/src/buffer.ts', 'no-restricted-globals', 'export const b = Buffer.from([1]);'],
  ['packages/host/src/process.ts', 'no-restricted-globals', 'export const e = process.env;'],
  ['apps/web/src/buffer.tsx', 'no-restricted-globals', 'export const b = Buffer.from([1]);'],
  [
    'packages/client/src/node.ts',
    'no-restricted-imports',
    "import { readFileSync } from 'node:fs';\nreadFileSync('a');",
  ],
  ['packages/host/src/long.ts', 'max-lines', lines(401, 'f();')],
  ['packages/host/src/long-function.ts', 'max-lines-per-function', `export function f() {\n${lines(69, '  f();')}\n}`],
  ['packages/host/src/BadName.ts', 'filename-case', 'export const a = 1;'],
  ['packages/host/src/default.ts', 'no-default-export', 'export default 1;'],
  ['packages/host/src/any.ts', 'no-explicit-any', 'export const f = (x: any) => x;'],
  ['packages/host/src/cycle-a.ts', 'no-cycle', "import { b } from './cycle-b.ts';\nexport const a = () => b;"],
  ['packages/host/src/self.ts', 'no-self-import', "import { b } from './self.ts';\nexport const a = () => b;"],
  ['packages/host/src/ignore.ts', 'ban-ts-comment', '// @ts-ignore\nexport const a: number = 1;'],
  ['packages/host/src/shouting.ts', 'no-console', "console.log('hello');"],
  ['packages/host/src/swallow.ts', 'no-empty', 'export function f() {\n  try {\n    f();\n  } catch {}\n}'],
  ['packages/server/src/bare.ts', 'prefer-node-protocol', "import { readFileSync } from 'fs';\nreadFileSync('a');"],
  ['packages/host/src/equal.ts', 'eqeqeq', 'export const f = (a: unknown) => a == 1;'],
  ['packages/host/src/proto.ts', 'no-proto', 'export const f = (a: { __proto__: object }) => a.__proto__;'],
  ['packages/host/src/throw.ts', 'no-throw-literal', "export function f() {\n  throw 'nothing';\n}"],
  ['packages/host/src/var.ts', 'no-var', 'export var a = 1;'],
  ['packages/host/src/never-changed.ts', 'prefer-const', 'export function f() {\n  let a = 1;\n  return a;\n}'],
  [
    'packages/host/src/type-import.ts',
    'consistent-type-imports',
    "import { A } from './a.ts';\nexport const a = {} as A;",
  ],
  ['packages/host/src/namespace.ts', 'no-namespace', 'export namespace N {\n  export const a = 1;\n}'],
  ['packages/server/src/require.ts', 'no-require-imports', "import a = require('a');\nexport const b = a;"],
  ['packages/host/src/disable.ts', 'no-abusive-eslint-disable', '/* eslint-disable */\nexport const a = 1;'],
  ['packages/game/src/for-in.ts', 'guard-for-in', 'export function f(o: object) {\n  for (const k in o) f({ k });\n}'],
  [
    'packages/host/src/forgotten.test.ts',
    'valid-expect',
    "import { expect, it } from 'vitest';\nit('a', () => void expect(1));",
  ],
  ['packages/host/src/only.test.ts', 'no-focused-tests', "import { it } from 'vitest';\nit.only('works', () => {});"],
];

/** The other half of a planted cycle. */
const accomplice = [
  'packages/host/src/cycle-b.ts',
  "import { a } from './cycle-a.ts';\nexport const b = () => a;",
] as const;

const content: readonly [path: string, text: string][] = [
  ['packages/game/src/clean.ts', 'export const half = (x: number) => Math.floor(x / 2);'],
  [
    'packages/server/src/clean.ts',
    "import { readFileSync } from 'node:fs';\nexport const e = () => readFileSync(process.argv[1] ?? '');",
  ],
  ['packages/game/src/clock.test.ts', 'export const now = () => Date.now();'],
  ['games/arena/src/view.tsx', 'export const now = () => performance.now();'],
  ['games/arena/src/view-ship.ts', "export const canvas = () => document.createElement('canvas');"],
  ['packages/host/src/longest.ts', lines(400, 'f();')],
  ['packages/host/src/longest-function.ts', `export function f() {\n${lines(68, '  f();')}\n}`],
  ['vite.config.ts', 'export default {};'],
];

interface Config {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly overrides: readonly {
    readonly files: readonly string[];
    readonly rules: Readonly<Record<string, unknown>>;
  }[];
}

const { rules, overrides } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Config;

/** Every rule that is asked for by name. */
const asked = [rules, ...overrides.map((override) => override.rules)]
  .flatMap((each) => Object.entries(each))
  .filter(([, setting]) => setting !== 'off')
  .map(([name]) => name.replace(/^.*\//, ''));

/** Every global that is banned, planted where it is banned: in what browsers run, and in the kernel and each game. */
const globals = ['packages/client/src', 'packages/game/src', 'games/arena/src'].flatMap((home, at) => {
  const banned = overrides
    .map((override) => override.rules['no-restricted-globals'])
    .filter((list) => list !== undefined);
  const [, ...names] = banned[Math.min(at, 1)] as readonly string[];
  return names.map((name) => [`${home}/bans/${name.replace(/\W|_/g, '').toLowerCase()}-${at}.ts`, name] as const);
});

interface Report {
  readonly diagnostics: readonly { readonly filename: string; readonly code: string }[];
}

let folder = '';
/** What the linter said, as `path rule`. */
let found: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rubato-lint-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  const bans = globals.map(([at, name]) => [at, `export const use = [${name}];`] as const);
  for (const [path, text] of [...planted.map(([at, , text]) => [at, text] as const), accomplice, ...bans, ...content]) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as Report;
  found = diagnostics.map(({ filename, code }) => `${filename} ${code.replace(/^.*\((.*)\)$/, '$1')}`);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the lint configuration', () => {
  it.each(planted.map(([path, rule]) => [rule, path] as const))('reports %s in %s', (rule, path) => {
    expect(found.filter((line) => line.startsWith(`${path} `))).toContain(`${path} ${rule}`);
  });

  it('has a planted violation of every rule that it asks for by name', () => {
    const shown = new Set(planted.map(([, rule]) => rule));
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((rule) => !shown.has(rule))).toEqual([]);
  });

  it('reports every banned global where it is banned', () => {
    const lines = globals.map(([path]) => `${path} no-restricted-globals`);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => !found.includes(line))).toEqual([]);
  });

  it.each(content.map(([path]) => path))('is content with %s', (path) => {
    expect(found.filter((line) => line.startsWith(`${path} `))).toEqual([]);
  });
});
