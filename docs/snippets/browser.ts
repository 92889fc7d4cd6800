// Looks at a served game as a person would: finds it in the lobby, plays it, and tells what the picture does.
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../../tools/provision/chromium-flags.ts';

const STEP_MS = 20_000;

export interface Seen {
  /** What the lobby says of the game. */
  readonly tile: string;
  /** The picture before and after a key was held for a while. */
  readonly before: string;
  readonly after: string;
  readonly errors: readonly string[];
}

/** @param title as the game's card has it */
export async function lookAt(program: string, url: string, title: string, key: string): Promise<Seen> {
  const browser = await chromium.launch({ executablePath: program, args: [...CHROMIUM_FLAGS] });
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    page.setDefaultTimeout(STEP_MS);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    const tile = page.locator('article', { hasText: title });
    const text = await tile.innerText();
    await tile.getByText('Play', { exact: true }).click();
    const canvas = page.locator('canvas');
    await canvas.waitFor();
    const picture = () => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
    await page.waitForTimeout(500);
    const before = await picture();
    await page.keyboard.down(key);
    await page.waitForTimeout(1500);
    const after = await picture();
    if (process.env['RUBATO_SCREENSHOT']) await page.screenshot({ path: process.env['RUBATO_SCREENSHOT'] });
    return { tile: text, before, after, errors };
  } finally {
    await browser.close();
  }
}
