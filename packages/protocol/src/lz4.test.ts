import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecodeError, fromHex } from '@rubato/schema';
import { lz4Compress, lz4Decompress } from './lz4.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

it('unpacks blocks laid by hand from the format’s description', () => {
  // Token 0x1f: 1 literal, match 15+4+…; offset 1; 255 + 10 more; then 5 literals.
  const run = fromHex('1f610100ff0a5062626262' + '62');
  expect(lz4Decompress(run, 1 + 19 + 265 + 5)).toEqual(text('a' + 'a'.repeat(284) + 'bbbbb'));
  // Token 0x52: 5 literals “abcde”, match of 6 at offset 5 (overlapping by one), then 5 literals “vwxyz”.
  expect(lz4Decompress(fromHex('526162636465050050767778797a'), 16)).toEqual(text('abcdeabcdeavwxyz'));
  // 20 literals alone: 0xf0, 5 more.
  expect(lz4Decompress(fromHex('f005' + '41'.repeat(20)), 20)).toEqual(text('A'.repeat(20)));
});

it('packs a run as one literal, one match and the five last literals', () => {
  expect(lz4Compress(text('a'.repeat(290)))).toEqual(fromHex('1f610100ff0a506161616161'));
});

const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 30 })), { maxLength: 40 })
  .map((parts) =>
    Uint8Array.from(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat())),
  );

it('gives back what went in, and is never larger', () => {
  fc.assert(
    fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 3000 })), (source) => {
      const block = lz4Compress(source);
      if (block === undefined) return;
      expect(block.length).toBeLessThan(source.length);
      expect(lz4Decompress(block, source.length)).toEqual(source);
    }),
    { numRuns: 2000, seed: 11 },
  );
});

it('keeps the end-of-block rules that other decoders rely on', () => {
  fc.assert(
    fc.property(repetitive, (source) => {
      const block = lz4Compress(source);
      if (block === undefined) return;
      const { lastLiterals, lastMatchStart } = endOf(block);
      expect(lastLiterals).toBeGreaterThanOrEqual(5);
      expect(source.length - lastMatchStart).toBeGreaterThanOrEqual(12);
    }),
    { numRuns: 1000, seed: 12 },
  );
});

it('packs what repeats farther back than 64 KiB as literals, and long matches whole', () => {
  const part = Uint8Array.from({ length: 1000 }, (_, index) => Math.imul(index, 2654435761) >>> 24);
  const far = new Uint8Array(70_000 + 1000);
  for (let at = 0; at < far.length; at++) far[at] = Math.imul(at, 40503) >>> 13;
  far.set(part, 0);
  far.set(part, 70_000);
  const zeros = new Uint8Array(1_000_000);
  for (const source of [far, zeros]) {
    const block = lz4Compress(source);
    if (block !== undefined) expect(Buffer.compare(lz4Decompress(block, source.length), source)).toBe(0);
  }
  expect(lz4Compress(zeros)?.length).toBeLessThan(4000);
});

it('does not carry anything over from one call to the next', () => {
  const phrase = text('the quick brown fox jumps over the lazy dog, ');
  const once = lz4Compress(text('the quick brown fox jumps over the lazy dog, '.repeat(3)));
  for (let round = 0; round < 50; round++) {
    expect(lz4Compress(phrase)).toBeUndefined();
    expect(lz4Compress(text('the quick brown fox jumps over the lazy dog, '.repeat(3)))).toEqual(once);
  }
});

it('has nothing to gain from noise or from a few bytes', () => {
  const noise = Uint8Array.from({ length: 5000 }, (_, index) => Math.imul(index + 1, 0x9e3779b1) >>> 24);
  expect(
    lz4Compress(noise.map((byte, index) => byte ^ (Math.imul(index * index + 7, 0x85ebca6b) >>> 24))),
  ).toBeUndefined();
  expect(lz4Compress(new Uint8Array(0))).toBeUndefined();
  expect(lz4Compress(new Uint8Array(12))).toBeUndefined();
});

it.each([
  ['nothing at all', '', 5],
  ['literals beyond the block', 'f0ff', 300],
  ['a length cut short', 'f0', 20],
  ['literals beyond the size', '5041424344' + '45', 4],
  ['too few bytes', '504142434445', 6],
  ['an offset cut short', '104101', 10],
  ['an offset of 0', '10410000' + '504141414141', 10],
  ['an offset before the beginning', '10410200' + '504141414141', 10],
  ['a match beyond the size', '1f410100ff0050' + '4141414141', 20],
  ['nothing after a match', '10410100', 5],
  ['a match in the last sequence', '51' + '4142434445', 5],
  ['a size no block of this length can have', '504142434445', 4000],
])('refuses %s', (_what, block, size) => {
  expect(() => lz4Decompress(fromHex(block), size)).toThrow(DecodeError);
});

it('refuses an impossible size before it allocates', () => {
  expect(() => lz4Decompress(fromHex('504142434445'), 6 * 255 + 1)).toThrow("can't hold");
});

/** Walks a block: how many literals end it, and where its last match begins in the output. */
function endOf(block: Uint8Array): { lastLiterals: number; lastMatchStart: number } {
  let at = 0;
  let out = 0;
  let lastMatchStart = 0;
  const run = (first: number): number => {
    let length = first;
    if (first < 15) return length;
    for (let more = 255; more === 255; length += more) more = block[at++] as number;
    return length;
  };
  for (;;) {
    const token = block[at++] as number;
    const literals = run(token >>> 4);
    at += literals;
    out += literals;
    if (at >= block.length) return { lastLiterals: literals, lastMatchStart };
    at += 2;
    lastMatchStart = out;
    out += run(token & 15) + 4;
  }
}
