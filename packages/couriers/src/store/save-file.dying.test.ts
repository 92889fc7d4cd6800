// Kills a program with SIGKILL at each system call of its saves in turn: whatever it had been told is saved is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisioned } from '../../../../tools/provision/provisioned.ts';
import { bundleOf } from '../../../../tools/provision/server-bundle.ts';
import { backupOf } from './save-file.ts';

const MAIN = new URL('../testing/saver-main.ts', import.meta.url);
const strace = provisioned('strace');
const SAVES = 3;
/** System calls of one kind, and at most so many of them kill: beyond, or when fewer are made, the program ends by itself. */
const calls: readonly (readonly [names: string, most: number])[] = [
  ['fsync', 8],
  ['rename,renameat,renameat2', 8],
  ['link,linkat', 4],
  ['write,pwrite64,writev', 24],
];

describe.skipIf(strace === undefined)('a program that saves and is killed at a system call', () => {
  let folder: string;
  let main: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rubato-dying-'));
    main = await bundleOf(MAIN);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Returns the last number that was said to be saved, and whether the program was killed. */
  function saveUntilKilled(path: string, first: number, inject: readonly string[]) {
    const ran = spawnSync(
      strace as string,
      ['-f', '-qq', '-o', '/dev/null', ...inject, process.execPath, main, path, String(first), String(SAVES)],
      { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
    );
    const said = ran.stdout.trim().split('\n').filter(Boolean).map(Number);
    return { last: said.at(-1), killed: ran.signal === 'SIGKILL' || ran.status === 137 };
  }

  it.each(calls)(
    'at %s: nothing acknowledged is lost, and what is there is whole',
    (names, most) => {
      const path = join(folder, `${names.split(',')[0]}.tribal`);
      let [number, deaths, safe] = [1, 0, 0];
      let alive = false;
      // Where fewer calls are made, later ones kill nobody either.
      for (let when = 1; when <= most && !alive; when++) {
        const inject = ['-e', `trace=${names}`, '-e', `inject=${names}:signal=SIGKILL:when=${when}`];
        const { last, killed } = saveUntilKilled(path, number, inject);
        if (killed) deaths += 1;
        alive = !killed;
        safe = last ?? safe;
        if (existsSync(path)) expect(numberIn(path)).toBeGreaterThanOrEqual(safe);
        else expect(safe).toBe(0);
        if (existsSync(backupOf(path))) numberIn(backupOf(path));
        number += SAVES;
      }
      expect(deaths).toBeGreaterThanOrEqual(SAVES - 1);
      const { last, killed } = saveUntilKilled(path, number, ['-e', 'trace=none']);
      expect({ last, killed, kept: numberIn(path) }).toEqual({
        last: number + SAVES - 1,
        killed: false,
        kept: number + SAVES - 1,
      });
    },
    60_000,
  );
});

/** The number that a whole file holds; fails for one that isn't. */
function numberIn(path: string): number {
  const text = readFileSync(path, 'utf8');
  const [hash, first] = text.split('\n', 2);
  const body = text.slice((hash ?? '').length + 1);
  expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
  return Number(first);
}
