import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './snippets/checkout.ts';
import { describePage } from './snippets/describe-page.ts';
import { notRun } from './snippets/not-run.ts';
import { allBlocks, pages, textOf } from './snippets/pages.ts';

/** They have test files of their own, beside this one. */
const OWN_FILES = [
  'docs/tutorial.md',
  'docs/first-service-client.md',
  'docs/several-servers.md',
  'docs/operations.md',
  'docs/services.md',
  'docs/chat.md',
  'docs/economy.md',
  'docs/realm.md',
  'docs/fights.md',
  'docs/matchmaking.md',
  'docs/turn-games.md',
];

it('every block that is not run has a reason, and every reason a block', () => {
  const blocks = pages.flatMap(allBlocks);
  for (const { page, text, reason } of notRun) {
    expect(blocks.filter((block) => block.page === page && block.text === text)).toHaveLength(1);
    expect(reason).not.toBe('');
  }
});

it('every page stands in the index, and has a test', () => {
  const folder = join(root, 'docs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const index = textOf('docs/README.md');
  for (const name of names) expect(index).toContain(`](${name})`);
  for (const page of OWN_FILES) expect(existsSync(join(root, page.replace(/\.md$/, '.test.ts'))), page).toBe(true);
});

for (const page of pages.filter((path) => !OWN_FILES.includes(path) && allBlocks(path).length > 0)) describePage(page);
