/** argon2id (RFC 9106) in libuv's thread pool, a few at a time: each takes 19 MiB and some 20 ms of a core. */
import { hash, verify } from '@node-rs/argon2';
import { PasswordHashOverloaded, type PasswordHash } from '@rubato/ports';
import { Semaphore } from './semaphore.ts';

/** OWASP's first recommendation (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
export const ARGON2_COST = { memoryKiB: 19_456, passes: 2, lanes: 1 } as const;

/** The text form that all implementations share: parameters, salt, hash. */
const HASH = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{11,86}$/;

export interface Argon2Options {
  readonly memoryKiB?: number;
  readonly passes?: number;
  readonly lanes?: number;
  /** Hashes at once. Default 1: a login waits rather than take a core from the rooms. */
  readonly concurrent?: number;
  /** Hashes that wait; one more rejects with PasswordHashOverloaded. Default 64. */
  readonly waiting?: number;
}

export class Argon2PasswordHash implements PasswordHash {
  readonly #cost: { readonly memoryCost: number; readonly timeCost: number; readonly parallelism: number };
  readonly #semaphore: Semaphore;

  constructor(options: Argon2Options = {}) {
    const { memoryKiB, passes, lanes } = { ...ARGON2_COST, ...options };
    this.#cost = { memoryCost: memoryKiB, timeCost: passes, parallelism: lanes };
    this.#semaphore = new Semaphore(options.concurrent ?? 1, options.waiting ?? 64);
  }

  /** The package's default algorithm is argon2id. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, this.#cost));
  }

  verify(stored: string, password: string): Promise<boolean> {
    if (!HASH.test(stored)) return Promise.resolve(false);
    return this.#inTurn(() => verify(stored, password));
  }

  needsRehash(stored: string): boolean {
    const cost = HASH.exec(stored);
    if (!cost) return true;
    const { memoryCost, timeCost, parallelism } = this.#cost;
    return Number(cost[1]) < memoryCost || Number(cost[2]) < timeCost || Number(cost[3]) < parallelism;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#semaphore.take();
    if (!release) throw new PasswordHashOverloaded('too many passwords wait to be checked; try again later');
    try {
      return await work();
    } finally {
      release();
    }
  }
}
