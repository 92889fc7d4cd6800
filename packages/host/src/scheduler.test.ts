import { ManualClock } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { MAX_CATCH_UP, Scheduler } from './scheduler.ts';

function setUp() {
  const clock = new ManualClock();
  const lateness: number[] = [];
  const failures: unknown[] = [];
  const scheduler = new Scheduler(clock, {
    lateness: (ms) => lateness.push(ms),
    failed: (error) => failures.push(error),
  });
  return { clock, scheduler, lateness, failures };
}

describe('the scheduler', () => {
  it('keeps absolute deadlines: no drift and no truncated interval over ten minutes', () => {
    const { clock, scheduler } = setUp();
    let steps = 0;
    scheduler.start(1000 / 30, () => steps++);
    clock.advance(600_000);
    expect(steps).toBe(18_000);
  });

  it('spreads rooms evenly over eight phases of the period instead of stepping them all at once', () => {
    const { clock, scheduler } = setUp();
    const at = new Map<number, number>();
    for (let room = 0; room < 64; room++)
      scheduler.start(32, () => at.set(clock.now() % 32, (at.get(clock.now() % 32) ?? 0) + 1));
    clock.advance(64);
    expect(at.size).toBe(8);
    expect(new Set(at.values())).toEqual(new Set([16]));
  });

  it('gives the phase of a room that ended to the next one', () => {
    const { clock, scheduler } = setUp();
    const loops = Array.from({ length: 64 }, () => scheduler.start(32, () => {}));
    const phase = loops[10]!.dueMs % 32;
    loops[10]!.stop();
    const next = scheduler.start(32, () => {});
    expect(next.dueMs % 32).toBe(phase);
    clock.advance(32);
    expect(scheduler.loops).toBe(64);
  });

  it('catches up a few steps after a stall, then starts afresh and counts what it gave up', () => {
    let now = 0;
    let wake = () => {};
    const clock = {
      now: () => now,
      wallMs: () => 0,
      after: (_delayMs: number, task: () => void) => ((wake = task), () => {}),
    };
    const scheduler = new Scheduler(clock, { lateness: () => {}, failed: () => {} });
    let steps = 0;
    const loop = scheduler.start(10, () => steps++);
    now = loop.dueMs + 25;
    wake();
    expect([steps, loop.skipped]).toEqual([3, 0]);
    now = loop.dueMs + 1000;
    steps = 0;
    wake();
    expect(steps).toBeLessThanOrEqual(1 + MAX_CATCH_UP);
    expect(steps + loop.skipped).toBe(101);
    expect(loop.dueMs).toBeGreaterThan(now);
  });

  it('runs at most three steps besides the one that is due, and counts every other as given up', () => {
    for (const periodsLate of [0, 1, 2, 3, 3.9, 4, 5, 50]) {
      let now = 0;
      let wake = () => {};
      const clock = {
        now: () => now,
        wallMs: () => 0,
        after: (_: number, task: () => void) => ((wake = task), () => {}),
      };
      const scheduler = new Scheduler(clock, { lateness: () => {}, failed: () => {} });
      const at: number[] = [];
      const loop = scheduler.start(10, () => at.push(now));
      const first = loop.dueMs;
      now = first + 10 * periodsLate;
      wake();
      const due = 1 + Math.floor(periodsLate);
      expect([periodsLate, at.length <= 4, at.length + loop.skipped]).toEqual([periodsLate, true, due]);
      if (due <= 4) expect(loop.skipped).toBe(0);
      // From here on it goes by the deadlines of a loop that was never late.
      expect((loop.dueMs - first) % 10).toBe(0);
      expect(loop.dueMs).toBeGreaterThan(now);
      expect(loop.dueMs - now).toBeLessThanOrEqual(10);
    }
  });

  it('stops a loop that throws, tells why, and leaves the others alone', () => {
    const { clock, scheduler, failures } = setUp();
    let steps = 0;
    scheduler.start(10, () => {
      throw new Error('broken room');
    });
    scheduler.start(10, () => steps++);
    clock.advance(100);
    expect(failures).toHaveLength(1);
    expect(steps).toBe(10);
    expect(scheduler.loops).toBe(1);
  });

  it('lets a loop stop itself or another from within a step', () => {
    const { clock, scheduler } = setUp();
    let steps = 0;
    const victim = scheduler.start(10, () => steps++);
    const killer = scheduler.start(10, () => {
      victim.stop();
      killer.stop();
    });
    clock.advance(100);
    expect(steps).toBeLessThanOrEqual(1);
    expect(scheduler.loops).toBe(0);
    expect(clock.pending).toBeLessThanOrEqual(1);
  });

  it('measures how late each step began', () => {
    const { clock, scheduler, lateness } = setUp();
    scheduler.start(10, () => {});
    clock.advance(25);
    expect(lateness.every((ms) => ms >= 0 && ms < 1)).toBe(true);
  });
});
