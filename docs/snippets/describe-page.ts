import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Block } from './block.ts';
import { Checkout } from './checkout.ts';
import { missingLine } from './expected.ts';
import { allBlocks, changesTree, reasonNotToRun } from './pages.ts';
import { Shell } from './shell.ts';
import { writeBlock } from './write-block.ts';

const STEP_MS = 180_000;
/** Languages of blocks that are written, and run when they are programs that no file is named for. */
const WRITTEN = ['ts', 'tsx', 'json', 'ini', 'nginx', 'yaml', 'diff'];

/** What a page's blocks have to work with. */
export interface Desk {
  readonly checkout: Checkout;
  readonly shell: Shell;
  /** By the last commands. */
  printed: string;
}

export interface PageOptions {
  /** What its reader is taken to have: paths to put, by where they lie in the tree. */
  readonly has?: Readonly<Record<string, string>>;
  /** Of the environment that its reader is taken to have; filled when the first block runs. */
  readonly variables?: Readonly<Record<string, string>>;
  /** More tests, for when all blocks have run and what they started still runs. */
  readonly after?: (desk: () => Desk) => void;
}

/** A test for each block of a page, in its order. */
export function describePage(page: string, { has = {}, variables = {}, after = () => {} }: PageOptions = {}): void {
  describe(`${page}`, () => {
    const blocks = allBlocks(page).filter((block) => reasonNotToRun(block) === undefined);
    let desk: Desk;
    let broken = false;
    beforeAll(async () => {
      const checkout = new Checkout({ unchanged: !changesTree(blocks) });
      for (const [path, source] of Object.entries(has)) checkout.take(path, source);
      desk = { checkout, shell: await Shell.open(checkout, variables), printed: '' };
    });
    afterAll(async () => {
      await desk.shell.close();
      desk.checkout.remove();
    });

    blocks.forEach((block, place) =>
      it(`line ${block.line}: ${block.language || 'drawing'} ${block.file ?? ''}`, { timeout: STEP_MS }, async () => {
        expect(broken, 'a block before this one failed').toBe(false);
        broken = true;
        await perform(block, blocks[place + 1], desk);
        broken = false;
      }),
    );
    after(() => desk);
  });
}

async function perform(block: Block, next: Block | undefined, desk: Desk): Promise<void> {
  const { shell } = desk;
  const { language, text } = block;
  switch (language) {
    case '':
      return expect(text, 'a block without a language is a drawing').toMatch(/[─│┌▶]/);
    case 'sh':
      if (!block.background) return void (desk.printed = await shell.run(text));
      expect(next?.language, 'what runs behind says when it is ready: a text block follows').toBe('text');
      return void (desk.printed = await shell.runBehind(text, next!.text));
    case 'text':
      return expect(missingLine(text, desk.printed), desk.printed).toBeUndefined();
    case 'Ctrl+C':
      return shell.interrupt();
    default:
      return write(block, desk);
  }
}

async function write(block: Block, desk: Desk): Promise<void> {
  const { language, file } = block;
  if (!WRITTEN.includes(language)) throw new Error(`what to do with ${language}?`);
  const place = writeBlock(block, desk.checkout);
  const runs = language === 'ts' && file === undefined;
  if (runs) desk.printed = await desk.shell.run(`npx tsx --conditions=rubato:source ${place}`);
}
