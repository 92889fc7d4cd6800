import type { Random } from '../random.ts';

const LEAST_BYTES = 1;
const MOST_BYTES = 65_536;

/** Predictable randomness for tests and simulations: sfc32 (Doty-Humphrey, PractRand), seeded by FNV-1a of a text. */
export class SeededRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param seed the same seed gives the same sequence on every engine */
  constructor(seed: number | string) {
    const text = String(seed);
    this.a = fnv1a(text, 0x811c9dc5);
    this.b = fnv1a(text, this.a);
    this.c = fnv1a(text, this.b);
    for (let warmUp = 0; warmUp < 12; warmUp++) this.u32();
  }

  bytes(count: number): Uint8Array {
    if (!Number.isInteger(count) || count < LEAST_BYTES || count > MOST_BYTES) {
      throw new RangeError(`${count} random bytes: from ${LEAST_BYTES} to ${MOST_BYTES}`);
    }
    return Uint8Array.from({ length: count }, () => this.u32() >>> 24);
  }

  u32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  float(): number {
    return this.u32() / 0x1_0000_0000;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.float() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to pick from');
    return from[this.int(0, from.length - 1)] as T;
  }
}

function fnv1a(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}
