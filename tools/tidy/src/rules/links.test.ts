import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { links } from './links.ts';

const judge = (text: string) =>
  links(treeOf({ 'docs/guide.md': text, 'docs/protocol.md': '', LICENSE: '', 'games/arena/src/rules.ts': '' }));

describe('links', () => {
  it('may lead to files, folders, headings and other sites', () => {
    const text =
      '[p](protocol.md) [q](./protocol.md#frames) [l](../LICENSE) [a](../games/arena/) [h](#top) [w](https://a.b)';
    expect(judge(text)).toEqual([]);
  });

  it('are caught with their line when nothing is there', () => {
    expect(judge('fine\n\n[gone](gone.md) and [away](../gone/)')).toMatchObject([
      { path: 'docs/guide.md', line: 3, rule: 'links', message: "gone.md isn't there" },
      { path: 'docs/guide.md', line: 3, rule: 'links', message: "../gone/ isn't there" },
    ]);
  });

  it('are not looked for in code', () => {
    expect(judge('```ts\nconst a = list[0](gone);\n```\n')).toEqual([]);
  });
});
