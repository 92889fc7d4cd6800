/** A headless Chromium, its pages, and everything that they complain about. */
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../../../tools/provision/chromium-flags.ts';

/** Looking for an element that isn't there, or a click that can't be made. */
const ACTION_MS = 30_000;

/** What the browser itself says of a server that isn't there. */
const ABSENT = /net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED|CONTENT_LENGTH_MISMATCH)/;

export const wide = { viewport: { width: 1440, height: 900 } } as const satisfies BrowserContextOptions;
export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
} as const satisfies BrowserContextOptions;

/**
 * A page that is drawn with a quarter of the points, or fewer, where no pictures are kept: in space, without a graphics card,
 * drawing takes most of a test's time.
 */
export const coarse = (options: BrowserContextOptions): BrowserContextOptions =>
  process.env['RUBATO_SHOTS'] ? options : { ...options, deviceScaleFactor: 0.5 };

/** Time between the frames of a calm page: some ten a second, where nothing is said of their rate. */
const CALM_MS = 80;

export class TestBrowser {
  readonly #browser: Browser;
  readonly #eye: string;
  #pages: Page[] = [];
  #complaints: string[] = [];
  /** Set by a test that takes the server away: then the browser may say that it is not there. */
  serverMayBeAbsent = false;

  private constructor(browser: Browser, eye: string) {
    this.#browser = browser;
    this.#eye = eye;
  }

  /** @param flags of the browser, beside those of all tests. */
  static async launch(executablePath: string, flags: readonly string[] = []): Promise<TestBrowser> {
    const eye = await bundledEye();
    return new TestBrowser(await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, ...flags] }), eye);
  }

  /** A page in a profile of its own, as another person at another machine, that leaves the processor to the others. */
  async openCalm(options: BrowserContextOptions): Promise<Page> {
    return this.open(options, true);
  }

  /** A page in a profile of its own: another person at another machine. */
  async open(options: BrowserContextOptions = wide, calm = false): Promise<Page> {
    const context = await this.#browser.newContext({ reducedMotion: 'no-preference', ...options });
    context.setDefaultTimeout(ACTION_MS);
    if (calm) await context.addInitScript(leaveFramesOut, CALM_MS);
    await context.addInitScript({ content: this.#eye });
    const page = await context.newPage();
    this.#pages.push(page);
    this.#listen(page, context);
    return page;
  }

  /**
   * Ends a test: closes its pages and gives what they complained of, which should be nothing.
   *
   * @param failed names a test that failed: then what each page shows is kept.
   */
  async finish(failed?: string): Promise<readonly string[]> {
    const violations = await Promise.all(
      this.#pages.map((page) => page.evaluate(() => globalThis.rubatoEye.violations)),
    );
    if (failed) await Promise.all(this.#pages.map((page, nth) => picture(page, `failed ${failed} ${nth}`)));
    await Promise.all(this.#pages.map((page) => page.context().close()));
    const complaints = [...this.#complaints, ...violations.flat()];
    this.#pages = [];
    this.#complaints = [];
    this.serverMayBeAbsent = false;
    return complaints;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  #listen(page: Page, context: BrowserContext): void {
    const note = (text: string): void => {
      if (!(this.serverMayBeAbsent && ABSENT.test(text))) this.#complaints.push(text);
    };
    context.on('weberror', (error) => note(`page error: ${error.error().stack ?? error.error().message}`));
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) note(`${response.status()} for ${response.url()}`);
    });
  }
}

/** Runs in the page, before its own scripts: a frame is asked for only when it is time for it, and none is made before. */
function leaveFramesOut(calmMs: number): void {
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  const cancel = globalThis.cancelAnimationFrame.bind(globalThis);
  const asked = new Map<number, () => void>();
  let last = 0;
  globalThis.requestAnimationFrame = (draw) => {
    const id = ++last;
    const timer = setTimeout(() => {
      const frame = ask((nowMs) => {
        asked.delete(id);
        draw(nowMs);
      });
      asked.set(id, () => cancel(frame));
    }, calmMs);
    asked.set(id, () => clearTimeout(timer));
    return id;
  };
  globalThis.cancelAnimationFrame = (id) => {
    asked.get(id)?.();
    asked.delete(id);
  };
}

async function bundledEye(): Promise<string> {
  const entry = fileURLToPath(new URL('./eye-in-page.ts', import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife' });
  return outputFiles[0]!.text;
}

/** Keeps a picture in the folder that RUBATO_SHOTS names; without it none is taken. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = shotsFolder();
  if (folder) await page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, '-')}.png`) });
}

/** Keeps what was measured beside the pictures. */
export function keep(name: string, measured: object): void {
  const folder = shotsFolder();
  if (folder) writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(measured, null, 2)}\n`);
}

function shotsFolder(): string | undefined {
  const folder = process.env['RUBATO_SHOTS'];
  if (folder) mkdirSync(folder, { recursive: true });
  return folder;
}
