// A unit quaternion in one integer. The component of greatest magnitude is left out and made positive (q and −q are one
// rotation); the others lie within ±√½.
//
//   raw = index of the omitted component (2 bits) | first | second | third kept component (`bits` each), low bits first
//   component = (code − half) / half × √½      half = 2^(bits−1) − 1, so that 0 is exact
//
// Source: G. Fiedler, "Snapshot Compression" (2015). Above 10 bits the integer no longer fits 32 bits; it stays below 2^53.
import type { Quat } from './value.ts';
import { powerOfTwo } from './power-of-two.ts';

const SQRT_HALF = Math.SQRT1_2;
const clampCode = (code: number, half: number): number => (code < 0 ? 0 : code > 2 * half ? 2 * half : code);

const packOnce = (x: number, y: number, z: number, w: number, bits: number): number => {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const az = Math.abs(z);
  const aw = Math.abs(w);
  // Ties go to the last component, so that the identity is stored as "w omitted".
  let index = 3;
  let most = aw;
  if (az > most) [index, most] = [2, az];
  if (ay > most) [index, most] = [1, ay];
  if (ax > most) [index, most] = [0, ax];
  const sign = (index === 3 ? w : index === 2 ? z : index === 1 ? y : x) < 0 ? -1 : 1;
  const half = powerOfTwo(bits - 1) - 1;
  const scale = (sign * half) / SQRT_HALF;
  const first = clampCode(Math.round((index === 0 ? y : x) * scale) + half, half);
  const second = clampCode(Math.round((index <= 1 ? z : y) * scale) + half, half);
  const third = clampCode(Math.round((index === 3 ? z : w) * scale) + half, half);
  const size = powerOfTwo(bits);
  return index + 4 * (first + size * (second + size * third));
};

export const unpackQuat = (raw: number, bits: number): Quat => {
  const size = powerOfTwo(bits);
  const half = size / 2 - 1;
  const scale = SQRT_HALF / half;
  const index = raw % 4;
  let rest = Math.floor(raw / 4);
  const a = ((rest % size) - half) * scale;
  rest = Math.floor(rest / size);
  const b = ((rest % size) - half) * scale;
  const c = (Math.floor(rest / size) - half) * scale;
  const omitted = Math.sqrt(Math.max(0, 1 - a * a - b * b - c * c));
  switch (index) {
    case 0:
      return Object.freeze({ x: omitted, y: a, z: b, w: c });
    case 1:
      return Object.freeze({ x: a, y: omitted, z: b, w: c });
    case 2:
      return Object.freeze({ x: a, y: b, z: omitted, w: c });
    default:
      return Object.freeze({ x: a, y: b, z: c, w: omitted });
  }
};

/**
 * Packs a quaternion of any length above zero, or returns −1 when it has none.
 * Near a tie rounding can make another component the greatest; repacking until nothing changes makes writing back what
 * was read a no-op. An exact tie can go back and forth between two forms for ever: the lesser one stands for both.
 */
export const packQuat = (x: number, y: number, z: number, w: number, bits: number): number => {
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  if (!(length > 0) || length === Infinity) return -1;
  return settled(packOnce(x / length, y / length, z / length, w / length, bits), bits);
};

const settled = (from: number, bits: number): number => {
  let raw = from;
  let before = -1;
  for (let i = 0; i < REPACK_LIMIT; i++) {
    const again = repack(raw, bits);
    if (again === raw) return raw;
    if (again === before) return Math.min(raw, again);
    before = raw;
    raw = again;
  }
  return raw;
};

const REPACK_LIMIT = 8;
const repack = (raw: number, bits: number): number => {
  const q = unpackQuat(raw, bits);
  return packOnce(q.x, q.y, q.z, q.w, bits);
};

/** False for integers that `packQuat` never produces. */
export const isPackedQuat = (raw: number, bits: number): boolean =>
  raw < powerOfTwo(2 + 3 * bits) && settled(raw, bits) === raw;
