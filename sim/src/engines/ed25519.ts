// Ed25519 verification (RFC 8032 §5.1.7) and SHA-512 (FIPS 180-4) by nothing but the language, for engines without the Web
// Cryptography API. It takes its time and guards no secrets: for tests.

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const MASK_64 = 2n ** 64n - 1n;

const mod = (value: bigint, by = P): bigint => {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
};

function power(base: bigint, exponent: bigint, by = P): bigint {
  let result = 1n;
  for (let bits = exponent, square = mod(base, by); bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) result = (result * square) % by;
    square = (square * square) % by;
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** Extended coordinates: X/Z, Y/Z, T = XY/Z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}
const NEUTRAL: Point = { x: 0n, y: 1n, z: 1n, t: 0n };

function add(p: Point, q: Point): Point {
  const a = mod((p.y - p.x) * (q.y - q.x));
  const b = mod((p.y + p.x) * (q.y + q.x));
  const c = mod(2n * p.t * q.t * D);
  const d = mod(2n * p.z * q.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

/** p + p, with fewer multiplications (RFC 8032 §5.1.4). */
function double({ x, y, z }: Point): Point {
  const [a, b] = [mod(x * x), mod(y * y)];
  const [g, h] = [a - b, a + b];
  const e = h - mod((x + y) * (x + y));
  const f = mod(2n * z * z) + g;
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

/** a·p + b·q, both from their highest bits at once. */
function combined(a: bigint, p: Point, b: bigint, q: Point): Point {
  const both = add(p, q);
  let result = NEUTRAL;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = double(result);
    const [inA, inB] = [((a >> bit) & 1n) === 1n, ((b >> bit) & 1n) === 1n];
    if (inA || inB) result = add(result, inA && inB ? both : inA ? p : q);
  }
  return result;
}

const negative = ({ x, y, z, t }: Point): Point => ({ x: mod(-x), y, z, t: mod(-t) });

const equal = (p: Point, q: Point): boolean => mod(p.x * q.z - q.x * p.z) === 0n && mod(p.y * q.z - q.y * p.z) === 0n;

const littleEndian = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** The point with this y and sign of x; undefined when there is none. */
function pointOf(bytes: Uint8Array): Point | undefined {
  const encoded = littleEndian(bytes);
  const odd = encoded >> 255n;
  const y = encoded & (2n ** 255n - 1n);
  if (y >= P) return undefined;
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && odd === 1n)) return undefined;
  if ((x & 1n) !== odd) x = P - x;
  return { x, y, z: 1n, t: mod(x * y) };
}

const BASE = pointOf(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66))) as Point;

export function verifyEd25519(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const [key, r] = [pointOf(publicKey), pointOf(signature.subarray(0, 32))];
  const s = littleEndian(signature.subarray(32));
  if (key === undefined || r === undefined || s >= ORDER) return false;
  const hashed = new Uint8Array(64 + message.length);
  hashed.set(signature.subarray(0, 32));
  hashed.set(publicKey, 32);
  hashed.set(message, 64);
  const k = mod(littleEndian(sha512(hashed)), ORDER);
  return equal(combined(s, BASE, k, negative(key)), r);
}

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/** The first 64 bits of the fraction of a root: the largest whole number whose `degree`th power is within n · 2^(64 · degree). */
function rootFraction(n: number, degree: bigint): bigint {
  const target = BigInt(n) << (64n * degree);
  let root = 0n;
  for (let bit = 1n << 72n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return root & MASK_64;
}

const ROUNDS = primes(80).map((prime) => rootFraction(prime, 3n));
const START = primes(8).map((prime) => rootFraction(prime, 2n));

const right = (word: bigint, by: bigint): bigint => (word >> by) | ((word << (64n - by)) & MASK_64);

export function sha512(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 17) / 128) * 128);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  const state = [...START];
  for (let at = 0; at < padded.length; at += 128) compress(state, view, at);
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => digest.setBigUint64(8 * i, word));
  return new Uint8Array(digest.buffer);
}

function compress(state: bigint[], block: DataView, at: number): void {
  const words = Array.from({ length: 16 }, (_, i) => block.getBigUint64(at + 8 * i));
  for (let i = 16; i < 80; i++) {
    const [w2, w15] = [words[i - 2] as bigint, words[i - 15] as bigint];
    const low = right(w15, 1n) ^ right(w15, 8n) ^ (w15 >> 7n);
    const high = right(w2, 19n) ^ right(w2, 61n) ^ (w2 >> 6n);
    words.push(((words[i - 16] as bigint) + low + (words[i - 7] as bigint) + high) & MASK_64);
  }
  let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  for (let i = 0; i < 80; i++) {
    const chosen = (e & f) ^ (~e & MASK_64 & g);
    const first = h + (right(e, 14n) ^ right(e, 18n) ^ right(e, 41n)) + chosen;
    const one = first + (ROUNDS[i] as bigint) + (words[i] as bigint);
    const two = (right(a, 28n) ^ right(a, 34n) ^ right(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK_64, c, b, a, (one + two) & MASK_64];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = ((state[i] as bigint) + word) & MASK_64));
}
