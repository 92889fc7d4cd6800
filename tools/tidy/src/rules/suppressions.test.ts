import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { suppressions } from './suppressions.ts';

const judge = (text: string, path = 'packages/schema/src/a.ts') =>
  suppressions(treeOf({ [path]: text })).map(({ message }) => message);

describe('suppressions', () => {
  it('accept a named rule with a reason', () => {
    expect(
      judge('// oxlint-disable-next-line no-new-func -- the text is our own, from a checked schema\nf();'),
    ).toEqual([]);
    expect(
      judge('/* oxlint-disable no-new-func -- the text is our own */ f(); /* oxlint-enable no-new-func */'),
    ).toEqual([]);
  });

  it('accept any inside schema with a reason, and nowhere else', () => {
    const text = '// oxlint-disable-next-line typescript/no-explicit-any -- variance of a generic class\nlet x: any;';
    expect(judge(text)).toEqual([]);
    expect(judge(text, 'packages/game/src/a.ts')).toEqual([expect.stringContaining('only inside packages/schema')]);
  });

  it.each([
    ['no rule', '// oxlint-disable-next-line\nf();', /name the rule/],
    ['no reason', '// oxlint-disable-next-line no-new-func\nf();', /say why/],
    ['an empty reason', '// eslint-disable-line no-new-func --   ok\nf();', /say why/],
    ['a file that is too long', '/* oxlint-disable max-lines -- it grew over the years */', /never silenced/],
    ['a cycle', "// oxlint-disable-next-line import/no-cycle -- it was easier\nimport './b.ts';", /never silenced/],
  ])('catch %s', (_, text, message) => {
    expect(judge(text)).toEqual([expect.stringMatching(message)]);
  });
});
