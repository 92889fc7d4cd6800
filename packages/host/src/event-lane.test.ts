import { limits } from '@rubato/protocol';
import { describe, expect, it } from 'vitest';
import { EventLane } from './event-lane.ts';

describe('events on their way to one viewer', () => {
  it('sends each once on a reliable channel', () => {
    const lane = new EventLane<string>(30);
    lane.push('a', 1);
    expect(lane.take(true, 10).map((e) => e.event)).toEqual(['a']);
    lane.push('b', 2);
    expect(lane.take(true, 10).map((e) => e.event)).toEqual(['b']);
  });

  it('repeats on a lossy channel until acknowledged', () => {
    const lane = new EventLane<string>(30);
    lane.push('a', 1);
    lane.push('b', 1);
    expect(lane.take(false, 10)).toHaveLength(2);
    lane.acknowledge(1);
    expect(lane.take(false, 10).map((e) => e.event)).toEqual(['b']);
  });

  it('sends what is unacknowledged again after a reconnection', () => {
    const lane = new EventLane<string>(30);
    lane.push('a', 1);
    lane.take(true, 10);
    lane.rewind();
    expect(lane.take(true, 10).map((e) => e.event)).toEqual(['a']);
  });

  it('gives up with one gap when too many wait', () => {
    const lane = new EventLane<number>(30);
    for (let i = 0; i < limits.eventsKept; i++) lane.push(i, 1);
    expect(lane.takeGap()).toBe(false);
    lane.push(limits.eventsKept, 1);
    expect(lane.takeGap()).toBe(true);
    expect(lane.takeGap()).toBe(false);
    expect(lane.take(true, 10)).toEqual([]);
  });

  it.each([10, 30, 60])('gives up with one gap when the oldest waits too long, at %i ticks a second', (hz) => {
    const ticks = (limits.eventsKeptMs / 1000) * hz;
    const lane = new EventLane<string>(hz);
    lane.push('a', 1);
    lane.push('b', 1 + ticks);
    expect(lane.takeGap()).toBe(false);
    lane.push('c', 2 + ticks);
    expect(lane.takeGap()).toBe(true);
  });

  it('spreads many events over several frames', () => {
    const lane = new EventLane<number>(30);
    for (let i = 0; i < 25; i++) lane.push(i, 1);
    expect(lane.take(true, 10)).toHaveLength(10);
    expect(lane.take(true, 10)).toHaveLength(10);
    expect(lane.take(true, 10).map((e) => e.event)).toEqual([20, 21, 22, 23, 24]);
  });
});
