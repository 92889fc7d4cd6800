import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { words } from './words.ts';

// Joined here, so that this file passes its own rule.
const join = (...parts: string[]) => parts.join('');

describe('words', () => {
  it.each([
    ['unfinished work', join('// TO', 'DO: later')],
    ['a known fault left in', join('// FIX', 'ME')],
    ['a folder of one machine', join("open('/t", "mp/data')")],
    ['a place outside the repository', join('see ../sha', 'red/design')],
    ['a work tree of one machine', join('cd /wo', 'rk/main')],
    ['a registry', join('https://registry.n', 'pmjs.org/x')],
    ['a number without a list', join('see iss', 'ue #12')],
  ])('catch %s, in code and in prose', (_, text) => {
    for (const path of ['packages/host/src/a.ts', 'docs/a.md', 'package-lock.json']) {
      expect(words(treeOf({ [path]: `first line\n${text}\n` }))).toMatchObject([{ path, line: 2, rule: 'words' }]);
    }
  });

  it('leave alone what only looks alike', () => {
    const text = 'tmpdir(), "packages/work/a.ts", todoList, a shared issue, apps/web/tmp.ts';
    expect(words(treeOf({ 'a.ts': text }))).toEqual([]);
  });
});
