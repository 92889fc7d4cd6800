import { DecodeError } from '@rubato/schema';

/**
 * The LZ4 block format (lz4_Block_format.md of the LZ4 project): no header, no checksum, fast to unpack. A block is a
 * row of sequences, the last one without a match:
 *
 *   ┌──────────────────┬─────────────┬──────────┬─────────────┬─────────────┐
 *   │ token            │ 255 … rest  │ literals │ u16 offset  │ 255 … rest  │
 *   │ hi 4: literals   │ if hi is 15 │          │ backwards,  │ if lo is 15 │
 *   │ lo 4: match − 4  │             │          │ 1..65535    │             │
 *   └──────────────────┴─────────────┴──────────┴─────────────┴─────────────┘
 *   The last 5 bytes are literals, and the last match begins at least 12 bytes before the end.
 */

const LEAST_MATCH = 4;
const LAST_LITERALS = 5;
const MATCH_MARGIN = 12;
const FARTHEST = 0xffff;
const NIBBLE = 15;
/** 14 bits of hash: 64 KiB. */
const TABLE_BITS = 14;
const HASH_MULTIPLIER = 0x9e3779b1;
/** After 2^6 misses in a row the search looks at every second place, and so on: incompressible data costs little. */
const SKIP_SHIFT = 6;
/** A literal or match of n bytes costs at least n/255 bytes. */
const MOST_RATIO = 255;

/** Positions seen, each above all of earlier calls, so that the table needs no clearing. */
const seen = new Int32Array(1 << TABLE_BITS);
let epochStart = 1;
let scratch = new Uint8Array(1 << 16);

/** The block of `source`, or undefined when it would not be smaller. Not for several threads at once. */
export function lz4Compress(source: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const size = source.length;
  if (size <= MATCH_MARGIN) return undefined;
  const start = openEpoch(size);
  if (scratch.length < worstCase(size)) scratch = new Uint8Array(worstCase(size) * 2);
  const searchEnd = size - MATCH_MARGIN;
  let out = 0;
  let anchor = 0;
  let at = 0;
  let misses = 1 << SKIP_SHIFT;
  while (at <= searchEnd) {
    const candidate = lookUp(source, at, start);
    if (candidate < 0) {
      at += misses++ >> SKIP_SHIFT;
      continue;
    }
    misses = 1 << SKIP_SHIFT;
    let from = candidate;
    while (at > anchor && from > 0 && source[at - 1] === source[from - 1]) {
      at--;
      from--;
    }
    const length = matchLength(source, from, at, size - LAST_LITERALS);
    out = putSequence(source, anchor, at, out, at - from, length);
    at += length;
    anchor = at;
    if (out >= size) return undefined;
  }
  out = putSequence(source, anchor, size, out, 0, 0);
  return out < size ? scratch.slice(0, out) : undefined;
}

/**
 * Unpacks a block that must give exactly `size` bytes; throws `DecodeError` on any other.
 *
 * @param size as announced by the sender; the caller has held it against its limit
 */
export function lz4Decompress(block: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (size > block.length * MOST_RATIO) throw new DecodeError(`lz4: ${block.length} bytes can't hold ${size}`);
  const target = new Uint8Array(size);
  let at = 0;
  let out = 0;
  while (at < block.length) {
    const token = block[at++] as number;
    let literals = token >>> 4;
    if (literals === NIBBLE) {
      const end = runEnd(block, at);
      literals += runLength(block, at, end);
      at = end;
    }
    if (at + literals > block.length || out + literals > size)
      throw new DecodeError('lz4: literals exceed their bounds');
    copyLiterals(block, at, target, out, literals);
    at += literals;
    out += literals;
    if (at === block.length) {
      if ((token & NIBBLE) !== 0) throw new DecodeError('lz4: the last sequence has a match');
      break;
    }
    if (at + 2 > block.length) throw new DecodeError('lz4: an offset is cut short');
    const offset = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    let length = (token & NIBBLE) + LEAST_MATCH;
    if (length === NIBBLE + LEAST_MATCH) {
      const end = runEnd(block, at);
      length += runLength(block, at, end);
      at = end;
    }
    if (at === block.length) throw new DecodeError('lz4: nothing after a match');
    if (offset === 0 || offset > out || out + length > size) throw new DecodeError('lz4: a match exceeds its bounds');
    copyMatch(target, out, offset, length);
    out += length;
  }
  if (out !== size) throw new DecodeError(`lz4: ${out} bytes, ${size} announced`);
  return target;
}

function openEpoch(size: number): number {
  if (epochStart + size > 0x7fff_0000) {
    seen.fill(0);
    epochStart = 1;
  }
  const start = epochStart;
  epochStart += size;
  return start;
}

function worstCase(size: number): number {
  return size + Math.ceil(size / MOST_RATIO) + 16;
}

/** The newest earlier place with the same four bytes, or −1; remembers this one. */
function lookUp(source: Uint8Array, at: number, start: number): number {
  const word = wordAt(source, at);
  const slot = Math.imul(word, HASH_MULTIPLIER) >>> (32 - TABLE_BITS);
  const candidate = (seen[slot] as number) - start;
  seen[slot] = start + at;
  if (candidate < 0 || at - candidate > FARTHEST || wordAt(source, candidate) !== word) return -1;
  return candidate;
}

function wordAt(source: Uint8Array, at: number): number {
  return (
    (source[at] as number) |
    ((source[at + 1] as number) << 8) |
    ((source[at + 2] as number) << 16) |
    ((source[at + 3] as number) << 24)
  );
}

function matchLength(source: Uint8Array, from: number, at: number, end: number): number {
  let length = LEAST_MATCH;
  while (at + length < end && source[from + length] === source[at + length]) length++;
  return length;
}

/** Literals from `anchor` to `at`, then a match of `length` (0: none, the last sequence). */
function putSequence(
  source: Uint8Array,
  anchor: number,
  at: number,
  out: number,
  offset: number,
  length: number,
): number {
  const literals = at - anchor;
  const extra = length === 0 ? 0 : length - LEAST_MATCH;
  let next = out;
  scratch[next++] = (Math.min(literals, NIBBLE) << 4) | Math.min(extra, NIBBLE);
  if (literals >= NIBBLE) next = putRun(literals - NIBBLE, next);
  copyLiterals(source, anchor, scratch, next, literals);
  next += literals;
  if (length === 0) return next;
  scratch[next++] = offset & 0xff;
  scratch[next++] = offset >>> 8;
  return extra >= NIBBLE ? putRun(extra - NIBBLE, next) : next;
}

function putRun(length: number, out: number): number {
  let next = out;
  let rest = length;
  for (; rest >= MOST_RATIO; rest -= MOST_RATIO) scratch[next++] = MOST_RATIO;
  scratch[next++] = rest;
  return next;
}

/** Where a length that goes on after its nibble ends. */
function runEnd(block: Uint8Array, at: number): number {
  let end = at;
  while (block[end] === MOST_RATIO) end++;
  if (end >= block.length) throw new DecodeError('lz4: a length is cut short');
  return end + 1;
}

function runLength(block: Uint8Array, at: number, end: number): number {
  return (end - 1 - at) * MOST_RATIO + (block[end - 1] as number);
}

/** Few bytes are faster one by one than through `set`, whose view costs an allocation. */
function copyLiterals(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length > 32) to.set(from.subarray(start, start + length), at);
  else for (let index = 0; index < length; index++) to[at + index] = from[start + index] as number;
}

/** Source and target may overlap: an offset of 1 repeats one byte. */
function copyMatch(target: Uint8Array, out: number, offset: number, length: number): void {
  if (offset >= length && length > 32) target.copyWithin(out, out - offset, out - offset + length);
  else for (let index = 0; index < length; index++) target[out + index] = target[out - offset + index] as number;
}
