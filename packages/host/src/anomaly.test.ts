import { describe, expect, it } from 'vitest';
import { SeatStatistics } from './anomaly.ts';

function play(rateHz: number, clockRate: number, seconds = 11) {
  const statistics = new SeatStatistics(30, 0);
  const raised = new Set<string>();
  for (let i = 0; i < seconds * rateHz; i++) {
    const nowMs = (i * 1000) / rateHz;
    for (const flag of statistics.input(nowMs, nowMs * clockRate)) raised.add(flag);
  }
  return [...raised];
}

describe('statistical flags', () => {
  it('leaves an honest player alone', () => {
    expect(play(30, 1.001, 60)).toEqual([]);
  });
  it('notices more inputs than ticks', () => {
    expect(play(60, 1)).toEqual(['input-rate']);
  });
  it('notices a clock that runs fast or slow', () => {
    expect(play(30, 1.1)).toEqual(['clock-rate']);
    expect(play(30, 0.9)).toEqual(['clock-rate']);
  });
  it('does not mistake a laptop that slept for a slow clock', () => {
    const statistics = new SeatStatistics(30, 0);
    statistics.input(0, 0);
    expect(statistics.input(60_000, 100)).toEqual([]);
  });
  it('notices too many hits, after enough attempts', () => {
    const statistics = new SeatStatistics(30, 0);
    const flags: string[] = [];
    for (let i = 0; i < 40; i++) {
      statistics.attempted();
      flags.push(...statistics.succeeded());
    }
    expect(flags).toEqual(['hit-rate']);
  });
});
