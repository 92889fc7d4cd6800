import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './snippets/checkout.ts';
import { describePage } from './snippets/describe-page.ts';
import { notRun } from './snippets/not-run.ts';
import { allBlocks, pages, textOf } from './snippets/pages.ts';

/** Pages whose blocks are run by a test file of their own, beside this one. */
const isRunElsewhere = (page: string): boolean => {
  const file = join(root, page.replace(/\.md$/, '.test.ts'));
  return existsSync(file) && readFileSync(file, 'utf8').includes('describePage(');
};

it('every block that is not run has a reason, and every reason a block', () => {
  const blocks = pages.flatMap(allBlocks);
  for (const { page, text, reason } of notRun) {
    expect(blocks.filter((block) => block.page === page && block.text === text)).toHaveLength(1);
    expect(reason).not.toBe('');
  }
});

it('every page stands in the index', () => {
  const folder = join(root, 'docs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const index = textOf('docs/README.md');
  for (const name of names) expect(index).toContain(`](${name})`);
});

it('every link to a heading leads to one', () => {
  const tree = [
    ...pages,
    'ARCHITECTURE.md',
    'examples/README.md',
    ...['protocol', 'protocol-services', 'tribal-format'].map((name) => `docs/${name}.md`),
  ];
  const lost = tree.flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)]
      .filter(([, path = '', anchor = '']) => !anchorsOf(path === '' ? page : join(dirname(page), path)).has(anchor))
      .map(([link]) => `${page}: ${link}`),
  );
  expect(lost).toEqual([]);
});

/** Of a page's headings, as sites that show it make them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = textOf(page)
    .replaceAll(/^```[^]*?^```$/gm, '')
    .matchAll(/^#+ (.+)$/gm);
  const plain = (heading: string) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
  return new Set([...headings].map(([, heading = '']) => plain(heading).trim().replaceAll(' ', '-')));
}

for (const page of pages.filter((path) => !isRunElsewhere(path) && allBlocks(path).length > 0)) describePage(page);
