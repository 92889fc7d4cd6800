import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheDir, root } from './paths.mjs';
import { hashOf, sourceFiles } from './source-files.mjs';

const place = '.cache/source-files-test';
const folder = `${cacheDir}/source-files-test`;
/** @param {string} name @param {string} text */
const write = (name, text) => writeFileSync(`${folder}/${name}`, text);

beforeEach(() => {
  mkdirSync(`${folder}/src/dist`, { recursive: true });
  write('package.json', '{}');
  write('src/a.ts', 'one');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('sourceFiles', () => {
  it('lists what is shipped, sorted: no tests, nothing made', () => {
    write('src/dist/a.js', 'made');
    write('src/a.test.ts', 'a test');
    write('src/0.tsx', 'zero');
    expect(sourceFiles([place])).toEqual([`${place}/package.json`, `${place}/src/0.tsx`, `${place}/src/a.ts`]);
  });

  it('takes single files, and passes over what is missing', () => {
    expect(sourceFiles([`${place}/src/a.ts`, `${place}/gone`])).toEqual([`${place}/src/a.ts`]);
    expect(sourceFiles(['package.json'])).toEqual(['package.json']);
    expect(root.endsWith('/')).toBe(false);
  });
});

describe('hashOf', () => {
  const now = () => hashOf(sourceFiles([place]));

  it('stays while nothing changes, and follows every byte and every name', () => {
    const before = now();
    expect(now()).toBe(before);
    write('src/a.ts', 'two');
    const changed = now();
    write('src/a.ts', 'one');
    write('src/b.ts', '');
    expect(new Set([before, changed, now()]).size).toBe(3);
  });

  it('is not changed by a test', () => {
    const before = now();
    write('src/a.test.ts', 'a test');
    expect(now()).toBe(before);
  });
});
