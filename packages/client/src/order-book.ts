/** Orders from the moment they are given until they are on the server's disk: repeated, numbered, never lost. */
import { limits } from '@rubato/protocol';
import type { OutcomeStatus, WireOrder } from '@rubato/protocol';

export type Outcome = { readonly status: 'applied' } | { readonly status: OutcomeStatus; readonly reason: string };

/** Orders not yet durable; one more is refused on the spot. */
export const ORDERS_OPEN = 256;

interface OpenOrder extends WireOrder {
  readonly name: string;
  settled: boolean;
  readonly settle: (outcome: Outcome) => void;
}

export class OrderBook {
  #open: OpenOrder[] = [];
  #nextSeq = 1;
  #sent = 0;
  #processed = 0;

  get open(): number {
    return this.#open.length;
  }

  /** Writes an order down; `settle` is called once with what became of it. Undefined when too many are open. */
  add(
    order: Omit<WireOrder, 'seq'> & { readonly name: string },
    settle: (outcome: Outcome) => void,
  ): number | undefined {
    if (this.#open.length >= ORDERS_OPEN) return undefined;
    const seq = this.#nextSeq++;
    this.#open.push({ ...order, seq, settle, settled: false });
    return seq;
  }

  /** The orders of the next input: all that were not processed yet on a lossy channel, else those not sent on it. */
  take(reliable: boolean): readonly WireOrder[] {
    if (this.#open.length === 0) return [];
    // No more under way than the server's queue holds: what it can't take it would have to refuse.
    const window = this.#processed + limits.ordersWaiting;
    const due = this.#open
      .filter((order) => isDue(order, this.#processed, window) && (!reliable || order.seq > this.#sent))
      .slice(0, limits.ordersPerInput);
    const last = due[due.length - 1];
    if (last !== undefined && reliable) this.#sent = last.seq;
    return due;
  }

  /** An order was processed but not applied. */
  refused(seq: number, status: OutcomeStatus, reason: string): void {
    const order = this.#open.find((open) => open.seq === seq);
    if (order !== undefined) settle(order, { status, reason });
  }

  /** Orders up to `seq` were processed; those not refused were applied. Call after `refused`. */
  processed(seq: number): void {
    this.#processed = Math.max(this.#processed, seq);
    for (const order of this.#open) if (order.seq <= seq) settle(order, { status: 'applied' });
  }

  /** Orders up to `seq` are on disk; those whose outcome is still to be told stay until it is. */
  durable(seq: number): void {
    if (this.#open.length > 0) this.#open = this.#open.filter((order) => order.seq > seq || !order.settled);
  }

  /**
   * The server answers on a new channel or after a crash: what it processed stays, the rest goes out again. What became
   * of processed orders comes with its first snapshot, as far as it was not told before.
   *
   * @param processed the last order that the server knows of.
   * @param durable the last one that no crash can take back: later ones may have to go out once more.
   */
  resend(processed: number, durable: number): void {
    this.durable(durable);
    for (const order of this.#open) if (order.seq > processed) order.settled = false;
    this.#processed = processed;
    this.#sent = 0;
    this.#nextSeq = Math.max(this.#nextSeq, processed + 1);
  }

  /** The place is gone: nothing more will come of what is open. */
  abandon(reason: string): void {
    for (const order of this.#open) settle(order, { status: 'lapsed', reason });
    this.#open = [];
  }
}

function isDue({ seq, settled }: OpenOrder, processed: number, window: number): boolean {
  return !settled && seq > processed && seq <= window;
}

function settle(order: OpenOrder, outcome: Outcome): void {
  if (order.settled) return;
  order.settled = true;
  order.settle(outcome);
}
