import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { ArenaPage } from './arena-page.ts';
import { keep, phone, picture, wide } from './browser.ts';
import { setStage } from './stage.ts';
import { until } from './until.ts';

const chromium = provisioned('chromium');
const TEST_MS = 120_000;
const small = { viewport: { width: 800, height: 600 } };
const LATENCY_MS = 200;

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe.skipIf(!chromium)('a ship in the browser', () => {
  // Nobody shoots at it here.
  const stage = setStage(chromium!, { serverFlags: ['--no-bots'] });

  it('is reached and flown with the keyboard alone', { timeout: TEST_MS }, async () => {
    const page = await stage.browser.openCalm(wide);
    await page.goto(stage.server.url);
    await untilShown(page);
    await picture(page, 'lobby-wide');
    const play = page.getByRole('link', { name: 'Play', exact: true });
    await play.waitFor();
    await tabTo(page, 'Play');
    expect(await play.evaluate((link) => getComputedStyle(link).outlineStyle)).not.toBe('none');
    await page.keyboard.press('Enter');
    const arena = await new ArenaPage(page).entered();
    const seat = await arena.ownSeat();
    await arena.hold('ArrowUp', 'Space');
    await Promise.all([arena.seesFlying([seat]), arena.seesShooting([seat])]);
    await picture(page, 'arena-wide');
    expect((await arena.seen())!.uncovered).toBe(0);
  });

  it('answers at once although the link takes 200 ms', { timeout: TEST_MS }, async () => {
    const arena = await new ArenaPage(await stage.browser.open(small)).goto(`${stage.server.url}/play/arena?private`);
    const seat = await arena.ownSeat();
    await arena.button('Connection').click();
    await arena.page.getByLabel('Latency').fill(String(LATENCY_MS));
    await arena.page.getByText('Show the readout while playing').click();
    await arena.page.keyboard.press('Escape');
    await arena.sees(seat);
    const reactions = [];
    for (const code of ['KeyA', 'KeyD', 'KeyA']) {
      reactions.push(await arena.react(seat, code));
      await arena.rests(seat);
    }
    keep('reactions', reactions);
    // The mean follows slowly.
    await until('the link is slow', async () => (await arena.readout('Round trip')) > LATENCY_MS / 2);
    // A tick begins within two frames at 60 Hz, and the next frame shows it.
    expect(middle(reactions.map(({ frames }) => frames))).toBeLessThanOrEqual(3);
    expect(middle(reactions.map(({ ms }) => ms))).toBeLessThan(LATENCY_MS);
  });

  it('is flown by two thumbs on a phone', { timeout: TEST_MS }, async () => {
    const page = await stage.browser.openCalm(phone);
    await page.goto(stage.server.url);
    await untilShown(page);
    await picture(page, 'lobby-phone');
    await page.getByRole('link', { name: 'Play', exact: true }).tap();
    const arena = await new ArenaPage(page).entered();
    const seat = await arena.ownSeat();
    const stick = await middleOf(page, '.arena-stick-zone');
    const fire = await middleOf(page, '.arena-trigger.fire');
    const fingers = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly { x: number; y: number }[]) =>
      fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((point, id) => ({ ...point, id })) });
    const pushed = { x: stick.x, y: stick.y - 70 };
    await touch('touchStart', stick);
    await touch('touchMove', pushed);
    await arena.seesFlying([seat]);
    await touch('touchStart', pushed, fire);
    await arena.seesShooting([seat]);
    await picture(page, 'arena-phone');
    await until('the ship points where the thumb does', async () => {
      const { heading } = (await arena.sees(seat)).pose;
      return Math.abs(heading + Math.PI / 2) < 0.1;
    });
    await touch('touchEnd');

    // The menu has what has no room beside the clock; each gives way to the next.
    await arena.button('Menu').tap();
    await page.getByRole('dialog').getByRole('button', { name: 'Connection' }).tap();
    const link = page.getByRole('dialog', { name: 'Connection' });
    await link.getByRole('radio', { name: 'Poor' }).tap();
    await link.getByRole('radio', { name: 'Poor', checked: true }).waitFor();
    await picture(page, 'arena-link-phone');
  });

  it('flies without anything else moving where less motion is asked for', { timeout: TEST_MS }, async () => {
    const page = await stage.browser.openCalm({ ...small, reducedMotion: 'reduce' });
    await page.goto(stage.server.url);
    await page.locator('.feature-still').waitFor();
    expect(await moving(page)).toEqual([]);
    const arena = await new ArenaPage(page).play(stage.server.url);
    const seat = await arena.ownSeat();
    await arena.hold('KeyW');
    await arena.seesFlying([seat]);
    expect(await moving(page)).toEqual([]);
  });

  it('is drawn often enough without a graphics card', { timeout: TEST_MS }, async () => {
    const page = await stage.browser.open(wide);
    const arena = await new ArenaPage(page).goto(`${stage.server.url}/play/arena?private`);
    await arena.button('Menu').click();
    await arena.button(/Readout/).click();
    await page.keyboard.press('Escape');
    await arena.hold('KeyW', 'KeyA', 'Space');
    const intervals = await page.evaluate(frameIntervals, 2_000);
    const drawing = await page.locator('.readout > div', { hasText: 'Drawing' }).locator('dd').innerText();
    const rateHz = 1000 / middle(intervals);
    const slowMs = intervals.toSorted((a, b) => a - b)[Math.floor(intervals.length * 0.95)];
    keep('frames', { rateHz, frames: intervals.length, slowMs, drawing });
    expect(rateHz).toBeGreaterThan(20);
    expect((await arena.seen())!.uncovered).toBe(0);
  });
});

/** The lobby shows a match of bots. */
async function untilShown(page: Page): Promise<void> {
  const lobby = new ArenaPage(page);
  await until('the show runs', async () => ((await lobby.seen())?.frames ?? 0) > 0);
}

async function tabTo(page: Page, words: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === words) return;
  }
  throw new Error(`Tab never comes to ${words}`);
}

async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).boundingBox();
  return { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 };
}

/** What still moves by style sheets: longer than a blink, or again and again. */
function moving(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    document.getAnimations().flatMap((animation) => {
      const { endTime = 0 } = animation.effect?.getComputedTiming() ?? {};
      const target = (animation.effect as KeyframeEffect | null)?.target?.className;
      return animation.playState === 'running' && Number(endTime) > 20 ? [`${String(target)} ${String(endTime)}`] : [];
    }),
  );
}

/** Runs in the page: milliseconds from frame to frame. */
function frameIntervals(forMs: number): Promise<number[]> {
  return new Promise((resolve) => {
    const intervals: number[] = [];
    const began = performance.now();
    let last = began;
    const frame = (): void => {
      const now = performance.now();
      intervals.push(now - last);
      last = now;
      if (now - began < forMs) requestAnimationFrame(frame);
      else resolve(intervals);
    };
    requestAnimationFrame(frame);
  });
}
