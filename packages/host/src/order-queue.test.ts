import { describe, expect, it } from 'vitest';
import { ORDER_QUEUE_LENGTH, ORDER_WAIT_TICKS, OrderQueue } from './order-queue.ts';

const order = (seq: number, tick = 0) => ({ seq, tick, seenTick: 0, name: 'fire', args: {}, arrival: seq });

describe('orders of one seat', () => {
  it('takes each order once, however often it is repeated', () => {
    const queue = new OrderQueue();
    expect(queue.offer(order(1))).toBe(true);
    expect(queue.offer(order(1))).toBe(false);
    expect(queue.take(1).map((o) => o.seq)).toEqual([1]);
    expect(queue.offer(order(1))).toBe(false);
    expect(queue.take(2)).toEqual([]);
  });

  it('waits for the repeat of a lost order instead of skipping it', () => {
    const queue = new OrderQueue();
    expect(queue.offer(order(2))).toBe(false);
    expect(queue.offer(order(1))).toBe(true);
    expect(queue.offer(order(2))).toBe(true);
    expect(queue.take(1).map((o) => o.seq)).toEqual([1, 2]);
  });

  it('applies an order at the tick its client predicted it, and no later one before it', () => {
    const queue = new OrderQueue();
    queue.offer(order(1, 8));
    queue.offer(order(2, 0));
    expect(queue.take(7)).toEqual([]);
    expect(queue.take(8).map((o) => o.seq)).toEqual([1, 2]);
    expect(queue.processed).toBe(2);
  });

  it('applies at once what names a tick too far away', () => {
    const queue = new OrderQueue();
    queue.offer(order(1, 10 + ORDER_WAIT_TICKS + 1));
    expect(queue.take(10)).toHaveLength(1);
  });

  it('takes no more when full and takes the repeat once there is room', () => {
    const queue = new OrderQueue();
    for (let seq = 1; seq <= ORDER_QUEUE_LENGTH; seq++) expect(queue.offer(order(seq))).toBe(true);
    expect(queue.offer(order(ORDER_QUEUE_LENGTH + 1))).toBe(false);
    queue.take(1);
    expect(queue.offer(order(ORDER_QUEUE_LENGTH + 1))).toBe(true);
  });

  it('knows after a resume what an earlier life already dealt with', () => {
    const queue = new OrderQueue(41);
    expect(queue.offer(order(41))).toBe(false);
    expect(queue.offer(order(42))).toBe(true);
  });
});
