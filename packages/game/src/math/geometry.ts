// Small helpers that games keep writing; all of them exact functions of their arguments on every engine.

import { exponentOf, powerOfTwo } from './bits.ts';

/** A whole turn in radians. */
export const TAU = 6.283185307179586;
const PI = 3.141592653589793;
const SAFE_LARGE = 1e150;
const SAFE_SMALL = 1e-140;

/** The length of (x, y) or (x, y, z), without overflow; error below 1.3 units in the last place. */
export const hypot = (x: number, y: number, z = 0): number => {
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (largest > SAFE_SMALL && largest < SAFE_LARGE) return Math.sqrt(x * x + y * y + z * z);
  return hypotScaled(x, y, z, largest);
};

const hypotScaled = (x: number, y: number, z: number, largest: number): number => {
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity || Math.abs(z) === Infinity) return Infinity;
  if (largest === 0) return 0;
  // Half the exponent range at most: each square stays normal.
  const k = largest > 1 ? -Math.min(exponentOf(largest), 1022) : 600;
  const up = powerOfTwo(k);
  const down = powerOfTwo(-k);
  const a = x * up;
  const b = y * up;
  const c = z * up;
  return Math.sqrt(a * a + b * b + c * c) * down;
};

/** The point at fraction t of the way from a to b. */
export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;

/** The nearest number to x in [low, high]. */
export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

/** The same direction as `angle` radians, in [0, 2π). */
export const wrapAngle = (angle: number): number => {
  const rest = angle % TAU;
  const positive = rest < 0 ? rest + TAU : rest;
  // A tiny negative rest rounds up to a whole turn.
  return positive >= TAU ? 0 : positive + 0;
};

/** The shortest turn from one direction to another, in [-π, π) radians; positive is counter-clockwise. */
export const angleBetween = (from: number, to: number): number => {
  const turn = wrapAngle(to - from);
  return turn >= PI ? turn - TAU : turn;
};
