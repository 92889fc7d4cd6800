// Plants what the compiler and knip must refuse in a folder of the same shape as this tree, and lets the real ones look.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let folder = '';

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function say(program: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', program), args, {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rubato-compiler-'));
  for (const name of ['tsconfig.base.json', 'tsconfig.browser.json', 'tsconfig.json', 'knip.json']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  plant('package.json', JSON.stringify({ name: 'x', private: true, workspaces: ['packages/*'] }));
  plant('packages/game/package.json', JSON.stringify({ name: '@rubato/game', exports: './src/index.ts' }));
});

afterAll(() => rmSync(folder, { recursive: true }));

const refused: readonly [what: string, file: string, text: string, message: RegExp][] = [
  ['an enum', 'enum', 'export enum A { b }', /TS1294/],
  ['a parameter property', 'property', 'export class A { constructor(readonly b: number) {} }', /TS1294/],
  ['an unchecked index', 'index-type', 'export const f = (a: number[]): number => a[0];', /TS2322/],
  ['an optional member set to undefined', 'optional', 'export const a: { b?: number } = { b: undefined };', /TS2375/],
  ['a type imported as a value', 'type-import', "import { B } from './index.ts';\nexport type A = B;", /TS1484/],
];

describe('the compiler settings', () => {
  const compile = (project: string, text: string): string => {
    plant('packages/game/src/index.ts', text);
    return say('tsc', ['-p', project]);
  };

  let said: readonly string[] = [];
  beforeAll(() => {
    for (const [, file, text] of refused) plant(`packages/game/src/${file}.ts`, text);
    said = compile('tsconfig.json', 'export type B = number;').split('\n');
    for (const [, file] of refused) rmSync(join(folder, `packages/game/src/${file}.ts`));
  });

  it.each(refused)('refuse %s', (_, file, __, message) => {
    const here = said.filter((line) => line.startsWith(`packages/game/src/${file}.ts(`));
    expect(here.join('\n')).toMatch(message);
  });

  it('refuse nothing else', () => {
    expect(said.filter((line) => line.startsWith('packages/game/src/index.ts'))).toEqual([]);
  });

  it('know nothing of Node where browsers run the code', () => {
    const text = "import { readFileSync } from 'node:fs';\nexport const a = [Buffer, process, readFileSync];";
    const found = compile('tsconfig.browser.json', text);
    for (const name of ['node:fs', 'Buffer', 'process']) expect(found).toContain(`'${name}'`);
    expect(compile('tsconfig.json', text)).toBe('');
  });
});

describe('knip', () => {
  it('finds a file and an export that nobody uses', () => {
    plant('packages/game/src/index.ts', "export { used } from './alive.ts';\n");
    plant('packages/game/src/alive.ts', 'export const used = 1;\nexport const forgotten = 2;\n');
    plant('packages/game/src/dead.ts', 'export const a = 1;\n');
    const found = say('knip', ['--reporter=compact', '--no-config-hints']);
    expect(found).toMatch(/packages\/game\/src\/dead\.ts/);
    expect(found).toMatch(/alive\.ts: forgotten/);
    expect(found).not.toMatch(/\bused\b/);
  });
});
