import { base64 } from '@rubato/schema';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import { bundleLetterPage } from '../engines/engines.ts';
import { crypto, letterFile, spoilt } from '../engines/letter-record.ts';
import { letterReport } from '../engines/letter-report.ts';
import { TestBrowser } from './browser.ts';

const chromium = provisioned('chromium');
const TEST_MS = 60_000;

/** An empty page on this machine: browsers have their cryptography for secure contexts only. */
async function withPage<T>(use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>letters</title>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe.skipIf(!chromium)('a match file in the browser', () => {
  it('is verified, opened and saved as it is here, every signature by the browser', { timeout: TEST_MS }, async () => {
    const file = await letterFile();
    const files = [file, spoilt(file)].map(base64);
    const here = await letterReport(files, crypto);
    expect(here[0]).toBe('verdict true 0 3 absent 3');
    const script = await bundleLetterPage();
    const browser = await TestBrowser.launch(chromium!);
    try {
      const found = await withPage(async (url) => {
        const page = await browser.open();
        await page.goto(url);
        await page.addScriptTag({ content: script });
        return page.evaluate(
          (all) => (globalThis as unknown as { letterReport(files: string[]): Promise<string[]> }).letterReport(all),
          files,
        );
      });
      expect(found).toEqual(here);
      expect(await browser.finish()).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
