import { expect, it } from 'vitest';
import { Progress } from './progress.ts';
import type { Shell } from './shell.ts';

/** Steps 10 ms apart. */
function steps(count: number, isTTY: boolean): { during: string; written: string } {
  let written = '';
  let nowMs = 0;
  const shell = { stderr: { isTTY, write: (text: string) => (written += text) } } as unknown as Shell;
  const progress = new Progress(shell, 'turns', 200, () => nowMs);
  for (let step = 0; step < count; step++) {
    nowMs += 10;
    progress.step();
  }
  const during = written;
  progress.end();
  return { during, written };
}

it('tells on a terminal how far it is, ten times a second, and takes the line away at the end', () => {
  const { during, written } = steps(100, true);
  expect(during.split('\r').slice(1)).toEqual(
    [50, 60, 70, 80, 90, 100].map((done) => `\u001b[K${done} of 200 turns (${done / 2} %)`),
  );
  expect(written.slice(during.length)).toBe('\r\u001b[K');
});

it('says nothing of what is done within half a second', () => {
  expect(steps(49, true).written).toBe('');
});

it('says nothing where nobody looks', () => {
  expect(steps(200, false).written).toBe('');
});
