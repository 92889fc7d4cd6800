import { drawsAt, type Seat } from '@rubato/game';
import { describe, expect, it } from 'vitest';
import { orderOfOrders, type SeatOrders } from './order-of-orders.ts';

const seed = new Uint8Array(16).fill(7);
const sheet = (seat: number, count: number): SeatOrders => ({
  seat: seat as Seat,
  orders: Array.from({ length: count }, (_, n) => ({ name: 'plan', args: { n } })),
});
const five = [1, 2, 3, 4, 5].map((seat) => sheet(seat, 3));
const seatsOf = (sheets: readonly SeatOrders[], turn = 1, dice = seed) =>
  orderOfOrders(sheets, { turn, seed: dice, seenTick: 0 }).map(({ seat }) => seat as number);
const roundsOf = (seats: readonly number[]) => [0, 5, 10].map((at) => seats.slice(at, at + 5).join());

describe('the orders of a turn', () => {
  it('take effect round by round, each seat’s in its own sequence, seats that have no more left out', () => {
    const sheets = [sheet(3, 1), sheet(1, 4), sheet(2, 2)];
    const ordered = orderOfOrders(sheets, { turn: 2, seed, seenTick: 9 });
    const rounds = [ordered.slice(0, 3), ordered.slice(3, 5), ordered.slice(5, 6), ordered.slice(6)];
    expect(rounds.map((round) => round.map((order) => order.seat as number).toSorted())).toEqual([
      [1, 2, 3],
      [1, 2],
      [1],
      [1],
    ]);
    for (const { seat, orders } of sheets) {
      const own = ordered.filter((order) => order.seat === seat);
      expect(own.map(({ args }) => args)).toEqual(orders.map(({ args }) => args));
      expect(own.map(({ seq }) => seq - own[0]!.seq)).toEqual(orders.map((_, index) => index));
    }
  });

  it('are shuffled anew in each round, each turn and under each seed, the same again for the same, whoever came first', () => {
    const seats = seatsOf(five);
    expect(seatsOf(five.toReversed())).toEqual(seats);
    const shuffles = [
      seats,
      seatsOf(five, 2),
      seatsOf(
        five,
        1,
        seed.map((byte) => byte + 1),
      ),
    ].flatMap(roundsOf);
    expect(new Set(shuffles).size).toBeGreaterThan(6);
  });

  it('give every seat each place equally often', () => {
    const first = new Map<number, number>();
    for (let turn = 1; turn <= 2000; turn++) {
      const [seat] = seatsOf(five, turn) as [number];
      first.set(seat, (first.get(seat) ?? 0) + 1);
    }
    // 400 are expected; five standard deviations are 90.
    for (const seat of [1, 2, 3, 4, 5]) expect(Math.abs(first.get(seat)! - 400)).toBeLessThan(90);
  });

  it('are shuffled by dice of their own: no rule could draw the same under the same seed', () => {
    const turns = Array.from({ length: 64 }, (_, at) => at + 1);
    const two = [sheet(1, 1), sheet(2, 1)];
    const shuffled = turns.map((turn) => seatsOf(two, turn)[0] === 1).join();
    for (const domain of ['setup', 'orders', 'tick'] as const) {
      const drawn = turns.map((turn) => drawsAt(seed, 'seats', domain, turn).int(0, 1) === 1).join();
      expect(drawn).not.toBe(shuffled);
    }
    expect(turns.map((turn) => drawsAt(seed, 'seats', 'shuffle', turn).int(0, 1) === 1).join()).toBe(shuffled);
  });
});
