/** The page as it is built and served, under the server's own content security policy, in a real browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';

/** Of everything that the lobby needs before it is drawn, compressed; grows only on purpose. */
const FIRST_PAGE_MAX_BYTES = 32_000;
const START_MS = 60_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

const executablePath = provisioned('chromium');
const command = fileURLToPath(new URL('../../cli/bin/rubato.mjs', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'rubato-built-page-'));
let server: ChildProcess;
let url: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;

describe.skipIf(!executablePath)('the built page', () => {
  beforeAll(async () => {
    const flags = ['serve', '--port', '0', '--admin-port', '0', '--data', data, '--json', '--log-level', 'error'];
    server = spawn(process.execPath, [command, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
    url = await firstWord(server);
    browser = await chromium.launch({ executablePath: executablePath!, args: FLAGS });
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    server?.kill('SIGTERM');
    if (server && server.exitCode === null) await once(server, 'exit');
    rmSync(data, { recursive: true });
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    await context.addInitScript(recordViolations);
    page = await context.newPage();
  });

  afterEach(() => context.close());

  it.each([
    ['a match in the page', 'play/arena?practice'],
    ['a match on the server', 'play/arena'],
    ['a match that is watched', 'watch/arena'],
  ])('runs %s on compiled rows and codecs, though the policy forbids eval', async (_, path) => {
    await page.goto(url + path);
    await page.waitForSelector('.arena-scores li');
    await page.keyboard.press('KeyE');
    await page.waitForTimeout(300);
    // Whatever wasn't compiled ahead is first tried at run time, and the policy reports that.
    expect(await page.evaluate('violations')).toEqual([]);
  });

  it('is small at first: what a game needs comes with the game', async () => {
    const html = await (await fetch(url)).text();
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
    const texts = await Promise.all(files.map(async (file) => (await fetch(new URL(file, url))).text()));
    expect(texts.length).toBeGreaterThan(1);
    expect([html, ...texts].reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThan(FIRST_PAGE_MAX_BYTES);
  });
});

/** Where the server says it is. */
async function firstWord(from: ChildProcess): Promise<string> {
  let said = '';
  for await (const part of from.stdout!) {
    said += String(part);
    const found = /"url":\s*"([^"]+)"/.exec(said)?.[1];
    if (found) return new URL('/', found).href;
  }
  throw new Error(`the server ended before it began: ${said}`);
}

/** Runs in the page. */
function recordViolations(): void {
  const violations: string[] = [];
  Object.assign(globalThis, { violations });
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
}
