/** What is pressed and filled in on the built pages: on a bad network, by a browser's memory, and with fingers. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { CHROMIUM_FLAGS } from '../../../tools/provision/chromium-flags.ts';
import { endWithUs } from '../../../tools/provision/end-with-us.ts';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { serveBuiltPages, type BuiltPages } from './testing/built-pages.ts';

/** Pixels of a page that a fingertip covers (WCAG 2.2, 2.5.5). */
const FINGERTIP = 44;
const PHONE = { width: 390, height: 844 };

const executablePath = provisioned('chromium');
let pages: BuiltPages;
let page: Page;

const button = (name: string) => page.getByRole('button', { name, exact: true });

describe.skipIf(!executablePath)('on the built pages', () => {
  pages = serveBuiltPages(executablePath!, CHROMIUM_FLAGS, endWithUs);

  afterEach(() => page.context().close());

  it('the bell fetches what it could not fetch before', async () => {
    page = await pages.browser.newPage({ viewport: PHONE });
    const files = '**/assets/notice-dialog*';
    await page.route(files, (route) => route.abort());
    await page.goto(pages.url);
    await button('Log in').click();
    await button('Play as a guest').click();
    await page.getByText('Press the bell to try again.').waitFor();
    await button('Notifications').click();
    await page.getByText('Try again, or reload the page.').waitFor();
    await page.unroute(files);
    await button('Notifications').click();
    await page.getByRole('dialog', { name: 'Notifications' }).getByText('Nothing new').waitFor();
  });

  it('a name and a password that the browser fills in at once are both taken', async () => {
    page = await pages.browser.newPage({ viewport: PHONE });
    await page.goto(pages.url);
    await button('Log in').click();
    await page.getByLabel('Password').waitFor();
    await page.evaluate(fillIn, { username: 'Annelie', 'new-password': 'seven green herons' });
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await button('Make the account').click();
    expect((await answer).status()).toBeLessThan(300);
    await button('Annelie').waitFor();
  });

  it('nothing in a battle on a narrow page is smaller than a fingertip', async () => {
    page = await pages.browser.newPage({ viewport: PHONE, reducedMotion: 'reduce' });
    const small: string[] = [];
    const look = async (): Promise<void> => void small.push(...(await page.evaluate(smallerThan, FINGERTIP)));
    await page.goto(`${pages.url}tactics`);
    await button('New game').click();
    await page.getByLabel('Scenario').selectOption('beacon');
    await button('Begin').click();
    await button('Give orders').waitFor();
    for (const tab of ['Ships', 'Course', 'Weapons', 'Power']) {
      await page.getByRole('tab', { name: tab }).click();
      await look();
    }
    await button('Give orders').click();
    await button('Plan turn 2').waitFor();
    await look();
    await button('Plan turn 2').click();
    await button('Watch turn 1').waitFor();
    await look();
    expect(small).toEqual([]);
    const title = await page.getByRole('heading', { level: 1 }).boundingBox();
    expect(title!.width).toBeGreaterThan(2 * FINGERTIP);
  });

  it('what is compact is as large as a fingertip under fingers, on a wide page too', async () => {
    page = await pages.browser.newPage({ viewport: { width: 1280, height: 720 }, hasTouch: true, isMobile: true });
    await page.goto(`${pages.url}tactics`);
    await button('New game').click();
    expect((await button('Another seat').boundingBox())!.height).toBeCloseTo(FINGERTIP, 3);
  });
});

/** Runs in the page: fills fields, by what they are for, before anything is drawn anew, as a browser that remembers does. */
function fillIn(texts: Readonly<Record<string, string>>): void {
  for (const [what, text] of Object.entries(texts)) {
    const field = document.querySelector<HTMLInputElement>(`input[autocomplete='${what}']`)!;
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}

/** Runs in the page: what is pressed and less than `px` pixels high or wide, by more than a browser's rounding. */
function smallerThan(px: number): string[] {
  const least = px - 0.01;
  const targets = [...document.querySelectorAll('button, a[href], input, select, summary')];
  return targets.flatMap((target) => {
    const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
    if (!target.checkVisibility() || (width >= least && height >= least)) return [];
    return [`${target.getAttribute('aria-label') ?? target.textContent} is ${width} by ${height}`];
  });
}
