import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { run } from './run.mjs';

it('hands back what a quiet program printed, and its exit code', async () => {
  expect(await run('sh', ['-c', 'echo said; exit 3'], { quiet: true })).toEqual({ code: 3, output: 'said\n' });
  expect(await run('no-such-program', [], { quiet: true })).toMatchObject({ code: 1 });
});

it('ends with a program beside others, though what it left behind still holds its output', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-run-'));
  const pidFile = join(folder, 'pid');
  onTestFinished(() => {
    process.kill(Number(readFileSync(pidFile, 'utf8')));
    rmSync(folder, { recursive: true });
  });
  const left = await run('sh', ['-c', 'sleep 60 & echo $! > "$PID_FILE"; exit 4'], {
    beside: true,
    env: { PID_FILE: pidFile },
  });
  expect(left).toMatchObject({ code: 4 });
});
