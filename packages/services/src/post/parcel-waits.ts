/** Requests that wait until a parcel comes, woken by whichever server took it. */
import type { Bus, Clock } from '@rubato/ports';
import { utf8Decode, utf8Encode } from '@rubato/schema';
import { Refused } from '../ledger/refused.ts';

/** Requests of one account that wait at a time; one more is refused as `limit-reached`. */
export const MOST_PARCEL_WAITS = 4;

const TOPIC = 'parcels';

export interface ParcelWait {
  /** Resolves when something came, when the time is over, or when all waiting ends; at once if that was before. */
  readonly over: Promise<void>;
  /** Has to be called, whatever happened. */
  end(): void;
}

export class ParcelWaits {
  readonly #bus: Bus;
  readonly #clock: Clock;
  /** By account. */
  readonly #waits = new Map<string, Set<() => void>>();
  #unsubscribe: (() => Promise<void>) | undefined;
  #stopped = false;

  constructor(bus: Bus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Hears of parcels from now on. */
  async begin(): Promise<void> {
    this.#unsubscribe = await this.#bus.subscribe(TOPIC, (message) => this.#wake(utf8Decode(message)));
  }

  /** Tells all servers that a parcel for this account is there. */
  came(accountId: string): void {
    this.#bus.publish(TOPIC, utf8Encode(accountId));
  }

  /** Begins to wait; opened before the mailbox is looked at, so that nothing is missed. Throws Refused `limit-reached`. */
  open(accountId: string, waitMs: number): ParcelWait {
    const waits = this.#waits.get(accountId) ?? new Set();
    if (waits.size >= MOST_PARCEL_WAITS)
      throw new Refused('limit-reached', `${MOST_PARCEL_WAITS} requests of this account wait for parcels already`);
    let wake = (): void => {};
    const over = new Promise<void>((resolve) => (wake = resolve));
    const cancel = this.#clock.after(waitMs, wake);
    if (this.#stopped) wake();
    this.#waits.set(accountId, waits.add(wake));
    const end = (): void => {
      cancel();
      waits.delete(wake);
      if (waits.size === 0) this.#waits.delete(accountId);
    };
    return { over, end };
  }

  /** Ends all waiting, and what begins later at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const accountId of this.#waits.keys()) this.#wake(accountId);
    await this.#unsubscribe?.();
  }

  #wake(accountId: string): void {
    for (const wake of this.#waits.get(accountId) ?? []) wake();
  }
}
