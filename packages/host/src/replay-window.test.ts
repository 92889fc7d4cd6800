import { expect, it } from 'vitest';
import { REPLAY_WINDOW, ReplayWindow } from './replay-window.ts';

it('lets each sequence through once, in any order within the window', () => {
  const window = new ReplayWindow();
  expect([5, 3, 4, 5, 3, 6].map((seq) => window.admit(seq))).toEqual([true, true, true, false, false, true]);
});

it('refuses what is older than the window, and zero', () => {
  const window = new ReplayWindow();
  window.admit(100);
  expect(window.admit(100 - REPLAY_WINDOW)).toBe(false);
  expect(window.admit(101 - REPLAY_WINDOW)).toBe(true);
  expect(window.admit(0)).toBe(false);
});

it('agrees with a set over a long random history', () => {
  const window = new ReplayWindow();
  const seen = new Set<number>();
  let newest = 0;
  let noise = 1;
  for (let i = 0; i < 20_000; i++) {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
    const seq = Math.max(1, newest - 40 + (noise % 48));
    const expected = !seen.has(seq) && seq > newest - REPLAY_WINDOW;
    expect(window.admit(seq)).toBe(expected);
    if (expected) seen.add(seq);
    newest = Math.max(newest, expected ? seq : 0);
  }
});
