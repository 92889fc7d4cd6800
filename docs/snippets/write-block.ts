import type { Block } from './block.ts';
import { Checkout } from './checkout.ts';
import { linkGames } from './link-games.mjs';
import { allBlocks, changesTree, reasonNotToRun } from './pages.ts';

/** Writes or changes the file that a block is about; its path, or undefined for a block that is about none. */
export function writeBlock({ language, file, line, text }: Block, checkout: Checkout): string | undefined {
  switch (language) {
    case 'ts':
    case 'tsx': {
      const place = file ?? `scratch/line-${line}.ts`;
      checkout.write(place, text);
      return place;
    }
    case 'json':
      JSON.parse(text);
      break;
    case 'ini':
    case 'nginx':
    case 'yaml':
      // For programs of others: the page's own tests look into them.
      break;
    case 'diff':
      checkout.change(file!, text);
      return file;
    default:
      return undefined;
  }
  if (file !== undefined) checkout.write(file, text);
  return file;
}

/** All that a page has its reader write, in a checkout of its own; none of its commands has run. */
export function writtenBy(page: string): Checkout {
  const blocks = allBlocks(page).filter((block) => reasonNotToRun(block) === undefined);
  const changes = changesTree(blocks);
  const checkout = new Checkout({ name: page.replace(/^docs\/|\.md$/g, '-'), bare: !changes });
  for (const block of blocks) writeBlock(block, checkout);
  if (changes) linkGames(checkout.folder);
  return checkout;
}
