// Couriers and files that fail as real ones do, by dice with a seed.

import type { SeededRandom } from '@rubato/ports/doubles';
import type { Courier } from '../courier.ts';
import { CourierError } from '../courier-error.ts';
import type { Saved } from '../party/saved.ts';

export interface Mischief {
  readonly random: SeededRandom;
  /** How likely each mishap is, 0 to 1. */
  readonly rate: number;
}

const happens = ({ random, rate }: Mischief): boolean => (random.bytes(1)[0] ?? 0) < rate * 256;
const lost = (): CourierError => new CourierError('network', 'the line is dead');

/** Loses what it said it took, fails before and after the work, lists in any order and twice, forgets what was acknowledged. */
export function unreliable(courier: Courier, mischief: Mischief): Courier {
  return {
    reach: courier.reach,
    put: async (parcel, to) => {
      if (happens(mischief)) throw lost();
      if (happens(mischief)) return;
      await courier.put(parcel, to);
      if (happens(mischief)) throw lost();
    },
    list: async (match) => {
      if (happens(mischief)) throw lost();
      return [...(await courier.list(match))].sort(() => (happens({ ...mischief, rate: 0.5 }) ? 1 : -1));
    },
    fetch: async (key) => {
      if (happens(mischief)) throw lost();
      return courier.fetch(key);
    },
    acknowledge: async (key) => {
      if (!happens(mischief)) await courier.acknowledge(key);
      if (happens(mischief)) throw lost();
    },
    wait: (timeoutMs) => courier.wait(timeoutMs),
    close: () => courier.close(),
  };
}

export class Crash extends Error {}

/** A file of which the program dies now and then, just before or just after it is written. */
export class CrashingFile implements Saved {
  readonly #mischief: Mischief;
  bytes: Uint8Array | undefined;

  constructor(mischief: Mischief) {
    this.#mischief = mischief;
  }

  async load(): Promise<Uint8Array | undefined> {
    return this.bytes?.slice();
  }

  async save(bytes: Uint8Array): Promise<void> {
    if (happens(this.#mischief)) throw new Crash('before it was written');
    this.bytes = bytes.slice();
    if (happens(this.#mischief)) throw new Crash('after it was written');
  }
}
