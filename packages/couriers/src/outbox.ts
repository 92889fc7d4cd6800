// What is still to be sent, to whom, and when next. It is saved before anything goes out and after it went, so that a crash
// in between sends something twice, which changes nothing, and never not at all.

import { base64, fromBase64 } from '@rubato/schema';
import type { Courier } from './courier.ts';
import { CourierError, type CourierErrorCode } from './courier-error.ts';
import type { Parcel } from './parcel.ts';

/** What waits to be sent, at most: a match of 16 has a handful of letters per turn and player. */
export const MAX_OUTBOX = 4096;
/** After a failure a delivery waits so long, doubled each time, up to the longest. */
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;

interface Delivery {
  readonly key: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  readonly attempts: number;
  readonly nextMs: number;
}

export interface SavedDelivery extends Omit<Delivery, 'bytes'> {
  readonly bytes: string;
}

/** Everybody at once, for couriers that reach all. */
const EVERYBODY = '*';

export interface Flushed {
  readonly sent: number;
  readonly failures: readonly {
    readonly key: string;
    readonly to: string;
    readonly code: CourierErrorCode;
    readonly message: string;
  }[];
}

export class Outbox {
  #deliveries: readonly Delivery[];

  constructor(saved: readonly SavedDelivery[] = []) {
    this.#deliveries = saved.map((one) => ({ ...one, bytes: fromBase64(one.bytes) }));
  }

  get size(): number {
    return this.#deliveries.length;
  }

  saved(): SavedDelivery[] {
    return this.#deliveries.map((one) => ({ ...one, bytes: base64(one.bytes) }));
  }

  /** Throws CourierError `too-large` when it is full; then nothing was added. */
  add(parcel: Parcel, recipients: readonly string[]): void {
    const known = new Set(this.#deliveries.map(({ key, to }) => `${key} ${to}`));
    const more = recipients
      .filter((to) => !known.has(`${parcel.key} ${to}`))
      .map((to) => ({ ...parcel, to, attempts: 0, nextMs: 0 }));
    if (this.size + more.length > MAX_OUTBOX)
      throw new CourierError('too-large', `${this.size} deliveries wait already: send them first`);
    this.#deliveries = [...this.#deliveries, ...more];
  }

  /** Tries all that is due, each for itself: one recipient's failure keeps nothing from the others. */
  async flush(courier: Courier, nowMs: number, { all = false }: { readonly all?: boolean } = {}): Promise<Flushed> {
    const due = this.#deliveries.filter(({ nextMs }) => all || nextMs <= nowMs);
    const failures: Flushed['failures'][number][] = [];
    const outcome = new Map<string, CourierError | undefined>();
    let sent = 0;
    for (const delivery of due) {
      const { key, bytes } = delivery;
      const to = courier.reach === 'all' ? EVERYBODY : delivery.to;
      const name = `${key} ${to}`;
      if (!outcome.has(name)) outcome.set(name, await attempt(courier, { key, bytes }, delivery.to));
      const error = outcome.get(name);
      if (error === undefined) sent += 1;
      else failures.push({ key, to: delivery.to, code: error.code, message: error.message });
      this.#settle(delivery, error, nowMs);
    }
    return { sent, failures };
  }

  #settle(delivery: Delivery, error: CourierError | undefined, nowMs: number): void {
    const attempts = delivery.attempts + 1;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(delivery.attempts, 20), LONGEST_WAIT_MS);
    this.#deliveries = this.#deliveries.flatMap((one) => {
      if (one !== delivery) return [one];
      return error === undefined ? [] : [{ ...one, attempts, nextMs: nowMs + waitMs }];
    });
  }
}

async function attempt(courier: Courier, parcel: Parcel, to: string): Promise<CourierError | undefined> {
  try {
    await courier.put(parcel, to);
    return undefined;
  } catch (error) {
    if (error instanceof CourierError) return error;
    throw error;
  }
}
