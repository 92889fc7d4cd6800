import { limits } from '@rubato/protocol';
import { describe, expect, it } from 'vitest';
import { FrameQueue, NEXT_TICK } from './frame-queue.ts';

const RATES = [10, 30, 60, 120];

const frame = (dx: number) => ({ args: { dx }, seenTick: 0 });

describe('frames of one seat', () => {
  it('gives exactly one frame per tick, however many the client sends', () => {
    const queue = new FrameQueue(30);
    for (let i = 0; i < 50; i++) queue.offer(10, frame(i), 10);
    expect(queue.take(10)).toEqual(frame(0));
    expect(queue.take(11)).toEqual(frame(0));
  });

  it('runs a frame on the tick it is for, not on arrival', () => {
    const queue = new FrameQueue(30);
    expect(queue.offer(12, frame(1), 10)).toBe('queued');
    expect(queue.take(10)).toBeUndefined();
    expect(queue.take(11)).toBeUndefined();
    expect(queue.take(12)).toEqual(frame(1));
  });

  it.each(RATES)('holds the last frame for a quarter of a second, then is neutral, at %i ticks a second', (hz) => {
    const queue = new FrameQueue(hz);
    const ticks = Math.ceil((limits.frameHoldMs / 1000) * hz);
    queue.offer(5, frame(7), 5);
    for (let tick = 5; tick <= 5 + ticks; tick++) expect(queue.take(tick)).toEqual(frame(7));
    expect(queue.take(6 + ticks)).toBeUndefined();
  });

  it('discards a frame that comes after its tick ran, and counts it', () => {
    const queue = new FrameQueue(30);
    expect(queue.offer(5, frame(1), 6)).toBe('late');
    expect(queue.discarded).toBe(1);
    expect(queue.take(6)).toBeUndefined();
  });

  it('does not count the repeats that clients send against loss', () => {
    const queue = new FrameQueue(30);
    queue.offer(5, frame(1), 5);
    queue.take(5);
    expect(queue.offer(5, frame(1), 6)).toBe('repeated');
    expect(queue.discarded).toBe(0);
  });

  it('discards a late frame also when a newer one came before it, once however often it is repeated', () => {
    const queue = new FrameQueue(30);
    queue.offer(7, frame(3), 5);
    queue.take(5);
    expect([queue.offer(5, frame(1), 6), queue.offer(5, frame(1), 6)]).toEqual(['late', 'repeated']);
    expect(queue.discarded).toBe(1);
    queue.take(6);
    expect(queue.take(7)).toEqual(frame(3));
  });

  it('takes a frame without a tick for the next one, where a newer replaces an older', () => {
    const queue = new FrameQueue(30);
    expect(queue.offer(NEXT_TICK, frame(1), 5)).toBe('queued');
    expect(queue.offer(NEXT_TICK, frame(2), 5)).toBe('replaced');
    expect(queue.discarded).toBe(1);
    expect(queue.take(5)).toEqual(frame(2));
  });

  it.each(RATES)(
    'refuses frames beyond the horizon, so that a client cannot fill memory, at %i ticks a second',
    (hz) => {
      const queue = new FrameQueue(hz);
      const ticks = Math.ceil((limits.leadMs / 1000) * hz);
      expect(queue.offer(10 + ticks, frame(1), 10)).toBe('early');
      expect(queue.offer(9 + ticks, frame(1), 10)).toBe('queued');
      expect(queue.take(9 + ticks)).toEqual(frame(1));
    },
  );

  it('forgets everything when the seat changes hands', () => {
    const queue = new FrameQueue(30);
    queue.offer(5, frame(1), 5);
    queue.take(5);
    queue.offer(6, frame(1), 6);
    queue.clear();
    expect(queue.take(6)).toBeUndefined();
  });
});
