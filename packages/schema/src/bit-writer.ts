/**
 * A growing string of bits, least significant bit first:
 *
 *   bits(0b101, 3) bits(0b11, 2) u8(0xff)
 *   byte 0: 1 1 1 1 1 1 0 1      byte 1: . . . 1 1 1 1 1
 *           └u8 0-2┘ └2┘ └─3─┘                └ u8 3-7 ┘      (bit 7 on the left)
 *
 * Bits gather in one 32-bit word and leave it a word at a time. The last byte is padded with zeros.
 */

const WORD_BITS = 32;
const DEFAULT_BYTES = 256;
const scratch = new DataView(new ArrayBuffer(8));

export class BitWriter {
  private buffer: Uint8Array<ArrayBuffer>;
  private words: DataView<ArrayBuffer>;
  /** Bytes already moved from the word to the buffer. */
  private at = 0;
  private word = 0;
  /** Bits waiting in the word, 0..31. */
  private held = 0;

  /** @param initialBytes capacity to begin with; it doubles as needed */
  constructor(initialBytes = DEFAULT_BYTES) {
    this.buffer = new Uint8Array(Math.max(8, initialBytes));
    this.words = new DataView(this.buffer.buffer);
  }

  /** Forgets what was written and keeps the capacity; what `view()` returned before will be overwritten. */
  reset(): void {
    this.at = 0;
    this.word = 0;
    this.held = 0;
  }

  get bitLength(): number {
    return this.at * 8 + this.held;
  }

  /** Bytes that the bits written so far occupy, the last one perhaps partly. */
  get byteLength(): number {
    return this.at + ((this.held + 7) >>> 3);
  }

  /** Writes the low `count` (0..32) bits of `value`. */
  bits(value: number, count: number): void {
    if (count === 0) return;
    const low = value & (0xffffffff >>> (WORD_BITS - count));
    const held = this.held;
    const total = held + count;
    this.word |= low << held;
    if (total < WORD_BITS) {
      this.held = total;
      return;
    }
    this.flushWord();
    this.held = total - WORD_BITS;
    this.word = held === 0 ? 0 : low >>> (WORD_BITS - held);
  }

  bool(value: boolean): void {
    this.bits(value ? 1 : 0, 1);
  }

  u8(value: number): void {
    this.bits(value, 8);
  }

  u16(value: number): void {
    this.bits(value, 16);
  }

  u32(value: number): void {
    this.bits(value, 32);
  }

  f32(value: number): void {
    scratch.setFloat32(0, value, true);
    this.bits(scratch.getInt32(0, true), 32);
  }

  f64(value: number): void {
    scratch.setFloat64(0, value, true);
    this.bits(scratch.getInt32(0, true), 32);
    this.bits(scratch.getInt32(4, true), 32);
  }

  /** Writes an integer 0..2^53−1 in groups of 7 bits, least first, each led by a bit that says whether more follow (1..8 bytes). */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`varint: expected an integer from 0 to 2^53-1, got ${value}`);
    let rest = value;
    while (rest >= 0x80) {
      this.bits((rest % 0x80) | 0x80, 8);
      rest = Math.floor(rest / 0x80);
    }
    this.bits(rest, 8);
  }

  /** Writes the bytes at the current bit; after `align()` that is one copy. */
  bytes(bytes: Uint8Array): void {
    if ((this.held & 7) !== 0) {
      for (let i = 0; i < bytes.length; i++) this.bits(bytes[i] as number, 8);
      return;
    }
    this.reserve(bytes.length + 8);
    while (this.held > 0) {
      this.buffer[this.at++] = this.word & 0xff;
      this.word >>>= 8;
      this.held -= 8;
    }
    this.word = 0;
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Pads with zeros to the next byte. */
  align(): void {
    this.bits(0, -this.held & 7);
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.view().slice();
  }

  /** What was written, without a copy: valid until the next call that writes or resets. */
  view(): Uint8Array<ArrayBuffer> {
    this.reserve(4);
    this.words.setInt32(this.at, this.word, true);
    return this.buffer.subarray(0, this.byteLength);
  }

  private flushWord(): void {
    if (this.at + 4 > this.buffer.length) this.reserve(4);
    this.words.setInt32(this.at, this.word, true);
    this.at += 4;
  }

  private reserve(extra: number): void {
    const needed = this.at + extra;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
    this.words = new DataView(grown.buffer);
  }
}
