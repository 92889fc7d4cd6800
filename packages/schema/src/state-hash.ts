// The fast hash of a state: equal states have equal hashes on every machine, whatever the capacity of their tables and
// whatever dead slots still hold. Not cryptographic: signed records use SHA-256 of the canonical snapshot.
//
// Two 32-bit lanes absorb one word at a time. Each lane's step is a bijection of the lane for a given word and of the word
// for a given lane, so a single changed word always changes both; they differ in how they combine it, so that what cancels
// in one doesn't in the other. One loop per element width: a shared loop would see many array types and run ten times slower.
// The values are part of the journal format: never change them.
import type { Columns, LaneArray } from './columns.ts';
import { inlineUsedBytes } from './inline.ts';
import type { InlineLane } from './layout.ts';

const A = 0x9e3779b1 | 0;
const B = 0x85ebca77 | 0;

export class StateHash {
  private a = 0x243f6a88;
  private b = 0x13198a2e;

  word(value: number): void {
    const a = Math.imul(this.a ^ value, A);
    this.a = (a << 15) | (a >>> 17);
    this.b = Math.imul(((this.b << 13) | (this.b >>> 19)) + value, B);
  }

  /** Absorbs `count` words, whether their rows live or not. */
  all(words: Uint32Array, count: number): void {
    let { a, b } = this;
    for (let i = 0; i < count; i++) {
      const value = words[i] as number;
      a = Math.imul(a ^ value, A);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(((b << 13) | (b >>> 19)) + value, B);
    }
    this.a = a;
    this.b = b;
  }

  /** Absorbs the bytes of live rows. */
  live8(values: Uint8Array, ids: Uint32Array, used: number): void {
    let { a, b } = this;
    for (let i = 0; i < used; i++) {
      if (ids[i] === 0) continue;
      const value = values[i] as number;
      a = Math.imul(a ^ value, A);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(((b << 13) | (b >>> 19)) + value, B);
    }
    this.a = a;
    this.b = b;
  }

  live16(values: Uint16Array, ids: Uint32Array, used: number): void {
    let { a, b } = this;
    for (let i = 0; i < used; i++) {
      if (ids[i] === 0) continue;
      const value = values[i] as number;
      a = Math.imul(a ^ value, A);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(((b << 13) | (b >>> 19)) + value, B);
    }
    this.a = a;
    this.b = b;
  }

  live32(values: Uint32Array, ids: Uint32Array, used: number): void {
    let { a, b } = this;
    for (let i = 0; i < used; i++) {
      if (ids[i] === 0) continue;
      const value = values[i] as number;
      a = Math.imul(a ^ value, A);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(((b << 13) | (b >>> 19)) + value, B);
    }
    this.a = a;
    this.b = b;
  }

  live64(words: Uint32Array, ids: Uint32Array, used: number): void {
    let { a, b } = this;
    for (let i = 0; i < used; i++) {
      if (ids[i] === 0) continue;
      const low = words[2 * i] as number;
      const high = words[2 * i + 1] as number;
      a = Math.imul(a ^ low, A);
      a = Math.imul(((a << 15) | (a >>> 17)) ^ high, A);
      a = (a << 15) | (a >>> 17);
      b = Math.imul(((b << 13) | (b >>> 19)) + low, B);
      b = Math.imul(((b << 13) | (b >>> 19)) + high, B);
    }
    this.a = a;
    this.b = b;
  }

  /** Absorbs the count and the units in use of each live row's inline value. */
  liveInline(lane: InlineLane, values: Uint8Array, ids: Uint32Array, used: number): void {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength >>> 2);
    const strideWords = lane.stride >>> 2;
    for (let i = 0; i < used; i++) {
      if (ids[i] === 0) continue;
      const inUse = (inlineUsedBytes(lane.inline, values, i * lane.stride) + 3) >>> 2;
      for (let k = 0; k < inUse; k++) this.word(words[i * strideWords + k] as number);
    }
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    const a = finalMix(this.a ^ Math.imul(this.b, B));
    return hex32(a) + hex32(finalMix(this.b ^ Math.imul(a, A)));
  }
}

const finalMix = (value: number): number => {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
};
const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

const absorbLane = (hash: StateHash, columns: Columns, index: number): void => {
  const { ids, used } = columns;
  const lane = columns.table.lanes[index];
  const array = columns.lanes[index] as LaneArray;
  if (lane === undefined || array === undefined) return;
  if (lane.storage === 'inline') return hash.liveInline(lane, array as Uint8Array, ids, used);
  const { buffer, byteOffset } = array;
  switch (lane.stride) {
    case 1:
      return hash.live8(new Uint8Array(buffer, byteOffset, used), ids, used);
    case 2:
      return hash.live16(new Uint16Array(buffer, byteOffset, used), ids, used);
    case 4:
      return hash.live32(new Uint32Array(buffer, byteOffset, used), ids, used);
    default:
      return hash.live64(new Uint32Array(buffer, byteOffset, 2 * used), ids, used);
  }
};

const absorbAllocator = (hash: StateHash, columns: Columns): void => {
  if (!columns.allocatorKnown) columns.rebuildAllocator();
  const { free, used } = columns;
  hash.word(used);
  hash.all(columns.generations, used);
  hash.word(free.count);
  for (let i = 0; i < free.count; i++) hash.word(free.at(i));
};

const hashOf = (tables: readonly Columns[], withAllocator: boolean): string => {
  const hash = new StateHash();
  for (const columns of tables) {
    hash.word(columns.table.index);
    hash.word(columns.size);
    hash.live32(columns.ids, columns.ids, columns.used);
    for (let i = 0; i < columns.lanes.length; i++) absorbLane(hash, columns, i);
    if (withAllocator) absorbAllocator(hash, columns);
  }
  return hash.digest();
};

/** Live rows and the allocator: what decides how the state goes on. */
export const stateHash = (tables: readonly Columns[]): string => hashOf(tables, true);
/** Live rows by table and id: what a client and its server can compare. */
export const viewHash = (tables: readonly Columns[]): string => hashOf(tables, false);
