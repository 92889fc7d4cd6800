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
/** Pictures in space without a graphics card. */
const WEBGL = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // Edges are smoothed for those who look: four points would be drawn for each.
  ...(process.env['RUBATO_SHOTS'] ? [] : ['--webgl-antialiasing-mode=none']),
];
/** What the browser says when a test looks at a picture that no graphics card drew. */
const SLOW_LOOK = 'GPU stall due to ReadPixels';

export interface Stage {
  readonly data: string;
  browser: TestBrowser;
  /** May be killed and started again. */
  server: Server;
}

export interface StageOptions {
  /** Of `rubato serve`, beside those of all tests. */
  readonly serverFlags?: readonly string[];
  /** Pages draw in space: the browser has WebGL, and may say that looking at it is slow. */
  readonly inSpace?: boolean;
  /** Makes what else the suite needs, while server and browser start. */
  readonly meanwhile?: () => Promise<void>;
}

/** Sets up for the tests of the suite that calls it, and cleans up after them. */
export function setStage(chromium: string, options: StageOptions = {}): Stage {
  const { serverFlags = [], inSpace = false, meanwhile } = options;
  const data = mkdtempSync(join(tmpdir(), 'rubato-e2e-'));
  const stage = { data } as Stage;
  beforeAll(async () => {
    const starting = [
      TestBrowser.launch(chromium, inSpace ? WEBGL : []).then((browser) => (stage.browser = browser)),
      serve(data, 0, ...serverFlags).then((server) => (stage.server = server)),
      meanwhile?.(),
    ];
    // Whatever fails: the others are there before they are ended.
    await Promise.allSettled(starting);
    await Promise.all(starting);
  }, SETUP_MS);
  afterEach(async ({ task }) => {
    const heard = await stage.browser.finish(task.result?.state === 'fail' ? task.name : undefined);
    const complaints = heard.filter((text) => !(inSpace && text.includes(SLOW_LOOK)));
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.kill();
    rmSync(data, { recursive: true, force: true });
  });
  return stage;
}
