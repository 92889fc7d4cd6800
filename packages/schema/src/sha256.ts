/**
 * SHA-256 (FIPS 180-4), synchronous and our own: `crypto.subtle` is absent on plain-http pages and asynchronous everywhere.
 * A state is eight 32-bit words; `finishSha256` lets HMAC start from a state that has already absorbed a block.
 */

export const SHA256_BLOCK_BYTES = 64;
export const SHA256_BYTES = 32;

// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
const ROUND = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);
// The same of the square roots of the first 8 primes (§5.3.3).
const INITIAL = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The words of the block that is being absorbed, and the 48 that follow from them. */
const schedule = new Int32Array(64);
const BLOCK_WORDS = 16;
const state = new Int32Array(8);

/** SHA-256 of some bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  state.set(INITIAL);
  const digest = new Uint8Array(SHA256_BYTES);
  finishSha256(state, bytes, 0, digest);
  return digest;
}

/** The state after absorbing exactly one block from the beginning. */
export function sha256StateAfter(block: Uint8Array): Int32Array {
  const result = INITIAL.slice();
  load(block, 0);
  compress(result);
  return result;
}

/** Absorbs the last `bytes` (the first `length` of them) and the padding, and writes as many bytes of the digest as `digest` holds; spends the state. */
export function finishSha256(
  from: Int32Array,
  bytes: Uint8Array,
  absorbedBytes: number,
  digest: Uint8Array,
  length = bytes.length,
): void {
  absorbSha256(from, bytes, absorbedBytes, length);
  for (let i = 0; i < digest.length; i++) digest[i] = (from[i >>> 2] as number) >>> (24 - 8 * (i & 3));
}

/** Absorbs the last `length` bytes and the padding: the state is the digest, as eight words. */
export function absorbSha256(from: Int32Array, bytes: Uint8Array, absorbedBytes: number, length: number): void {
  const w = schedule;
  const whole = length - (length % SHA256_BLOCK_BYTES);
  for (let at = 0; at < whole; at += SHA256_BLOCK_BYTES) {
    load(bytes, at);
    compress(from);
  }
  const rest = length - whole;
  for (let i = 0; i < BLOCK_WORDS; i++) w[i] = 0;
  for (let i = 0; i < rest; i++)
    w[i >>> 2] = (w[i >>> 2] as number) | ((bytes[whole + i] as number) << (24 - 8 * (i & 3)));
  w[rest >>> 2] = (w[rest >>> 2] as number) | (0x80 << (24 - 8 * (rest & 3)));
  if (rest + 9 > SHA256_BLOCK_BYTES) {
    compress(from);
    for (let i = 0; i < BLOCK_WORDS; i++) w[i] = 0;
  }
  const total = absorbedBytes + length;
  w[14] = Math.floor(total / 0x20000000);
  w[15] = total << 3;
  compress(from);
}

/** The same for 32 bytes that are a digest after one block, which is how HMAC ends: no byte is taken apart. */
export function absorbDigest(from: Int32Array, digest: Int32Array): void {
  const w = schedule;
  for (let i = 0; i < 8; i++) w[i] = digest[i] as number;
  w[8] = 0x80 << 24;
  for (let i = 9; i < 15; i++) w[i] = 0;
  w[15] = (SHA256_BLOCK_BYTES + SHA256_BYTES) << 3;
  compress(from);
}

function load(block: Uint8Array, at: number): void {
  for (let i = 0, p = at; i < BLOCK_WORDS; i++, p += 4) {
    schedule[i] =
      ((block[p] as number) << 24) |
      ((block[p + 1] as number) << 16) |
      ((block[p + 2] as number) << 8) |
      (block[p + 3] as number);
  }
}

function expand(): void {
  const w = schedule;
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
}

/** The eight words live in locals: 64 rounds on the array would read and write memory 16 times a round. */
function compress(h: Int32Array): void {
  expand();
  let a = h[0] as number;
  let b = h[1] as number;
  let c = h[2] as number;
  let d = h[3] as number;
  let e = h[4] as number;
  let f = h[5] as number;
  let g = h[6] as number;
  let last = h[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (last + s1 + (g ^ (e & (f ^ g))) + (ROUND[i] as number) + (schedule[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    last = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  h[0] = ((h[0] as number) + a) | 0;
  h[1] = ((h[1] as number) + b) | 0;
  h[2] = ((h[2] as number) + c) | 0;
  h[3] = ((h[3] as number) + d) | 0;
  h[4] = ((h[4] as number) + e) | 0;
  h[5] = ((h[5] as number) + f) | 0;
  h[6] = ((h[6] as number) + g) | 0;
  h[7] = ((h[7] as number) + last) | 0;
}
