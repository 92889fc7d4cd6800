import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { alertRules, metricsIn } from './alert-rules.ts';
import { blocksOf } from './block.ts';
import { Checkout, root } from './checkout.ts';
import { missingLine } from './expected.ts';

describe('the blocks of a page', () => {
  it('are told by their fences, with line, language, file and whether they go on behind', () => {
    const page =
      'words\n\n```ts file=a/b.ts\none\n```\n<!-- Ctrl+C -->\n```sh background\ntwo\nthree\n```\n```\n─\n```\n';
    expect(blocksOf('p.md', page)).toEqual([
      { page: 'p.md', line: 3, language: 'ts', file: 'a/b.ts', background: false, text: 'one\n' },
      { page: 'p.md', line: 6, language: 'Ctrl+C', file: undefined, background: false, text: '' },
      { page: 'p.md', line: 7, language: 'sh', file: undefined, background: true, text: 'two\nthree\n' },
      { page: 'p.md', line: 11, language: '', file: undefined, background: false, text: '─\n' },
    ]);
  });
});

describe('what is expected of commands', () => {
  const printed = '\u001b[1mgame\u001b[22m   arena\nnoise\nhash   12ab (3)\n';

  it('stands in what they print, in order; … is anything, and runs of spaces are one', () => {
    expect(missingLine('game arena\nhash … (3)\n', printed)).toBeUndefined();
  });

  it('is named when it is missing, wrong or out of order', () => {
    expect(missingLine('gam\n', printed)).toBe('gam');
    expect(missingLine('hash … (4)\n', printed)).toBe('hash … (4)');
    expect(missingLine('hash …\ngame arena\n', printed)).toBe('game arena');
  });
});

describe('a change to a file', () => {
  let checkout: Checkout | undefined;
  afterEach(() => checkout?.remove());

  it('is made where its old lines stand, and refused where they stand nowhere or twice', () => {
    checkout = new Checkout();
    checkout.write('scratch/a.txt', 'one\ntwo\none\nthree\n');
    checkout.change('scratch/a.txt', ' two\n-one\n+ONE\n');
    checkout.change('scratch/a.txt', ' ONE\n+more\n');
    expect(() => checkout!.change('scratch/a.txt', '-ONE\n three\n')).toThrow('0 times');
    checkout.write('scratch/a.txt', 'one\none\n');
    expect(() => checkout!.change('scratch/a.txt', '-one\n')).toThrow('2 times');
  });
});

describe('a checkout of a page that changes nothing of the tree', () => {
  it('refuses to write where the tree itself lies, and takes what is its own', () => {
    const checkout = new Checkout({ unchanged: true });
    try {
      const folders = ['apps/cli/src', 'games/g', 'packages/schema/src'];
      for (const folder of folders)
        expect(() => checkout.write(`${folder}/planted.ts`, '')).toThrow(`${folder}/planted.ts lies in`);
      checkout.write('scratch/a.txt', 'one\n');
      expect([...checkout.files]).toEqual(['scratch/a.txt']);
    } finally {
      checkout.remove();
    }
    expect(existsSync(join(root, 'games/arena/package.json'))).toBe(true);
  });
});

describe('alarms', () => {
  const head = 'groups:\n  - name: rubato\n    rules:\n';
  const rule =
    '      - alert: A\n        expr: up == 0\n        for: 1m\n        labels: { severity: page }\n        annotations: { summary: "x, y: z." }\n';

  it('are read with all their parts', () => {
    expect(alertRules(head + rule)).toEqual([
      { alert: 'A', expr: 'up == 0', for: '1m', labels: { severity: 'page' }, annotations: { summary: 'x, y: z.' } },
    ]);
  });

  it('are refused when a part is missing, indented otherwise or no map', () => {
    expect(() => alertRules(head + rule.replace('        for: 1m\n', ''))).toThrow('A has no for');
    expect(() => alertRules(head + rule.replace('        for', '       for'))).toThrow('what is');
    expect(() => alertRules(head + rule.replace('severity: page', 'severity page'))).toThrow('no map');
    expect(() => alertRules(rule)).toThrow('begins otherwise');
  });

  it('name the metrics that they read, and only expressions are read', () => {
    expect(metricsIn('sum by (le) (rate(a_b_total{x="y"}[5m])) > 0.5')).toEqual(['a_b_total']);
    expect(() => metricsIn('rate(a[5m]')).toThrow('brackets');
    expect(() => metricsIn('a + §')).toThrow('no expression');
  });
});
