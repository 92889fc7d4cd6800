import { createApi } from '@rubato/client';
import { LIMITS, verifyTribal, WebLetterCrypto } from '@rubato/letters';
import { tacticsLetters } from '@rubato/tactics';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { coarse, keep, picture } from './browser.ts';
import { longFile } from './long-file.ts';
import { choose, fileInput, saved } from './match-file.ts';
import { setStage } from './stage.ts';
import { TacticsPlayer } from './tactics-player.ts';

const chromium = provisioned('chromium');
const TEST_MS = 120_000;
const little = coarse({ viewport: { width: 900, height: 600 }, reducedMotion: 'reduce' });
const TURNS = 200;

/** Begins to write down how long the page's own thread is kept from drawing. */
const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen = { longest: 0, frames: 0 };
    (globalThis as unknown as { seen: typeof seen }).seen = seen;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    }).observe({ entryTypes: ['longtask'] });
    const frame = (): void => {
      seen.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
const seenTasks = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { seen: { longest: number; frames: number } }).seen);

/** Milliseconds that the page's own thread has been busy. */
async function busyMs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
}

describe.skipIf(!chromium)('match files in the page', () => {
  let long: Uint8Array;
  const stage = setStage(chromium!, {
    inSpace: true,
    meanwhile: async () => {
      long = await longFile(TURNS);
    },
  });

  it('a long one is checked while the page goes on drawing, and can be stopped', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const page = await browser.open(little);
    await page.goto(`${server.url}/tactics`);
    await page.getByText('No game yet').waitFor();
    const checking = page.getByText(/^Checking long\.tribal: turn \d+ of 200$/);
    await choose(page, long, 'long.tribal');
    await checking.waitFor();
    await picture(page, 'tactics-checking');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await checking.waitFor({ state: 'detached' });
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(0);
    await page.getByText('No game yet').waitFor();

    const busy = await busyMs(page);
    await watchTasks(page);
    const [before, sinceMs] = [await busy(), performance.now()];
    await choose(page, long, 'long.tribal');
    await page.getByText(/turn (1[5-9]\d|200) of 200$/).waitFor();
    const [tookMs, wasBusyMs, { longest, frames }] = [
      performance.now() - sinceMs,
      (await busy()) - before,
      await seenTasks(page),
    ];
    keep('tactics-checking', { tookMs, wasBusyMs, longest, frames });
    // Done by the page itself it would be busy all the time; a machine that does much else besides stretches both.
    expect(wasBusyMs).toBeLessThan(tookMs / 2);
    expect(longest).toBeLessThan(Math.max(100, tookMs / 8));
    expect(frames).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Watch turn 200' }).waitFor();
  });

  it('bombs and forgeries are refused by their code, and the page goes on', { timeout: TEST_MS }, async () => {
    const { browser, server } = stage;
    const page = await browser.openCalm(little);
    await page.goto(`${server.url}/tactics`);
    await choose(page, await longFile(1, 20), 'bomb.tribal');
    await page.getByText('This can’t be taken (total-size)').first().waitFor();
    await fileInput(page).evaluate((element, sizeBytes) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([new Uint8Array(sizeBytes)], 'huge.tribal'));
      (element as HTMLInputElement).files = dropped.files;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, LIMITS.archiveBytes + 1);
    await page.getByText('This can’t be taken (file-size)').first().waitFor();
    const bytes = long.slice();
    bytes[bytes.length >> 1]! ^= 1;
    await choose(page, bytes);
    await page
      .getByText(/This can’t be taken \((zip-crc|entry-differs|zip-)/)
      .first()
      .waitFor();
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(0);
    await page.getByText('No game yet').waitFor();
  });

  it(
    'a game against the computer goes from the server into the page and a file, and back',
    { timeout: TEST_MS },
    async () => {
      const { browser, server } = stage;
      const page = await browser.openCalm(little);
      const ada = await new TacticsPlayer(page).enter(server.url);
      const link = new URL(await ada.openGame('Home and back'));
      const ben = createApi({ baseUrl: server.url });
      await ben.guest();
      const id = link.pathname.split('/').at(-1)!;
      await ben.joinTurnGame({ id, code: link.searchParams.get('code')! });
      await ada.button('Give orders').waitFor();
      await ben.submitOrders({ id, turn: 1, orders: '[]' });
      await ada.button('Give orders').click();
      await page.getByRole('heading', { name: 'Battle report' }).waitFor();
      await ben.resignTurnGame({ id });
      await page.goto(link.href);
      await ada.button('Game').click();
      await ada.button('Go on as a file…').click();
      await ada.button('Go on in this browser').click();
      // The server's page has buttons of the same names until then.
      await ada.button('Save file').waitFor();
      await ada.button('Watch turn 1').waitFor();
      await ada.button('Give orders').click();
      await page.getByRole('heading', { name: 'Battle report' }).waitFor();
      await ada.button('Plan turn 3').click();

      expect(await verifyTribal(await saved(page), tacticsLetters, new WebLetterCrypto())).toMatchObject({
        sound: true,
        problems: [],
        to: 2,
      });
      await ada.button('To the server').click();
      await page.waitForURL(/\/tactics\/[0-9a-f]{8}-/);
      // What was played here the server shows, too.
      await page.getByRole('heading', { name: 'Battle report' }).waitFor();
      await ada.button('Plan turn 3').click();
      await ada.button('Give orders').waitFor();
      await picture(page, 'tactics-back-at-the-server');
    },
  );
});
