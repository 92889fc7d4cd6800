import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitReader, BitWriter, DecodeError } from '@rubato/schema';
import { drawsAt } from './random.ts';
import { largestResult, readDifference, writeDifference } from './byte-difference.ts';

const told = (base: Uint8Array, next: Uint8Array): Uint8Array => {
  const w = new BitWriter();
  writeDifference(w, base, next);
  return w.toBytes();
};
const read = (base: Uint8Array, bytes: Uint8Array): Uint8Array => {
  const r = new BitReader(bytes);
  const next = readDifference(r, base);
  r.end();
  return next;
};
const few = fc.uint8Array({ maxLength: 300 });

describe('a difference', () => {
  it('gives back the bytes, whatever they are', () => {
    fc.assert(
      fc.property(few, few, (base, next) => {
        expect(read(base, told(base, next))).toEqual(next);
      }),
      { seed: 1, numRuns: 500 },
    );
    const edits = fc.array(fc.tuple(fc.nat(400), fc.nat(12), fc.uint8Array({ maxLength: 12 })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 50, maxLength: 500 }), edits, (base, changes) => {
        const next = [...base];
        for (const [at, gone, come] of changes) next.splice(at, gone, ...come);
        expect(read(base, told(base, Uint8Array.from(next)))).toEqual(Uint8Array.from(next));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('is small where little has changed, or only moved', () => {
    const dice = drawsAt(new Uint8Array(16), 'bytes', 'shuffle', 1);
    const base = Uint8Array.from({ length: 4000 }, () => dice.int(0, 255));
    expect(told(base, base).length).toBeLessThan(8);
    const next = base.slice();
    for (let at = 100; at < 4000; at += 400) next[at] = (next[at] as number) + 1;
    expect(told(base, next).length).toBeLessThan(80);
    const moved = Uint8Array.from([
      ...base.subarray(0, 900),
      1,
      2,
      3,
      ...base.subarray(900, 2000),
      ...base.subarray(2040),
    ]);
    expect(told(base, moved).length).toBeLessThan(24);
  });

  it('of a result beyond what a reader believes is refused on both sides', () => {
    const base = new Uint8Array(4);
    const limit = largestResult(base.length);
    expect(read(base, told(base, new Uint8Array(limit)))).toHaveLength(limit);
    expect(() => told(base, new Uint8Array(limit + 1))).toThrow(RangeError);
    const w = new BitWriter();
    w.varint(limit + 1);
    expect(() => read(base, w.toBytes())).toThrow(DecodeError);
  });

  it('that copies from outside of the base, or takes more literals than there are bytes, throws DecodeError', () => {
    const base = new Uint8Array(10);
    const tell =
      (...numbers: number[]) =>
      () => {
        const w = new BitWriter();
        for (const n of numbers) w.varint(n);
        read(base, w.toBytes());
      };
    expect(tell(4, 0, 4, 12)).not.toThrow();
    expect(tell(4, 0, 4, 14)).toThrow(/outside/);
    expect(tell(4, 0, 4, 1)).toThrow(/outside/);
    expect(tell(4, 0, 0, 0)).toThrow(/outside/);
    expect(tell(4, 0, 5, 0)).toThrow(/outside/);
    expect(tell(4, 5)).toThrow(/literals/);
  });

  it('that nobody wrote throws DecodeError and nothing else', () => {
    const base = Uint8Array.from({ length: 200 }, (_, i) => i % 23);
    const good = told(
      base,
      Uint8Array.from({ length: 180 }, (_, i) => (i > 90 ? i % 23 : i % 22)),
    );
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bytes = good.slice(0, Math.max(cut, at + 1));
        bytes[at] = value;
        try {
          read(base, bytes);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          refused += 1;
        }
      }),
      { seed: 3, numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });
});
