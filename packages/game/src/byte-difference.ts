// One byte string told by another: for states of neighbouring ticks, which are mostly alike. Part of the journal's format.
//
//   v size of the result, then until it is full:
//     v literals, the bytes      taken as they are
//     v length, z place          copied from the base, `place` relative to where the copy before ended (z: zigzag varint)
//
// Copies are found by the hash of four bytes (as in LZ77); the last copy's continuation is tried first, because a changed
// number is usually followed by what followed it before.

import { type BitReader, type BitWriter, DecodeError } from '@rubato/schema';

const HASH_BITS = 13;
const LEAST_COPY = 6;
/** A result beyond this is more than neighbouring states differ by, and more than a reader will believe. */
export const largestResult = (baseBytes: number): number => 2 * baseBytes + 65_536;

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

const hashOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);

const index = new Int32Array(1 << HASH_BITS);
/** Notes where each four bytes of the base were seen last, by hash. */
const indexBase = (base: Uint8Array): void => {
  index.fill(-1);
  for (let at = 0; at + 4 <= base.length; at++) index[hashOf(wordAt(base, at))] = at;
};

const matchLength = (base: Uint8Array, from: number, next: Uint8Array, at: number): number => {
  if (from < 0) return 0;
  const limit = Math.min(base.length - from, next.length - at);
  let length = 0;
  while (length < limit && base[from + length] === next[at + length]) length++;
  return length;
};

const zigzag = (n: number): number => (n >= 0 ? 2 * n : -2 * n - 1);
const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2);

/** Appends what turns `base` into `next`. Throws RangeError when `next` is beyond `largestResult`. */
export const writeDifference = (w: BitWriter, base: Uint8Array, next: Uint8Array): void => {
  if (next.length > largestResult(base.length)) throw new RangeError(`${next.length} bytes told by ${base.length}`);
  indexBase(base);
  w.varint(next.length);
  let literalsFrom = 0;
  let expected = 0;
  let at = 0;
  while (at < next.length) {
    // What would follow the last copy, had only the literals between changed.
    let from = expected + (at - literalsFrom);
    let length = matchLength(base, from, next, at);
    if (length < LEAST_COPY && at + 4 <= next.length) {
      const found = index[hashOf(wordAt(next, at))] as number;
      const other = matchLength(base, found, next, at);
      if (other > length) [from, length] = [found, other];
    }
    if (length < LEAST_COPY) {
      at += 1;
      continue;
    }
    w.varint(at - literalsFrom);
    w.bytes(next.subarray(literalsFrom, at));
    w.varint(length);
    w.varint(zigzag(from - expected));
    at += length;
    expected = from + length;
    literalsFrom = at;
  }
  if (literalsFrom === next.length) return;
  w.varint(next.length - literalsFrom);
  w.bytes(next.subarray(literalsFrom));
};

/** The bytes that `writeDifference` was given. Throws DecodeError for a difference that it can't have written. */
export const readDifference = (r: BitReader, base: Uint8Array): Uint8Array => {
  const size = r.varint();
  if (size > largestResult(base.length)) throw new DecodeError(`${size} bytes told by ${base.length}`);
  const next = new Uint8Array(size);
  let at = 0;
  let expected = 0;
  while (at < size) {
    const literals = r.varint();
    if (literals > size - at) throw new DecodeError('more literals than bytes');
    next.set(r.bytes(literals), at);
    at += literals;
    if (at === size) break;
    const length = r.varint();
    const from = expected + unzigzag(r.varint());
    if (length === 0 || length > size - at || from < 0 || from + length > base.length)
      throw new DecodeError('a copy from outside of the base');
    next.set(base.subarray(from, from + length), at);
    at += length;
    expected = from + length;
  }
  return next;
};
