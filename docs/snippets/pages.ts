import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Block, blocksOf } from './block.ts';
import { root } from './checkout.ts';
import { notRun } from './not-run.ts';

/** Their blocks are the protocols' own, with tests of their own. */
const OWN_TESTS = ['docs/protocol.md', 'docs/protocol-services.md', 'docs/tribal-format.md'];

/** Every page whose blocks are run. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md') && !OWN_TESTS.includes(path));

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

export const allBlocks = (page: string): readonly Block[] => blocksOf(page, textOf(page));

export const reasonNotToRun = ({ page, text }: Block): string | undefined =>
  notRun.find((each) => each.page === page && each.text === text)?.reason;

/** Whether a page has its reader change the command, the pages or the games. */
export const changesTree = (blocks: readonly Block[]): boolean =>
  blocks.some(({ file = '' }) => /^(apps|games)\//.test(file));
