import { DecodeError } from './decode-error.ts';

/** Reads what `BitWriter` wrote (its head draws the order of bits). Every method throws `DecodeError` rather than read past the end. */

const WORD_BITS = 32;
const WORDS_FROM_BYTES = 64;
const MAX_VARINT_BYTES = 8;
const scratch = new DataView(new ArrayBuffer(8));

export class BitReader {
  private readonly source: Uint8Array;
  /** Absent for a short source: making one costs more than it saves. */
  private readonly words: DataView | undefined;
  /** Bytes already moved from the source to the word. */
  private at = 0;
  private word = 0;
  /** Unread bits in the word, 0..32. */
  private held = 0;

  /** @param bytes not copied: they must not change while this reader is in use */
  constructor(bytes: Uint8Array) {
    this.source = bytes;
    this.words =
      bytes.length < WORDS_FROM_BYTES ? undefined : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remainingBits(): number {
    return (this.source.length - this.at) * 8 + this.held;
  }

  /** Reads `count` (0..32) bits as an unsigned integer. */
  bits(count: number): number {
    if (count === 0) return 0;
    const held = this.held;
    const mask = 0xffffffff >>> (WORD_BITS - count);
    if (count < held) {
      const value = this.word & mask;
      this.word >>>= count;
      this.held = held - count;
      return value;
    }
    if (count === held) {
      const value = this.word;
      this.word = 0;
      this.held = 0;
      return value >>> 0;
    }
    return this.bitsAcross(count, mask);
  }

  bool(): boolean {
    return this.bits(1) === 1;
  }

  u8(): number {
    return this.bits(8);
  }

  u16(): number {
    return this.bits(16);
  }

  u32(): number {
    return this.bits(32);
  }

  f32(): number {
    scratch.setUint32(0, this.bits(32), true);
    return scratch.getFloat32(0, true);
  }

  f64(): number {
    scratch.setUint32(0, this.bits(32), true);
    scratch.setUint32(4, this.bits(32), true);
    return scratch.getFloat64(0, true);
  }

  /** Reads an integer 0..2^53−1; refuses longer ones and ones with needless groups, so that each number has one form. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const group = this.bits(8);
      value += (group & 0x7f) * scale;
      if (group < 0x80) {
        if (group === 0 && i > 0) throw new DecodeError('varint: needless last group');
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 0x80;
    }
    throw new DecodeError('varint: above 2^53-1');
  }

  /** Counts the zero bits before the next one bit and consumes both; stops after `limit` zeros, consuming nothing more. */
  zeros(limit: number): number {
    const word = this.word;
    const inWord = 31 - Math.clz32(word & -word);
    if (word !== 0 && inWord < limit) {
      this.bits(inWord + 1);
      return inWord;
    }
    let count = 0;
    while (count < limit && this.bits(1) === 0) count++;
    return count;
  }

  /** Reads `length` bytes into an array of its own. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length * 8 > this.remainingBits)
      throw new DecodeError(`${length} bytes announced, ${this.remainingBits} bits left`);
    const result = new Uint8Array(length);
    if ((this.held & 7) !== 0) {
      for (let i = 0; i < length; i++) result[i] = this.bits(8);
      return result;
    }
    const start = this.at - (this.held >>> 3);
    result.set(this.source.subarray(start, start + length));
    this.at = start + length;
    this.word = 0;
    this.held = 0;
    return result;
  }

  /** Skips to the next byte; the bits skipped must be zero, as `BitWriter.align` leaves them. */
  align(): void {
    if (this.bits(this.held & 7) !== 0) throw new DecodeError('padding bits are not zero');
  }

  /** Asserts that nothing but padding is left. */
  end(): void {
    this.align();
    if (this.remainingBits !== 0) throw new DecodeError(`${this.remainingBits >>> 3} bytes left over`);
  }

  /** The value straddles the word's end: what is held gives the low bits, the next word the rest. */
  private bitsAcross(count: number, mask: number): number {
    const low = this.word;
    const lowBits = this.held;
    this.loadWord(count);
    const needed = count - lowBits;
    const value = ((low | (this.word << lowBits)) & mask) >>> 0;
    this.word = needed === WORD_BITS ? 0 : this.word >>> needed;
    this.held -= needed;
    return value;
  }

  private loadWord(count: number): void {
    const left = this.source.length - this.at;
    if (left * 8 + this.held < count) throw new DecodeError(`${count} bits asked for, ${left * 8 + this.held} left`);
    if (left >= 4 && this.words !== undefined) {
      this.word = this.words.getUint32(this.at, true);
      this.at += 4;
      this.held = WORD_BITS;
      return;
    }
    this.word = 0;
    const taken = Math.min(4, left);
    for (let i = 0; i < taken; i++) this.word |= (this.source[this.at++] as number) << (i * 8);
    this.held = taken * 8;
  }
}
