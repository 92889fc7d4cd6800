import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

const PERIOD = 1000 / 30;

/** A toy link: frames arrive after a one-way delay, reports come back with the server's next tick. */
function drive(options: { seconds: number; oneWayMs: (n: number) => number; lead: number; driftPpm?: number }) {
  const drift = 1 + (options.driftPpm ?? 0) / 1e6;
  const pacer = new Pacer(PERIOD, Math.ceil(options.lead), 0);
  const reports: { atMs: number; tick: number; earlyMs: number }[] = [];
  const early: number[] = [];
  for (let ms = 0, sent = 0; ms < options.seconds * 1000; ms += 1) {
    while (reports.length > 0 && reports[0]!.atMs <= ms) {
      const { tick, earlyMs } = reports.shift()!;
      pacer.report(tick, earlyMs);
    }
    for (let due = pacer.due(ms), tick = pacer.nextTick - due; due > 0; due--, tick++) {
      const delay = options.oneWayMs(sent++);
      const runsAtMs = tick * PERIOD * drift;
      const earlyMs = runsAtMs - (ms + delay);
      const toldAtMs = Math.ceil((ms + delay) / PERIOD) * PERIOD;
      reports.push({ atMs: toldAtMs + options.oneWayMs(sent), tick, earlyMs });
      reports.sort((a, b) => a.atMs - b.atMs);
      early.push(earlyMs);
    }
  }
  return { early: early.slice(-60), all: early, pacer };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Deterministic noise in [0, 1). */
const noise = (n: number) => ((Math.imul(n + 1, 2654435761) >>> 8) & 0xffff) / 65536;

describe('the pacer', () => {
  it('settles a few milliseconds before the tick on a clean link, from too early', () => {
    const { early } = drive({ seconds: 20, oneWayMs: () => 20, lead: 6 });
    expect(mean(early)).toBeGreaterThan(0);
    expect(mean(early)).toBeLessThan(7);
    expect(Math.min(...early)).toBeGreaterThan(0);
  });

  it('recovers from frames that all come too late', () => {
    const { early } = drive({ seconds: 20, oneWayMs: () => 100, lead: 0 });
    expect(Math.min(...early)).toBeGreaterThan(0);
    expect(mean(early)).toBeLessThan(8);
  });

  it('leaves more slack on a link with jitter, so that frames stay in time', () => {
    const { early, pacer } = drive({ seconds: 60, oneWayMs: (n) => 40 + noise(n) * 12, lead: 4 });
    expect(pacer.targetMs).toBeGreaterThan(6);
    expect(early.filter((ms) => ms < 0).length).toBeLessThanOrEqual(2);
  });

  it('follows a server clock that drifts', () => {
    const { early } = drive({ seconds: 120, oneWayMs: () => 20, lead: 3, driftPpm: 200 });
    expect(Math.min(...early)).toBeGreaterThan(0);
    expect(mean(early)).toBeLessThan(8);
  });

  it('waits when frames come far too early, instead of slewing for seconds', () => {
    const { all } = drive({ seconds: 3, oneWayMs: () => 20, lead: 40 });
    expect(all[0]).toBeGreaterThan(1000);
    expect(Math.max(...all.slice(8))).toBeLessThan(60);
    expect(Math.min(...all)).toBeGreaterThan(-PERIOD);
  });

  it('does not send a flood after the program slept', () => {
    const pacer = new Pacer(PERIOD, 1, 0);
    pacer.due(0);
    expect(pacer.due(60_000)).toBeLessThanOrEqual(12);
    expect(pacer.due(60_001)).toBe(0);
  });
});
