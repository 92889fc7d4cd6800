import { expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { SeededRandom } from './seeded-random.ts';

it('shows each task the time it was due at, and ends at the time asked for', () => {
  const clock = new ManualClock(5000);
  const seen: number[] = [];
  clock.after(2.5, () => seen.push(clock.now()));
  clock.after(7, () => seen.push(clock.now()));
  clock.advance(5);
  expect([seen, clock.now(), clock.wallMs(), clock.pending]).toEqual([[2.5], 5, 5005, 1]);
  clock.advance(5);
  expect([seen, clock.now()]).toEqual([[2.5, 7], 10]);
});

it('runs any number of tasks in order of due time, then of registration', () => {
  const clock = new ManualClock();
  const random = new SeededRandom(1);
  const expected: { due: number; order: number }[] = [];
  const ran: number[] = [];
  for (let order = 0; order < 2000; order++) {
    const due = random.int(0, 50);
    const cancel = clock.after(due, () => ran.push(order));
    if (random.chance(0.2)) cancel();
    else expected.push({ due, order });
  }
  expect(clock.pending).toBe(expected.length);
  clock.runUntilIdle();
  expect(ran).toEqual(expected.toSorted((a, b) => a.due - b.due || a.order - b.order).map(({ order }) => order));
  expect(clock.pending).toBe(0);
});

it('counts a task that is cancelled twice, or after it ran, once', () => {
  const clock = new ManualClock();
  const cancel = clock.after(1, () => {});
  const tooLate = clock.after(1, () => {});
  clock.after(9, () => {});
  cancel();
  cancel();
  clock.advance(2);
  tooLate();
  expect(clock.pending).toBe(1);
});

it('runs within one advance what tasks register for within it', () => {
  const clock = new ManualClock();
  let ticks = 0;
  const tick = (): void => void (ticks++, clock.after(10, tick));
  clock.after(10, tick);
  clock.advance(100);
  expect(ticks).toBe(10);
});

it('lets promises settle between tasks while it runs', async () => {
  const clock = new ManualClock();
  const seen: string[] = [];
  clock.after(1, () => void Promise.resolve().then(() => clock.after(1, () => seen.push(`inner at ${clock.now()}`))));
  clock.after(5, () => seen.push('outer'));
  await clock.run(10);
  expect(seen).toEqual(['inner at 2', 'outer']);
});

it('says so when tasks never end, at one instant or at all', () => {
  const instant = new ManualClock();
  const again = (): void => void instant.after(0, again);
  instant.after(0, again);
  expect(() => instant.advance(1)).toThrow('re-arm');
  const endless = new ManualClock();
  const later = (): void => void endless.after(50, later);
  endless.after(50, later);
  expect(() => endless.runUntilIdle(1000)).toThrow('1 tasks still wait after 1000 ms');
  expect(() => endless.after(-1, later)).toThrow(RangeError);
  expect(() => endless.after(Number.NaN, later)).toThrow(RangeError);
});
