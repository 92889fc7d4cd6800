import { TICKS_PER_SECOND, TURN_TICKS } from '@rubato/tactics';
import { expect, it } from 'vitest';
import { Running } from './running.ts';
import { ServerClock } from './server/server-clock.ts';
import { areWatching, commonTick, type Together } from './together.ts';

/** A page whose own clock is wrong by any amount, and whose way to the server takes this long there and back. */
function page(wrongMs: number, thereMs: number, backMs: number) {
  const local = { now: () => trueMs - 777 + wrongMs / 2, wallMs: () => trueMs + wrongMs };
  const clock = new ServerClock(local);
  const ask = () =>
    clock.time(
      async () => {
        trueMs += thereMs;
        const saidMs = trueMs;
        trueMs += backMs;
        return saidMs;
      },
      (saidMs) => saidMs,
    );
  return { clock, ask };
}
let trueMs = 1_800_000_000_000;

it('knows the server’s time within half of the shortest way, however wrong its own clock is', async () => {
  const { clock, ask } = page(7_200_000, 30, 50);
  expect(clock.nowMs() - trueMs).toBe(7_200_000);
  await ask();
  expect(Math.abs(clock.nowMs() - trueMs)).toBeLessThanOrEqual(40);
  const slow = page(0, 900, 100);
  await slow.ask();
  expect(slow.clock.nowMs() - trueMs).toBeCloseTo(400);
});

it('trusts the shortest way, and a longer one only when the short one is long ago', async () => {
  const local = { now: () => trueMs, wallMs: () => trueMs };
  const clock = new ServerClock(local);
  const hear = (wayMs: number, serverMs: () => number) =>
    clock.time(
      async () => {
        const saidMs = serverMs();
        trueMs += wayMs;
        return saidMs;
      },
      (saidMs) => saidMs,
    );
  await hear(20, () => trueMs + 10);
  await hear(2000, () => trueMs);
  expect(clock.nowMs() - trueMs).toBeCloseTo(0);
  trueMs += 3_600_000;
  await hear(2000, () => trueMs + 5000);
  expect(clock.nowMs() - trueMs).toBeCloseTo(4000);
});

it('puts two pages with different clocks at the same tick, before, in and after the turn', async () => {
  const pages = [page(-3_600_000, 20, 20), page(86_400_000, 60, 60)];
  for (const { ask } of pages) await ask();
  const showMs = trueMs + 3000;
  const all: readonly Together[] = pages.map(({ clock }) => ({ showMs, nowMs: () => clock.nowMs() }));
  const ticks = () => all.map((one) => Math.round(commonTick(one)));
  expect(ticks()).toEqual([-3 * TICKS_PER_SECOND, -3 * TICKS_PER_SECOND]);
  trueMs += 7000;
  expect(ticks()).toEqual([4 * TICKS_PER_SECOND, 4 * TICKS_PER_SECOND]);
  expect(all.map(areWatching)).toEqual([true, true]);
  trueMs += 6000;
  expect([ticks(), all.map(areWatching)]).toEqual([
    [TURN_TICKS, TURN_TICKS],
    [false, false],
  ]);
});

it('joins in the middle, is left by scrubbing, pausing and another speed, and comes back', () => {
  let nowMs = 1000;
  const together: Together = { showMs: 3000, nowMs: () => nowMs };
  const told: number[] = [];
  const running = new Running(({ tick }) => void told.push(tick));
  running.join(together);
  expect([running.tick, running.playing]).toEqual([0, true]);
  nowMs = 5000;
  expect([running.run(0.016), running.tick]).toEqual([true, 2 * TICKS_PER_SECOND]);
  running.seek(10);
  nowMs = 6000;
  running.run(0.1);
  expect([running.together, running.tick]).toEqual([undefined, 10 + 0.1 * TICKS_PER_SECOND]);
  running.join(together);
  expect(running.tick).toBe(3 * TICKS_PER_SECOND);
  running.toggle();
  expect([running.playing, running.together]).toEqual([false, undefined]);
  running.join(together);
  running.leave();
  expect([running.playing, running.together]).toEqual([true, undefined]);
  running.join(together);
  nowMs = 13_000;
  expect([running.run(0.016), running.tick, running.together]).toEqual([false, TURN_TICKS, undefined]);
});
