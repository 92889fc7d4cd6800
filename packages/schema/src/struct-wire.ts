import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';
import type { Scalar } from './scalar.ts';
import { utf8Decode, utf8Encode } from './utf8.ts';

/**
 * How the parts of a message lie in its bits; shared by the generated codecs and the interpreter.
 *
 *   bool          1 bit                          int, seat     their own width, two's complement
 *   fixed         index, ceil(log2(steps+1))     angle         index, its bits
 *   oneOf         position, ceil(log2(n)), ≥ 1   quat          2 + 3 × bits
 *   f32, f64      IEEE 754, 32 or 64 bits        uint53        varint
 *   ref           2 bits: bytes − 1, then 8 to 32 bits: the id in as few bytes as hold it
 *   optional      1 bit, then the value if 1     struct, vec   their fields in order
 *   list          count, then the elements       text, bytes   count of bytes, then the bytes, not aligned
 *   count         max < 256: ceil(log2(max+1)) bits, otherwise a varint
 *
 * Each value has exactly one form, and a reader refuses every other one.
 */

const LOW = 0x1_0000_0000;

export function writeCount(writer: BitWriter, count: number, max: number): void {
  if (max < 256) writer.bits(count, 32 - Math.clz32(max));
  else writer.varint(count);
}

/** @param elementBits fewest bits that each announced element takes */
export function readCount(reader: BitReader, max: number, elementBits: number): number {
  const count = max < 256 ? reader.bits(32 - Math.clz32(max)) : reader.varint();
  if (count > max) throw new DecodeError(`${count} elements announced, at most ${max} allowed`);
  if (count * elementBits > reader.remainingBits)
    throw new DecodeError(`${count} elements announced, ${reader.remainingBits} bits left`);
  return count;
}

export function writeId(writer: BitWriter, id: number): void {
  const extraBytes = id < 0x100 ? 0 : id < 0x10000 ? 1 : id < 0x1000000 ? 2 : 3;
  writer.bits(extraBytes, 2);
  writer.bits(id, 8 + 8 * extraBytes);
}

export function readId(reader: BitReader): number {
  const extraBytes = reader.bits(2);
  const id = reader.bits(8 + 8 * extraBytes);
  if (extraBytes > 0 && id < 2 ** (8 * extraBytes)) throw new DecodeError('an id in more bytes than it needs');
  return id;
}

/** Raw values of up to 53 bits that are not negative. */
export function writeRaw(writer: BitWriter, raw: number, bits: number): void {
  if (bits <= 32) {
    writer.bits(raw, bits);
    return;
  }
  writer.bits(raw % LOW, 32);
  writer.bits(Math.floor(raw / LOW), bits - 32);
}

export function readRaw(reader: BitReader, scalar: Scalar): number {
  const bits = scalar.bits;
  const low = reader.bits(bits <= 32 ? bits : 32);
  const raw = bits <= 32 ? low : low + reader.bits(bits - 32) * LOW;
  if (!scalar.isRaw(raw)) throw new DecodeError(`${raw} is outside of the field's range`);
  return raw;
}

export function writeText(writer: BitWriter, text: string, max: number): void {
  writeBytes(writer, utf8Encode(text), max);
}

export function readText(reader: BitReader, max: number): string {
  return utf8Decode(readBytes(reader, max));
}

export function writeBytes(writer: BitWriter, bytes: Uint8Array, max: number): void {
  writeCount(writer, bytes.length, max);
  writer.bytes(bytes);
}

export function readBytes(reader: BitReader, max: number): Uint8Array<ArrayBuffer> {
  return reader.bytes(readCount(reader, max, 8));
}

/** A float off the wire: finite, and no −0, which is never written. */
export function finiteFloat(value: number): number {
  if (!Number.isFinite(value) || Object.is(value, -0))
    throw new DecodeError(`${value} is not a finite number with one form`);
  return value;
}
