// scrypt (RFC 7914): makes guessing a passphrase cost memory. Our own because browsers don't have it.

import { HmacKey } from '@rubato/schema';
import { joinBytes } from './domains.ts';

export interface ScryptCost {
  /** log2 of the number of blocks; memory is 128 × r × 2^logN bytes. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB; a few tenths of a second. */
export const FILE_COST: ScryptCost = { logN: 15, r: 8, p: 1 };

/** What a file may ask of whoever opens it: 64 MiB. */
export const isBearable = ({ logN, r, p }: ScryptCost): boolean =>
  logN >= 1 && logN <= 16 && r >= 1 && r <= 8 && p >= 1 && p <= 4;

/** `length` bytes from a passphrase and a salt. Throws RangeError for a cost that `isBearable` denies. */
export function scrypt(
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: ScryptCost,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (!isBearable(cost)) throw new RangeError(`scrypt: a cost of 2^${cost.logN}, ${cost.r}, ${cost.p}`);
  const { r, p } = cost;
  const key = new HmacKey(passphrase);
  const blockBytes = 128 * r;
  const blocks = expand(key, salt, p * blockBytes);
  for (let i = 0; i < p; i++) mixBlock(blocks.subarray(i * blockBytes, (i + 1) * blockBytes), cost);
  return expand(key, blocks, length);
}

/** PBKDF2-HMAC-SHA256 with one iteration (RFC 8018 §5.2). */
function expand(key: HmacKey, salt: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  for (let at = 0, counter = 1; at < length; at += 32, counter++) {
    const index = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter);
    out.set(key.tag(joinBytes(salt, index)).subarray(0, Math.min(32, length - at)), at);
  }
  return out;
}

/** scryptROMix (RFC 7914 §5) in place. */
function mixBlock(bytes: Uint8Array, { logN, r }: ScryptCost): void {
  const words = 32 * r;
  const n = 1 << logN;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let block = new Uint32Array(words);
  let next = new Uint32Array(words);
  for (let i = 0; i < words; i++) block[i] = view.getUint32(4 * i, true);
  const memory = new Uint32Array(n * words);
  for (let i = 0; i < n; i++) {
    memory.set(block, i * words);
    blockMix(block, next, r);
    [block, next] = [next, block];
  }
  for (let i = 0; i < n; i++) {
    const from = ((block[words - 16] as number) & (n - 1)) * words;
    for (let k = 0; k < words; k++) block[k] = (block[k] as number) ^ (memory[from + k] as number);
    blockMix(block, next, r);
    [block, next] = [next, block];
  }
  for (let i = 0; i < words; i++) view.setUint32(4 * i, block[i] as number, true);
}

const chunk = new Uint32Array(16);
const work = new Uint32Array(16);

/** scryptBlockMix (§4): even chunks go to the first half, odd ones to the second. */
function blockMix(from: Uint32Array, into: Uint32Array, r: number): void {
  chunk.set(from.subarray((2 * r - 1) * 16));
  for (let i = 0; i < 2 * r; i++) {
    for (let k = 0; k < 16; k++) chunk[k] = (chunk[k] as number) ^ (from[i * 16 + k] as number);
    salsa20by8(chunk);
    into.set(chunk, ((i >>> 1) + (i & 1) * r) * 16);
  }
}

// The quarter rounds of a double round: which words, columns first (RFC 7914 §3).
const QUARTERS = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
].flat();

function salsa20by8(words: Uint32Array): void {
  work.set(words);
  for (let round = 0; round < 8; round += 2) {
    for (let q = 0; q < 32; q += 4) {
      const a = QUARTERS[q] as number;
      const b = QUARTERS[q + 1] as number;
      const c = QUARTERS[q + 2] as number;
      const d = QUARTERS[q + 3] as number;
      let sum = ((work[a] as number) + (work[d] as number)) | 0;
      work[b] = (work[b] as number) ^ ((sum << 7) | (sum >>> 25));
      sum = ((work[b] as number) + (work[a] as number)) | 0;
      work[c] = (work[c] as number) ^ ((sum << 9) | (sum >>> 23));
      sum = ((work[c] as number) + (work[b] as number)) | 0;
      work[d] = (work[d] as number) ^ ((sum << 13) | (sum >>> 19));
      sum = ((work[d] as number) + (work[c] as number)) | 0;
      work[a] = (work[a] as number) ^ ((sum << 18) | (sum >>> 14));
    }
  }
  for (let i = 0; i < 16; i++) words[i] = ((words[i] as number) + (work[i] as number)) >>> 0;
}
