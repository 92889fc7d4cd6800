import { limits } from '@rubato/protocol';
import { describe, expect, it } from 'vitest';
import { ORDERS_OPEN, OrderBook } from './order-book.ts';
import type { Outcome } from './order-book.ts';

const order = { name: 'fire', command: 0, tick: 0, seenTick: 0, args: new Uint8Array() };

function book() {
  const orders = new OrderBook();
  const outcomes: Outcome[] = [];
  const give = () => orders.add(order, (outcome) => outcomes.push(outcome));
  return { orders, outcomes, give };
}

describe('the order book', () => {
  it('repeats an order on a lossy channel until it is processed, on a reliable one it goes once', () => {
    const { orders, give } = book();
    give();
    expect(orders.take(false)).toHaveLength(1);
    expect(orders.take(false)).toHaveLength(1);
    expect(orders.take(true)).toHaveLength(1);
    expect(orders.take(true)).toHaveLength(0);
  });

  it('tells each outcome once', () => {
    const { orders, outcomes, give } = book();
    give();
    give();
    orders.refused(1, 'rejected', 'too-poor');
    orders.processed(2);
    orders.processed(2);
    expect(outcomes).toEqual([{ status: 'rejected', reason: 'too-poor' }, { status: 'applied' }]);
  });

  it('keeps an order until it is on disk and sends it again to a server that forgot it', () => {
    const { orders, give } = book();
    give();
    give();
    orders.take(true);
    orders.processed(2);
    orders.durable(1);
    orders.resend(1, 1);
    expect(orders.take(true).map((open) => open.seq)).toEqual([2]);
    orders.processed(2);
    orders.durable(2);
    expect(orders.open).toBe(0);
  });

  it('keeps what was processed but is not on disk over a reconnection, for a crash that may follow', () => {
    const { orders, outcomes, give } = book();
    give();
    give();
    orders.take(true);
    orders.processed(2);
    orders.resend(2, 0);
    expect([orders.take(true), orders.open, outcomes.length]).toEqual([[], 2, 2]);
    orders.resend(0, 0);
    expect(orders.take(true).map((open) => open.seq)).toEqual([1, 2]);
  });

  it('takes no order for applied because the server had processed it when the connection came back', () => {
    const { orders, outcomes, give } = book();
    give();
    give();
    orders.take(true);
    orders.resend(2, 2);
    expect([outcomes, orders.take(true), orders.open]).toEqual([[], [], 2]);
    orders.refused(1, 'rejected', 'too-poor');
    orders.processed(2);
    orders.durable(2);
    expect(outcomes).toEqual([{ status: 'rejected', reason: 'too-poor' }, { status: 'applied' }]);
    expect(orders.open).toBe(0);
  });

  it('numbers on from what a server remembers of an earlier life of this program', () => {
    const { orders, give } = book();
    orders.resend(17, 17);
    expect(give()).toBe(18);
  });

  it('has no more under way than the server can queue, and sends the rest as it catches up', () => {
    const { orders, give } = book();
    for (let i = 0; i < 40; i++) give();
    const sent = [...orders.take(true), ...orders.take(true), ...orders.take(true)];
    expect(sent).toHaveLength(limits.ordersWaiting);
    orders.processed(5);
    expect(orders.take(true).map((open) => open.seq)).toEqual([33, 34, 35, 36, 37]);
  });

  it('refuses one order too many', () => {
    const { give } = book();
    for (let i = 0; i < ORDERS_OPEN; i++) give();
    expect(give()).toBeUndefined();
  });

  it('settles what is open when the match is over', () => {
    const { orders, outcomes, give } = book();
    give();
    orders.abandon('over');
    expect(outcomes).toEqual([{ status: 'lapsed', reason: 'over' }]);
  });
});
