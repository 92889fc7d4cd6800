import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const START_MS = 60_000;
const command = fileURLToPath(new URL('../../../cli/bin/rubato.mjs', import.meta.url));

export interface BuiltPages {
  /** Where a server serves them, with a slash at its end. */
  readonly url: string;
  readonly browser: Browser;
}

/**
 * Starts a server of the built pages and a browser for the tests of the suite that calls it, and ends both after them.
 * @param executablePath of Chromium.
 * @param flagsOfBrowser it starts with.
 * @param started is given the server at once, so that it ends even when the tests are killed.
 */
export function serveBuiltPages(
  executablePath: string,
  flagsOfBrowser: readonly string[],
  started: (server: ChildProcess) => void,
): BuiltPages {
  const data = mkdtempSync(join(tmpdir(), 'rubato-built-page-'));
  const pages = {} as { url: string; browser: Browser };
  let server: ChildProcess | undefined;
  beforeAll(async () => {
    const flags = ['serve', '--port', '0', '--admin-port', '0', '--data', data, '--json', '--log-level', 'error'];
    server = spawn(process.execPath, [command, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    started(server);
    pages.url = await firstWord(server);
    pages.browser = await chromium.launch({ executablePath, args: [...flagsOfBrowser] });
  }, START_MS);
  afterAll(async () => {
    await pages.browser?.close();
    server?.kill('SIGTERM');
    if (server && server.exitCode === null) await once(server, 'exit');
    rmSync(data, { recursive: true });
  });
  return pages;
}

/** Where the server says it is. */
async function firstWord(from: ChildProcess): Promise<string> {
  let said = '';
  from.stderr!.on('data', (part) => (said += String(part)));
  for await (const part of from.stdout!) {
    said += String(part);
    const found = /"url":\s*"([^"]+)"/.exec(said)?.[1];
    if (found) return new URL('/', found).href;
  }
  throw new Error(`the server ended before it began: ${said}`);
}
