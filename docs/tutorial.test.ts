import { expect, it } from 'vitest';
import { provisioned } from '../tools/provision/provisioned.ts';
import { lookAt } from './snippets/browser.ts';
import { describePage } from './snippets/describe-page.ts';

const browser = provisioned('chromium');

describePage('docs/tutorial.md', {
  after(desk) {
    it.skipIf(!browser)(
      'a browser then finds the game in the lobby, and steers in it',
      { timeout: 60_000 },
      async () => {
        const { url } = desk().shell;
        const { tile, before, after, errors } = await lookAt(browser!, url, 'Drift', 'ArrowRight');
        expect(tile).toContain('Slide to the coin before the others do.');
        expect(before).not.toBe(after);
        expect(errors).toEqual([]);
      },
    );
  },
});
