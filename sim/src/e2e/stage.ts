/** What every end-to-end test stands on: a server as people start it, and a browser whose pages must not complain. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { TestBrowser } from './browser.ts';
import { serve } from './rubato-command.ts';
import type { Server } from './rubato-command.ts';

/** On a fresh tree the command and the pages are built first. */
const SETUP_MS = 180_000;

export interface Stage {
  readonly data: string;
  browser: TestBrowser;
  /** May be killed and started again. */
  server: Server;
}

/** Sets up for the tests of the suite that calls it, and cleans up after them. */
export function setStage(chromium: string, ...flags: readonly string[]): Stage {
  const data = mkdtempSync(join(tmpdir(), 'rubato-e2e-'));
  const stage = { data } as Stage;
  beforeAll(async () => {
    stage.browser = await TestBrowser.launch(chromium);
    stage.server = await serve(data, 0, ...flags);
  }, SETUP_MS);
  afterEach(async ({ task }) => {
    const complaints = await stage.browser.finish(task.result?.state === 'fail' ? task.name : undefined);
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.kill();
    rmSync(data, { recursive: true, force: true });
  });
  return stage;
}
