// Range reduction for sin, cos and tan: x = n · π/2 + (high + low), |high| ≤ π/4.
//
// Three roads, each exact to more bits than the result needs:
//   1. |x| ≤ π/4: nothing to do.
//   2. |x| < 2^20 · π/2: Cody and Waite: subtract n times π/2 in parts of 33 bits, so that each product is exact.
//   3. beyond: Payne and Hanek: the bits of 2/π that matter, in whole numbers of 1,300 bits.

import { exponentOf, powerOfTwo, sumError } from './bits.ts';

const TWO_OVER_PI = 0.6366197723675814;
/** π/2 = PART_1 + … + PART_5; the first four have 33 bits each. */
const PART_1 = 1.5707963267341256;
const PART_2 = 6.077100506303966e-11;
const PART_3 = 2.0222662487111665e-21;
const PART_4 = 8.478427660348229e-32;
const PART_5 = 2.0670321098263988e-43;
const REST_2 = 6.077100506506192e-11;
const QUARTER_PI = 0.7853981633974483;
/** Beyond this, n no longer fits the 20 bits that the parts leave for it. */
const CODY_WAITE_LIMIT = 1647099;
/** Where so much has cancelled that two parts of π/2 no longer carry 53 good bits. */
const CANCELLED = 1e-3;

/** The remainder of the last reduction: [high, low]. Read it before the next call. */
export const remainder = new Float64Array(2);

/** Leaves x - n·π/2 in `remainder` and returns n modulo 4, for finite x. */
export const reduce = (x: number): number => {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) {
    remainder[0] = x;
    remainder[1] = 0;
    return 0;
  }
  if (size > CODY_WAITE_LIMIT) return reduceHuge(x);
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const first = x - n * PART_1;
  const high = first - n * REST_2;
  if (Math.abs(high) < CANCELLED) reduceAgain(first, n);
  else {
    remainder[0] = high;
    remainder[1] = first - high - n * REST_2;
  }
  return n & 3;
};

/** The slow second half of Cody and Waite: every product is exact and every sum keeps its error. */
const reduceAgain = (first: number, n: number): void => {
  const second = -n * PART_2;
  const third = -n * PART_3;
  const a = first + second;
  const aError = sumError(first, second, a);
  const b = a + third;
  const bError = sumError(a, third, b);
  const tail = aError + bError - n * PART_4 - n * PART_5;
  const high = b + tail;
  remainder[0] = high;
  remainder[1] = sumError(b, tail, high);
};

/** floor(2/π · 2^1280): 53 bits more than the largest exponent can ask for, and 200 to spare. */
const TWO_OVER_PI_BITS = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73e' +
    'e88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f' +
    '463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d',
);
const TWO_OVER_PI_SCALE = 1280;
/** floor(π/2 · 2^192). */
const HALF_PI_BITS = BigInt('0x1921fb54442d18469898cc51701b839a252049c1114cf98e8');
const HALF_PI_SCALE = 192n;
/** The fraction of a quarter turn is kept to 2^-192: at most 62 of those bits cancel. */
const FRACTION_BITS = 192;

const reduceHuge = (x: number): number => {
  const exponent = exponentOf(x) - 52;
  const mantissa = BigInt(Math.abs(x) * powerOfTwo(-exponent));
  const product = mantissa * TWO_OVER_PI_BITS;
  const point = BigInt(TWO_OVER_PI_SCALE - exponent);
  const n = (product + (1n << (point - 1n))) >> point;
  const fraction = (product - (n << point)) >> (point - BigInt(FRACTION_BITS));
  const angle = (fraction * HALF_PI_BITS) >> HALF_PI_SCALE;
  const top = Number(angle);
  const unit = powerOfTwo(-FRACTION_BITS);
  const sign = x < 0 ? -1 : 1;
  remainder[0] = sign * top * unit;
  remainder[1] = sign * Number(angle - BigInt(top)) * unit;
  return (Number(n & 3n) * sign) & 3;
};
