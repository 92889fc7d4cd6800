// The bits of a double, reached through typed arrays: the only way to scale and to take apart a number that is exact on
// every engine.

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words holds sign and exponent: 1 on little-endian machines. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2^k for whole k from -1022 to 1023, exactly. */
export const powerOfTwo = (k: number): number => {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return double[0] as number;
};

/** The exponent e of a normal number, |x| = m · 2^e with 1 ≤ m < 2. */
export const exponentOf = (x: number): number => {
  double[0] = x;
  return (((words[HIGH] as number) >>> 20) & 0x7ff) - 1023;
};

/** y · 2^k for y near 1 and any whole k from -1100 to 1100; at most one rounding, and that only below 2^-1022. */
export const scale = (y: number, k: number): number => {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1021) return y * powerOfTwo(k + 100) * powerOfTwo(-100);
  return y * powerOfTwo(k);
};

/** 2^27 + 1: multiplying by it splits a double into halves of 26 bits (T. J. Dekker, 1971). */
const SPLITTER = 134217729;

/** The rounding error of the product p = a · b: a · b = p + error, exactly, while nothing over- or underflows. */
export const productError = (a: number, b: number, p: number): number => {
  const ac = a * SPLITTER;
  const aHigh = ac - (ac - a);
  const aLow = a - aHigh;
  const bc = b * SPLITTER;
  const bHigh = bc - (bc - b);
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
};

/** The rounding error of the sum s = a + b: a + b = s + error, exactly (D. E. Knuth). */
export const sumError = (a: number, b: number, s: number): number => {
  const bRounded = s - a;
  return a - (s - bRounded) + (b - bRounded);
};
