import { drawsAt, type Order, type Seat } from '@rubato/game';
import { LIMITS } from '../limits.ts';
import type { SheetOrder } from '../letters/letter.ts';

/** What one seat orders for a turn. */
export interface SeatOrders {
  readonly seat: Seat;
  readonly orders: readonly SheetOrder[];
}

/** A seat's sequence numbers go on over the turns of a match. */
export const sequenceOf = (turn: number, index: number): number => (turn - 1) * LIMITS.ordersPerSheet + index + 1;

/** A sheet's orders as the machine takes them, in the player's own order. */
export const numbered = ({ seat, orders }: SeatOrders, turn: number, seenTick: number): Order[] =>
  orders.map(({ name, args }, i) => ({ seat, seq: sequenceOf(turn, i), seenTick, name, args }));

/**
 * All orders of a turn as they take effect: round by round each seat's next one, the seats of a round shuffled by the
 * turn's dice. So neither the seat nor the arrival decides ties. `seed` has 16 bytes.
 */
export function orderOfOrders(
  sheets: readonly SeatOrders[],
  { turn, seed, seenTick }: { readonly turn: number; readonly seed: Uint8Array; readonly seenTick: number },
): Order[] {
  const queues = [...sheets].sort((a, b) => a.seat - b.seat).map((sheet) => numbered(sheet, turn, seenTick));
  const rounds = Math.max(0, ...queues.map(({ length }) => length));
  const draws = drawsAt(seed, 'seats', 'shuffle', turn);
  const result: Order[] = [];
  for (let round = 0; round < rounds; round++) {
    const waiting = queues.filter(({ length }) => length > round);
    // Fisher–Yates.
    for (let i = waiting.length - 1; i > 0; i--) {
      const other = draws.int(0, i);
      [waiting[i], waiting[other]] = [waiting[other] as Order[], waiting[i] as Order[]];
    }
    for (const queue of waiting) result.push(queue[round] as Order);
  }
  return result;
}
