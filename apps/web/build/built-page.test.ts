/** The page as it is built and served, under the server's own content security policy, in a real browser. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM_FLAGS } from '../../../tools/provision/chromium-flags.ts';
import { endWithUs } from '../../../tools/provision/end-with-us.ts';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { serveBuiltPages, type BuiltPages } from './testing/built-pages.ts';

/** Of everything that the lobby needs before it is drawn, compressed; grows only on purpose. */
const FIRST_PAGE_MAX_BYTES = 32_000;

type Size = { readonly width: number; readonly height: number };
const WIDE: Size = { width: 1440, height: 900 };
/** Where it isn't looked at. */
const SMALL: Size = { width: 640, height: 400 };

const executablePath = provisioned('chromium');
let pages: BuiltPages;
let match: { readonly path: string; readonly page: Page } | undefined;

describe.skipIf(!executablePath)('the built page', () => {
  pages = serveBuiltPages(executablePath!, CHROMIUM_FLAGS, endWithUs);

  runsCompiled('a match that is watched', 'watch/arena');
  runsCompiled('a match in the page', 'play/arena?practice');

  it('paints every frame anew while parts of the picture fail, and tells of each once', async () => {
    const page = await open('play/arena?practice', WIDE);
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.evaluate(breakDrawing);
    await page.waitForTimeout(500);
    expect(await page.evaluate(leftOfStain)).toBe(0);
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors).size).toBe(errors.length);
  });

  runsCompiled('a match on the server', 'play/arena');

  it.each([
    ['wide', WIDE],
    ['a phone', { width: 390, height: 844 }],
  ])('paints every frame anew on a screen that is %s', async (_, size) => {
    const page = await open('play/arena', size);
    await page.keyboard.down('ArrowUp');
    await page.keyboard.down('Space');
    await page.waitForTimeout(1000);
    expect(await page.evaluate(leftOfStain)).toBe(0);
  });

  it('is small at first: what a game needs comes with the game', async () => {
    await close();
    const html = await (await fetch(pages.url)).text();
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
    const texts = await Promise.all(files.map(async (file) => (await fetch(new URL(file, pages.url))).text()));
    expect(texts.length).toBeGreaterThan(1);
    expect([html, ...texts].reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThan(FIRST_PAGE_MAX_BYTES);
  });
});

function runsCompiled(what: string, path: string): void {
  it(`runs ${what} on compiled rows and codecs, though the policy forbids eval`, async () => {
    const page = await open(path, SMALL);
    await page.keyboard.press('KeyE');
    await page.waitForTimeout(300);
    // Whatever wasn't compiled ahead is first tried at run time, and the policy reports that.
    expect(await page.evaluate('violations')).toEqual([]);
  });
}

/** A match that is drawn. One is open at a time: each keeps a processor busy. */
async function open(path: string, size: Size): Promise<Page> {
  if (match?.path !== path) {
    await close();
    const context = await pages.browser.newContext({ viewport: size });
    await context.addInitScript(recordViolations);
    const page = await context.newPage();
    match = { path: '', page };
    await page.goto(pages.url + path);
    await page.waitForSelector('.arena-scores li');
    match = { path, page };
  }
  await match.page.setViewportSize(size);
  return match.page;
}

async function close(): Promise<void> {
  const { page } = match ?? {};
  match = undefined;
  await page?.context().close();
}

/** Runs in the page. */
function recordViolations(): void {
  const violations: string[] = [];
  Object.assign(globalThis, { violations });
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
}

/** Runs in the page: paints over the arena between two frames and answers how many stained pixels the next ones leave. */
async function leftOfStain(): Promise<number> {
  const canvas = document.querySelector<HTMLCanvasElement>('.arena-canvas')!;
  const context = canvas.getContext('2d')!;
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  context.save();
  context.resetTransform();
  context.fillStyle = '#ff00ff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.restore();
  await frame();
  await frame();
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let stained = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255) stained++;
  return stained;
}

/** Runs in the page: the backdrop, rocks and everything that glows can't be painted any more, and leaves its state behind. */
function breakDrawing(): void {
  CanvasRenderingContext2D.prototype.drawImage = function (): never {
    this.save();
    this.globalAlpha = 0.2;
    this.globalCompositeOperation = 'lighter';
    throw new Error('planted');
  };
}
