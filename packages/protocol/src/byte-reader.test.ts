import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter, DecodeError } from '@rubato/schema';
import { ByteReader, tickFrom, zigzag } from './byte-reader.ts';

const reader = (...bytes: number[]): ByteReader => new ByteReader(Uint8Array.from(bytes));

describe('a reader of bytes', () => {
  it('reads what a bit writer wrote, when that is whole bytes', () => {
    const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(
        u32,
        fc.maxSafeNat(),
        fc.maxSafeInteger(),
        fc.uint8Array({ maxLength: 9 }),
        (word, count, signed, bytes) => {
          const small = Math.trunc(signed / 4);
          const writer = new BitWriter();
          writer.u8(word & 255);
          writer.u16(word & 0xffff);
          writer.u32(word);
          writer.varint(count);
          writer.varint(zigzag(small));
          writer.bytes(bytes);
          const read = new ByteReader(writer.toBytes());
          expect([read.u8(), read.u16(), read.u32(), read.varint()]).toEqual([word & 255, word & 0xffff, word, count]);
          expect(read.zigzag()).toBe(small === 0 ? 0 : small);
          expect(read.view(bytes.length)).toEqual(bytes);
          read.finish();
        },
      ),
      { numRuns: 1000, seed: 51 },
    );
  });

  it('stays within the part it was given', () => {
    const part = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 3);
    expect([part.u8(), part.remaining, part.u8()]).toEqual([2, 1, 3]);
    expect(() => part.u8()).toThrow(DecodeError);
  });

  it('refuses a number longer than needed or too large, bytes that are missing and bytes left over', () => {
    expect(() => reader(0x80, 0).varint()).toThrow('needless');
    expect(() => reader(0xff, 0x80, 0).varint()).toThrow('needless');
    expect(() => reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f).varint()).toThrow('above 2^53-1');
    expect(() => reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01).varint()).toThrow('above 2^53-1');
    expect(reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f).varint()).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => reader(0x80, 0x80, 0x80, 0x80, 0x10).varint32()).toThrow('32 bits');
    expect(reader(0xff, 0xff, 0xff, 0xff, 0x0f).varint32()).toBe(0xffff_ffff);
    expect(() => reader(0x80).varint()).toThrow(DecodeError);
    expect(() => reader(1, 2).view(3)).toThrow(DecodeError);
    expect(() => reader(1).finish()).toThrow('left over');
  });

  it('takes only ticks that fit 32 bits', () => {
    expect([tickFrom(5, -5), tickFrom(0xffff_fffe, 1)]).toEqual([0, 0xffff_ffff]);
    expect(() => tickFrom(5, -6)).toThrow(DecodeError);
    expect(() => tickFrom(0xffff_ffff, 1)).toThrow(DecodeError);
  });
});
