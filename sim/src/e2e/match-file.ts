/** Files of matches as the tactics pages take and give them. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';

export const fileInput = (page: Page): Locator => page.locator('input[type=file]');

/** Chooses a file on the page that is open. */
export async function choose(page: Page, file: Uint8Array, name = 'battle.tribal'): Promise<void> {
  await fileInput(page).setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(file) });
}

/** Goes to the menu, and chooses a file there. */
export async function load(page: Page, url: string, file: Uint8Array): Promise<void> {
  await page.goto(`${url}/tactics`);
  await choose(page, file);
}

/** Presses “Save file”; gives what the browser kept. */
export async function saved(page: Page): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save file', exact: true }).click();
  return readFileSync(await (await download).path());
}
