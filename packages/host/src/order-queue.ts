/**
 * The orders of one seat between arrival and the tick that applies them: in order, each once.
 *
 * A client repeats an order until it is acknowledged; its sequence tells a repeat from a new one. Orders are accepted
 * only in sequence, so a gap (a lost message) waits for the client's next repeat instead of being skipped.
 */

import { limits } from '@rubato/protocol';

/** Accepted orders of one seat that wait for their tick. A full queue takes no more: the client repeats them later. */
export const ORDER_QUEUE_LENGTH = limits.ordersWaiting;

/** Ticks an order may wait for the tick it names; one for a later tick is applied when this has passed. */
export const ORDER_WAIT_TICKS = 16;

export interface QueuedOrder {
  readonly seq: number;
  /** The tick at whose start the client predicted it; 0 means at once. */
  readonly tick: number;
  readonly seenTick: number;
  readonly name: string;
  readonly args: unknown;
  /** Set by the room: later arrivals have higher numbers, whatever their seat. */
  readonly arrival: number;
}

export class OrderQueue {
  /** `NONE` while there are none, which all queues share. */
  #waiting: QueuedOrder[] = NONE;
  #accepted: number;
  #processed: number;

  /** @param processed sequence of the last order that an earlier life of the seat already dealt with. */
  constructor(processed = 0) {
    this.#accepted = processed;
    this.#processed = processed;
  }

  /** Sequence of the last order that was taken in, waiting or processed. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Sequence of the last order that was applied, rejected, lapsed or faulted. */
  get processed(): number {
    return this.#processed;
  }

  /** True when the order is new and now waits; false for a repeat, a gap or a full queue. */
  offer(order: QueuedOrder): boolean {
    if (order.seq !== this.#accepted + 1 || this.#waiting.length >= ORDER_QUEUE_LENGTH) return false;
    this.#accepted = order.seq;
    if (this.#waiting === NONE) this.#waiting = [order];
    else this.#waiting.push(order);
    return true;
  }

  /** The orders due at the start of `tick`, in sequence; an order never overtakes its predecessor. */
  take(tick: number): readonly QueuedOrder[] {
    if (this.#waiting.length === 0) return NONE;
    let due = 0;
    while (due < this.#waiting.length && isDue(this.#waiting[due]!, tick)) due++;
    if (due === 0) return NONE;
    const taken = this.#waiting.slice(0, due);
    this.#waiting = due === this.#waiting.length ? NONE : this.#waiting.slice(due);
    this.#processed = taken[taken.length - 1]!.seq;
    return taken;
  }

  get length(): number {
    return this.#waiting.length;
  }
}

const NONE: QueuedOrder[] = [];

function isDue(order: QueuedOrder, tick: number): boolean {
  return order.tick <= tick || order.tick > tick + ORDER_WAIT_TICKS;
}
