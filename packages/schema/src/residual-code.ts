// Numbers that are mostly small, as bits: the parameter is chosen for each group from the group itself.
//
//   values (n known, each < 2^width)
//     ┌───────┬────────────────────┬─────────────┐
//     │ 1 bit │ parameter          │ n codes     │    parameter: as many bits as `width` written in binary has
//     └───────┴────────────────────┴─────────────┘
//     0, k    Rice code: q = u >> k as q zeros and a one, then the low k bits; from 12 zeros on (no one follows): u in
//             `width` bits
//     1, m    every u in m bits
//
//   rows (a subset of `universe` rows, the universe known)
//     0                                  none
//     10                                 all (not offered where the universe is more than what the reader already holds)
//     11, count, gaps as values          some: count in as many bits as `universe` has; a gap is the number of rows skipped
//
// Source of the code: R. F. Rice, "Some Practical Universal Noiseless Coding Techniques" (1979). A list with Rice parameter 0
// is a bit mask, so that dense and sparse lists need no second form.
import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';

/** Zeros after which a code gives up on being short. */
const ESCAPE = 12;

/** Bits that a number needs; 0 for 0. */
export const bitLength = (value: number): number => 32 - Math.clz32(value);

const riceCost = (values: Uint32Array, n: number, k: number, width: number): number => {
  let cost = n * (k + 1);
  for (let i = 0; i < n; i++) {
    const q = (values[i] as number) >>> k;
    cost += q < ESCAPE ? q : ESCAPE - 1 - k + width;
  }
  return cost;
};

/** The Rice parameter whose codes are about as long as the values are large. */
const typicalParameter = (values: Uint32Array, n: number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  return Math.max(0, bitLength(sum / n) - 1);
};

/** @param width 1..32: every value is below 2^width; n ≥ 1 */
export const writeValues = (writer: BitWriter, values: Uint32Array, n: number, width: number): void => {
  let all = 0;
  for (let i = 0; i < n; i++) all |= values[i] as number;
  const needed = bitLength(all);
  const typical = typicalParameter(values, n);
  let best = typical;
  let bestCost = riceCost(values, n, typical, width);
  for (const k of [typical - 1, typical + 1]) {
    if (k < 0 || k >= width) continue;
    const cost = riceCost(values, n, k, width);
    if (cost >= bestCost) continue;
    best = k;
    bestCost = cost;
  }
  const raw = n * needed <= bestCost;
  writer.bits(raw ? 1 : 0, 1);
  writer.bits(raw ? needed : best, bitLength(width));
  if (raw) for (let i = 0; i < n; i++) writer.bits(values[i] as number, needed);
  else writeRice(writer, values, n, best, width);
};

const writeRice = (writer: BitWriter, values: Uint32Array, n: number, k: number, width: number): void => {
  const mask = k === 0 ? 0 : 0xffffffff >>> (32 - k);
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    const q = value >>> k;
    const head = q + 1;
    if (q >= ESCAPE) {
      writer.bits(0, ESCAPE);
      writer.bits(value, width);
    } else if (head + k <= 32) writer.bits(((value & mask) << head) | (1 << q), head + k);
    else {
      writer.bits(1 << q, head);
      writer.bits(value, k);
    }
  }
};

export const readValues = (reader: BitReader, values: Uint32Array, n: number, width: number): void => {
  const raw = reader.bits(1) === 1;
  const parameter = reader.bits(bitLength(width));
  if (parameter > width || (!raw && parameter === width))
    throw new DecodeError(`codes of parameter ${parameter} for ${width} bits`);
  if (raw) {
    for (let i = 0; i < n; i++) values[i] = reader.bits(parameter);
    return;
  }
  for (let i = 0; i < n; i++) {
    const q = reader.zeros(ESCAPE);
    values[i] = q === ESCAPE ? reader.bits(width) : ((q << parameter) | reader.bits(parameter)) >>> 0;
  }
};

/** @param gaps before each of `count` rows, the number of rows skipped */
export const writeRows = (
  writer: BitWriter,
  gaps: Uint32Array,
  count: number,
  universe: number,
  offerAll: boolean,
): void => {
  writer.bits(count === 0 ? 0 : 1, 1);
  if (count === 0) return;
  if (offerAll) writer.bits(count === universe ? 0 : 1, 1);
  if (!offerAll || count < universe) writeSomeRows(writer, gaps, count, universe);
};

/** The third form on its own, for where the other two are said elsewhere; count ≥ 1. */
export const writeSomeRows = (writer: BitWriter, gaps: Uint32Array, count: number, universe: number): void => {
  writer.bits(count, bitLength(universe));
  writeValues(writer, gaps, count, bitLength(universe));
};

/** Gives an array with room for so many rows. */
export type Reserve = (count: number) => Uint32Array;

/** Reads positions, ascending, into the array that `reserve` gives; answers how many. */
export const readRows = (reader: BitReader, universe: number, offerAll: boolean, reserve: Reserve): number => {
  if (reader.bits(1) === 0) return 0;
  if (!offerAll || reader.bits(1) === 1) return readSomeRows(reader, universe, reserve);
  const rows = reserve(universe);
  for (let i = 0; i < universe; i++) rows[i] = i;
  return universe;
};

export const readSomeRows = (reader: BitReader, universe: number, reserve: Reserve): number => {
  const count = reader.bits(bitLength(universe));
  if (count > universe) throw new DecodeError(`${count} rows of ${universe}`);
  const rows = reserve(count);
  readValues(reader, rows, count, bitLength(universe));
  let next = 0;
  for (let i = 0; i < count; i++) {
    const position = next + (rows[i] as number);
    if (position >= universe) throw new DecodeError(`row ${position} of ${universe}`);
    rows[i] = position;
    next = position + 1;
  }
  return count;
};

/** About what `writeRows` takes for `count` of `universe` rows. */
export const rowsCost = (count: number, universe: number): number => {
  const k = bitLength(Math.floor((universe - count) / count) >>> 1);
  return 2 + 2 * bitLength(universe) + count * (k + 1) + ((universe - count) >>> k);
};
