/**
 * A fast 64-bit hash for comparing states; an attacker can collide it, so signed records use SHA-256.
 * Two 32-bit lanes of multiply-and-rotate that feed each other, after MurmurHash3's 128-bit variant for 32-bit machines
 * (Appleby, public domain). The values are part of the journal format: never change them.
 */

const FIRST = 0x239b961b;
const SECOND = 0xab0e9789 | 0;
const scratch = new DataView(new ArrayBuffer(8));

export class Hash64 {
  private a = FIRST;
  private b = SECOND;

  /** Starts again, as if new. */
  reset(): void {
    this.a = FIRST;
    this.b = SECOND;
  }

  /** Absorbs the low 32 bits of an integer. */
  u32(value: number): void {
    const left = Math.imul(value, 0x239b961b);
    const a = this.a ^ Math.imul((left << 15) | (left >>> 17), 0xab0e9789);
    const mixed = (Math.imul(((a << 19) | (a >>> 13)) + this.b, 5) + 0x561ccd1b) | 0;
    const right = Math.imul(value, 0xa1e38b93);
    const b = this.b ^ Math.imul((right << 16) | (right >>> 16), 0x38b34ae5);
    this.b = (Math.imul(((b << 17) | (b >>> 15)) + mixed, 5) + 0x0bcaa747) | 0;
    this.a = mixed;
  }

  /** Absorbs the first `count` words, exactly as that many calls of `u32` do, in a tighter loop. */
  words(values: Int32Array | Uint32Array, count: number): void {
    let a = this.a;
    let b = this.b;
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      const left = Math.imul(value, 0x239b961b);
      a ^= Math.imul((left << 15) | (left >>> 17), 0xab0e9789);
      a = (Math.imul(((a << 19) | (a >>> 13)) + b, 5) + 0x561ccd1b) | 0;
      const right = Math.imul(value, 0xa1e38b93);
      b ^= Math.imul((right << 16) | (right >>> 16), 0x38b34ae5);
      b = (Math.imul(((b << 17) | (b >>> 15)) + a, 5) + 0x0bcaa747) | 0;
    }
    this.a = a;
    this.b = b;
  }

  /** Absorbs a number by its IEEE 754 bits: −0 and 0 differ. */
  f64(value: number): void {
    scratch.setFloat64(0, value, true);
    this.u32(scratch.getInt32(0, true));
    this.u32(scratch.getInt32(4, true));
  }

  /** Absorbs the length, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.u32(bytes.length);
    const whole = bytes.length & ~3;
    for (let i = 0; i < whole; i += 4) this.u32(wordAt(bytes, i));
    if (whole < bytes.length) this.u32(wordAt(bytes, whole));
  }

  /** The hash so far, 16 hexadecimal digits; absorbing may go on. */
  digest(): string {
    let a = (this.a + this.b) | 0;
    let b = (this.b + a) | 0;
    a = finalMix(a);
    b = finalMix(b);
    a = (a + b) | 0;
    b = (b + a) | 0;
    return hex32(a) + hex32(b);
  }
}

function wordAt(bytes: Uint8Array, i: number): number {
  return (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
}

function finalMix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
