import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KILL_ROOMS, killRecord } from './testing/kill-child.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { times } from '../../../../tools/provision/soak.ts';

const KILLS = times(6, 200);
const here = dirname(fileURLToPath(import.meta.url));
let bundle: string;
let data: string;

beforeAll(async () => {
  // Inside the workspace, so that the bundle still finds the native package.
  const cache = join(here, '../../../../.cache');
  mkdirSync(cache, { recursive: true });
  bundle = mkdtempSync(join(cache, 'kill-'));
  data = mkdtempSync(join(tmpdir(), 'rubato-kill-'));
  await build({
    entryPoints: {
      'kill-child': join(here, 'testing/kill-child.ts'),
      'journal-worker': join(here, 'journal-worker.ts'),
    },
    outdir: bundle,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['rubato:source'],
    plugins: [bundledWorkers],
    logLevel: 'error',
  });
});

afterAll(() => {
  rmSync(bundle, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
});

/** What the project's own build does to references of workers. */
const bundledWorkers: Plugin = {
  name: 'bundled-workers',
  setup(builder) {
    builder.onLoad({ filter: /spawn-worker\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace('journal-worker.ts', 'journal-worker.mjs'),
      loader: 'ts',
    }));
  },
};

test(
  `after each of ${KILLS} kill -9 every acknowledged batch is there and none is half there`,
  { timeout: KILLS * 6000 },
  async () => {
    const pause = pauses(20_261_121);
    let next = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = await runUntilKilled(next, pause());
      expect(acknowledged).toBeGreaterThanOrEqual(next);
      next = await verifiedCount();
      expect(next).toBeGreaterThan(acknowledged);
    }
  },
);

/** Resolves with the last number that the child had acknowledged when it was killed. */
function runUntilKilled(from: number, afterMs: number): Promise<number> {
  const child: ChildProcess = fork(join(bundle, 'kill-child.mjs'), [data, String(from)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let acknowledged = -1;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      signal === 'SIGKILL' ? resolve(acknowledged) : reject(new Error(`the child ended by itself with ${code}`)),
    );
    child.on('message', (number: number) => {
      if (acknowledged < 0) setTimeout(() => child.kill('SIGKILL'), afterMs);
      acknowledged = number;
    });
  });
}

/** How many batches are stored: the same for every room, without a gap, each byte as written. */
async function verifiedCount(): Promise<number> {
  const store = await openSqliteStore({ directory: data });
  try {
    const rooms = await Promise.all(KILL_ROOMS.map((room) => store.read(room)));
    for (const records of rooms) {
      expect(records).toHaveLength(rooms[0]!.length);
      records.forEach((record, number) => expect(Buffer.compare(record.bytes, killRecord(number))).toBe(0));
    }
    return rooms[0]!.length;
  } finally {
    await store.close();
  }
}

/** Pauses of 1 to 200 ms from a linear congruential generator, so that a failing run can be had again. */
function pauses(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + (state % 200);
  };
}
