import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Block } from './block.ts';
import { Checkout } from './checkout.ts';
import { missingLine } from './expected.ts';
import { allBlocks, reasonNotToRun } from './pages.ts';
import { Shell } from './shell.ts';
import { complaints } from './style.ts';

const STEP_MS = 180_000;

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
      const checkout = new Checkout();
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

    it('holds to types, form and lint', { timeout: STEP_MS }, async () => {
      expect(await complaints(desk.checkout)).toBe('');
    });
  });
}

async function perform(block: Block, next: Block | undefined, desk: Desk): Promise<void> {
  const { checkout, shell } = desk;
  const { language, file, text } = block;
  switch (language) {
    case '':
      return expect(text, 'a block without a language is a drawing').toMatch(/[─│┌▶]/);
    case 'ts':
    case 'tsx':
      if (file !== undefined) return checkout.write(file, text);
      return void (desk.printed = await runAsIs(block, desk));
    case 'json':
      JSON.parse(text);
      return file === undefined ? undefined : checkout.write(file, text);
    case 'ini':
    case 'nginx':
    case 'yaml':
      // For programs of others: the page's own tests look into them.
      return file === undefined ? undefined : checkout.write(file, text);
    case 'diff':
      return checkout.change(file!, text);
    case 'sh':
      if (!block.background) return void (desk.printed = await shell.run(text));
      expect(next?.language, 'what runs behind says when it is ready: a text block follows').toBe('text');
      return void (desk.printed = await shell.runBehind(text, next!.text));
    case 'text':
      return expect(missingLine(text, desk.printed), desk.printed).toBeUndefined();
    case 'Ctrl+C':
      return shell.interrupt();
    default:
      throw new Error(`what to do with ${language}?`);
  }
}

function runAsIs({ line, text }: Block, { checkout, shell }: Desk): Promise<string> {
  const place = `scratch/line-${line}.ts`;
  checkout.write(place, text);
  return shell.run(`npx tsx --conditions=rubato:source ${place}`);
}
