import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';

type Step =
  | { kind: 'bits'; value: number; count: number }
  | { kind: 'varint'; value: number }
  | { kind: 'f32' | 'f64'; value: number }
  | { kind: 'bytes'; value: Uint8Array }
  | { kind: 'align' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('bits' as const),
    value: fc.nat(0xffffffff),
    count: fc.integer({ min: 0, max: 32 }),
  }),
  fc.record({ kind: fc.constant('varint' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('f32' as const), value: fc.float() }),
  fc.record({ kind: fc.constant('f64' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ kind: fc.constant('align' as const) }),
);

function write(writer: BitWriter, item: Step): void {
  if (item.kind === 'bits') writer.bits(item.value, item.count);
  else if (item.kind === 'varint') writer.varint(item.value);
  else if (item.kind === 'f32') writer.f32(item.value);
  else if (item.kind === 'f64') writer.f64(item.value);
  else if (item.kind === 'bytes') writer.bytes(item.value);
  else writer.align();
}

function expectNext(reader: BitReader, item: Step): void {
  if (item.kind === 'bits') {
    const mask = item.count === 0 ? 0 : 0xffffffff >>> (32 - item.count);
    expect(reader.bits(item.count)).toBe((item.value & mask) >>> 0);
  } else if (item.kind === 'varint') expect(reader.varint()).toBe(item.value);
  else if (item.kind === 'f32') expect(reader.f32()).toBe(item.value);
  else if (item.kind === 'f64') expect(reader.f64()).toBe(item.value);
  else if (item.kind === 'bytes') expect(reader.bytes(item.value.length)).toEqual(item.value);
  else reader.align();
}

describe('BitWriter and BitReader', () => {
  it('read back what was written, in every mixture and at every bit offset', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const writer = new BitWriter(8);
        for (const item of steps) {
          write(writer, item);
          writer.view();
        }
        const reader = new BitReader(writer.toBytes());
        for (const item of steps) expectNext(reader, item);
        reader.end();
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('lay bits down least significant first', () => {
    const writer = new BitWriter();
    writer.bits(0b101, 3);
    writer.bits(0b11, 2);
    writer.u8(0xff);
    expect(writer.bitLength).toBe(13);
    expect([...writer.toBytes()]).toEqual([0xfd, 0x1f]);
    writer.align();
    writer.u16(0x1234);
    writer.varint(300);
    writer.u32(0xdeadbeef);
    expect([...writer.toBytes()]).toEqual([0xfd, 0x1f, 0x34, 0x12, 0xac, 0x02, 0xef, 0xbe, 0xad, 0xde]);
  });

  it('reset keeps nothing but the capacity', () => {
    const writer = new BitWriter();
    writer.bits(5, 7);
    writer.reset();
    expect(writer.toBytes()).toHaveLength(0);
    writer.u8(7);
    expect([...writer.toBytes()]).toEqual([7]);
  });

  it('toBytes is a copy and view is not', () => {
    const writer = new BitWriter();
    writer.u32(1);
    const copy = writer.toBytes();
    const view = writer.view();
    writer.reset();
    writer.u32(2);
    writer.view();
    expect(copy[0]).toBe(1);
    expect(view[0]).toBe(2);
  });

  it('reads a view that does not begin at the start of its buffer', () => {
    const reader = new BitReader(new Uint8Array([9, 9, 1, 2, 3, 4, 5, 9]).subarray(2, 7));
    expect(reader.u32()).toBe(0x04030201);
    expect(reader.u8()).toBe(5);
    expect(() => reader.bool()).toThrow(DecodeError);
  });

  it.each([
    ['bits', (r: BitReader) => r.bits(17)],
    ['f32', (r: BitReader) => r.f32()],
    ['f64', (r: BitReader) => r.f64()],
    ['bytes', (r: BitReader) => r.bytes(3)],
    ['an announced length of gigabytes', (r: BitReader) => r.bytes(4_000_000_000)],
  ])('past the end %s throws DecodeError', (_, read) => {
    expect(() => read(new BitReader(new Uint8Array(2)))).toThrow(DecodeError);
  });

  it('zeros counts up to the next one bit or the limit, wherever words end', () => {
    const counts = fc.array(fc.nat(45), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 50 }), fc.nat(31), (runs, limit, offset) => {
        const writer = new BitWriter();
        writer.bits(0, offset);
        for (const run of runs) {
          for (let i = 0; i < Math.min(run, limit); i++) writer.bits(0, 1);
          if (run < limit) writer.bits(1, 1);
        }
        const reader = new BitReader(writer.toBytes());
        reader.bits(offset);
        for (const run of runs) expect(reader.zeros(limit)).toBe(Math.min(run, limit));
        expect(reader.remainingBits).toBeLessThan(8);
      }),
      { seed: 4, numRuns: 1000 },
    );
    expect(() => new BitReader(new Uint8Array(1)).zeros(9)).toThrow(DecodeError);
  });

  it('a varint above 2^53-1, with a needless group or without an end is refused', () => {
    const refused = [[0x80, 0], Array<number>(8).fill(0xff), [...Array<number>(7).fill(0xff), 0x20], [0x80, 0x80]];
    for (const bytes of refused)
      expect(() => new BitReader(new Uint8Array(bytes)).varint(), String(bytes)).toThrow(DecodeError);
    const largest = [...Array<number>(7).fill(0xff), 0x0f];
    expect(new BitReader(new Uint8Array(largest)).varint()).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([-1, 0.5, NaN, 2 ** 53, Infinity])('refuses to write %d as a varint', (value) => {
    expect(() => new BitWriter().varint(value)).toThrow(RangeError);
  });

  it('end refuses bytes left over and padding that is not zero', () => {
    expect(() => new BitReader(new Uint8Array([0, 0])).end()).toThrow(DecodeError);
    const reader = new BitReader(new Uint8Array([0b1000_0000]));
    reader.bits(3);
    expect(() => reader.end()).toThrow(DecodeError);
  });
});
