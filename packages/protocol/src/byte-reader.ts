import { DecodeError } from '@rubato/schema';

/** Reads byte-aligned messages without copying: `view` shares memory with the source. Throws `DecodeError` past the end. */
export class ByteReader {
  private readonly source: Uint8Array;
  private readonly end: number;
  private at: number;

  /** @param end bytes from here on are not read (a tag, say) */
  constructor(source: Uint8Array, start = 0, end = source.length) {
    this.source = source;
    this.at = start;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.at;
  }

  u8(): number {
    if (this.at >= this.end) throw new DecodeError(`message ends after ${this.end} bytes, more expected`);
    return this.source[this.at++] as number;
  }

  u16(): number {
    const low = this.u8();
    return low | (this.u8() << 8);
  }

  u32(): number {
    const low = this.u16();
    return low + this.u16() * 0x1_0000;
  }

  /** An integer 0..2^53−1 in groups of 7 bits, least first, in its shortest form only. */
  varint(): number {
    const first = this.u8();
    if (first < 0x80) return first;
    return this.longVarint(first);
  }

  /** A varint that must fit 32 bits. */
  varint32(): number {
    const value = this.varint();
    if (value > 0xffff_ffff) throw new DecodeError(`${value} exceeds 32 bits`);
    return value;
  }

  /** A signed integer as `zigzag` folds it. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next `length` bytes, sharing the source's memory. */
  view(length: number): Uint8Array {
    if (length > this.remaining) throw new DecodeError(`${length} bytes announced, ${this.remaining} left`);
    const start = this.at;
    this.at += length;
    return this.source.subarray(start, this.at);
  }

  /** Asserts that everything was read. */
  finish(): void {
    if (this.at !== this.end) throw new DecodeError(`${this.remaining} bytes left over`);
  }

  private longVarint(first: number): number {
    let value = first & 0x7f;
    let scale = 0x80;
    for (let index = 1; index < 8; index++) {
      const group = this.u8();
      value += (group & 0x7f) * scale;
      if (group < 0x80) {
        if (group === 0) throw new DecodeError('varint: needless last group');
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 0x80;
    }
    throw new DecodeError('varint: above 2^53-1');
  }
}

/** A signed integer as an unsigned one, small for small magnitudes: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
export function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

/** A tick or sequence given by its distance to another; refuses what doesn't fit a u32. */
export function tickFrom(base: number, distance: number): number {
  const tick = base + distance;
  if (tick < 0 || tick > 0xffff_ffff) throw new DecodeError(`no tick: ${tick}`);
  return tick;
}

/** Refuses a count above its limit before anything is allocated for it. */
export function atMost(count: number, limit: number, what: string): number {
  if (count > limit) throw new DecodeError(`${count} ${what}, at most ${limit} allowed`);
  return count;
}
