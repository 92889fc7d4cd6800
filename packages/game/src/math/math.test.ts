import { describe, expect, it } from 'vitest';
import { acos, asin, atan, atan2 } from './inverse.ts';
import { exp, log } from './exponential.ts';
import { angleBetween, clamp, hypot, lerp, TAU, wrapAngle } from './geometry.ts';
import { pow } from './power.ts';
import { cos, sin, tan } from './trigonometry.ts';

/** A fixed sequence of 32-bit numbers (xorshift), so that a failure repeats. */
const sequence = (seed: number): (() => number) => {
  let s = seed;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s >>> 0;
  };
};

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);
const bitsOf = (x: number): string => {
  double[0] = x;
  return x !== x
    ? 'nan'
    : (words[1] as number).toString(16).padStart(8, '0') + (words[0] as number).toString(16).padStart(8, '0');
};

const one = { sin, cos, tan, atan, asin, acos, exp, log } as const;
const two = { atan2, pow, hypot: (x: number, y: number) => hypot(x, y) } as const;

/** Arguments in the ranges where a function's result is neither trivial nor beyond what Math itself gets right. */
const ranges: Record<string, readonly (readonly [number, number])[]> = {
  sin: [
    [-1, 1],
    [-10, 10],
    [-1e6, 1e6],
    [-1e15, 1e15],
  ],
  cos: [
    [-1, 1],
    [-10, 10],
    [-1e6, 1e6],
    [-1e15, 1e15],
  ],
  tan: [
    [-1, 1],
    [-10, 10],
    [-1e6, 1e6],
  ],
  atan: [
    [-1, 1],
    [-5, 5],
    [-1e9, 1e9],
  ],
  asin: [
    [-1, 1],
    [0.999, 1],
    [-1e-6, 1e-6],
  ],
  acos: [
    [-1, 1],
    [0.999, 1],
    [-1, -0.999],
  ],
  exp: [
    [-1, 1],
    [-700, 700],
    [-745, -700],
  ],
  log: [
    [0, 1],
    [0, 1e6],
    [0.999, 1.001],
    [0, 1e-300],
  ],
};

const relative = (actual: number, expected: number): number =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300);

describe('game/math', () => {
  for (const [name, own] of Object.entries(one))
    it(`${name} agrees with the engine's own to 1e-12 over its whole range`, () => {
      const next = sequence(7);
      const native = Math[name as keyof typeof one];
      for (const [low, high] of ranges[name] as readonly (readonly [number, number])[])
        for (let i = 0; i < 4000; i++) {
          const x = low + ((high - low) * next()) / 2 ** 32;
          if (relative(own(x), native(x)) > 1e-12) expect([x, own(x)]).toEqual([x, native(x)]);
        }
    });

  it('atan2, hypot and pow agree with the engine to 1e-12 in every quadrant and size', () => {
    const next = sequence(11);
    for (let i = 0; i < 20_000; i++) {
      const x = (next() / 2 ** 31 - 1) * 10 ** ((next() % 12) - 6);
      const y = (next() / 2 ** 31 - 1) * 10 ** ((next() % 12) - 6);
      expect(relative(atan2(y, x), Math.atan2(y, x))).toBeLessThan(1e-12);
      expect(relative(hypot(x, y), Math.hypot(x, y))).toBeLessThan(1e-12);
      const power = Math.pow(Math.abs(x), y);
      expect(relative(pow(Math.abs(x), y), power)).toBeLessThan(1e-12);
    }
  });

  it('whole powers of whole numbers are exact', () => {
    for (let base = -40; base <= 40; base++)
      for (let power = 0, exact = 1n; power <= 40; power++, exact *= BigInt(base)) {
        if (exact > 2n ** 53n || exact < -(2n ** 53n)) break;
        expect(pow(base, power)).toBe(Number(exact));
      }
    for (let k = -1074; k <= 1023; k++) expect(pow(2, k)).toBe(2 ** k);
  });

  const edges = [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    -3,
    Infinity,
    -Infinity,
    NaN,
    5e-324,
    -5e-324,
    1.7976931348623157e308,
  ];

  it('zeros, infinities, NaN and arguments out of range give what ECMAScript names', () => {
    const signedOf = (x: number): number => (x === 0 || x !== x || Math.abs(x) === Infinity ? x : Math.sign(x) * 2);
    for (const [name, own] of Object.entries(one))
      for (const x of edges) expect([name, x, signedOf(own(x))]).toEqual([name, x, signedOf(Math[name as 'sin'](x))]);
    for (const [name, own] of Object.entries(two))
      for (const x of edges)
        for (const y of edges)
          expect([name, x, y, signedOf(own(x, y))]).toEqual([name, x, y, signedOf(Math[name as 'pow'](x, y))]);
  });

  it('huge angles are reduced by the true value of π, not by a rounded one', () => {
    // References: 1,400-bit arithmetic.
    const references = [
      [sin(1e22), -0.8522008497671888],
      [cos(1e22), 0.5232147853951389],
      [sin(1.7976931348623157e308), 0.004961954789184062],
      [cos(1.7976931348623157e308), -0.9999876894265599],
      // The double that lies nearest to a multiple of π/2.
      [cos(6381956970095103 * 2 ** 797), -4.687165924254628e-19],
    ] as const;
    for (const [actual, expected] of references) expect(relative(actual, expected)).toBeLessThan(2.3e-16);
    expect(sin(Math.PI)).toBe(1.2246467991473532e-16);
    expect(cos(Math.PI / 2)).toBe(6.123233995736766e-17);
  });

  it('hypot of three sides overflows and underflows only when the length itself does', () => {
    expect(hypot(2, 3, 6)).toBe(7);
    expect(hypot(3e307, 4e307)).toBeCloseTo(5e307, -293);
    expect(hypot(1.7976931348623157e308, 1.7976931348623157e308)).toBe(Infinity);
    expect(hypot(3e-320, 4e-320)).toBe(5e-320);
    expect(hypot(NaN, 1, Infinity)).toBe(Infinity);
    expect(hypot(NaN, 1)).toBeNaN();
  });

  it('wrapAngle stays in [0, 2π) and angleBetween in [-π, π)', () => {
    const next = sequence(3);
    for (let i = 0; i < 10_000; i++) {
      const a = (next() / 2 ** 31 - 1) * 100;
      const b = (next() / 2 ** 31 - 1) * 100;
      expect(wrapAngle(a)).toBeGreaterThanOrEqual(0);
      expect(wrapAngle(a)).toBeLessThan(TAU);
      expect(angleBetween(a, b)).toBeGreaterThanOrEqual(-Math.PI);
      expect(angleBetween(a, b)).toBeLessThan(Math.PI);
      expect(sin(a + angleBetween(a, b))).toBeCloseTo(Math.sin(b), 9);
    }
    expect(wrapAngle(-1e-30)).toBe(0);
    expect(Object.is(wrapAngle(-TAU), 0)).toBe(true);
    expect(angleBetween(0.1, TAU - 0.1)).toBeCloseTo(-0.2, 12);
  });

  it('lerp and clamp do what their names say', () => {
    expect(lerp(2, 4, 0.25)).toBe(2.5);
    expect(clamp(5, 0, 3)).toBe(3);
    expect(clamp(-5, 0, 3)).toBe(0);
    expect(clamp(2, 0, 3)).toBe(2);
  });

  it('results are these bits, on every engine', () => {
    const next = sequence(0x5eed);
    let digest = 0;
    const note = (x: number): void => {
      for (const c of bitsOf(x)) digest = Math.imul(digest ^ c.charCodeAt(0), 0x01000193);
    };
    for (let i = 0; i < 20_000; i++) {
      const x = (next() / 2 ** 31 - 1) * 2 ** ((next() % 80) - 40);
      const y = (next() / 2 ** 31 - 1) * 2 ** ((next() % 12) - 6);
      for (const own of Object.values(one)) note(own(x));
      for (const own of Object.values(two)) note(own(x, y));
      note(pow(Math.abs(x), y));
    }
    expect(digest >>> 0).toMatchInlineSnapshot(`2647921847`);
    expect(Object.entries(one).map(([name, own]) => `${name} ${bitsOf(own(0.7))}`)).toMatchInlineSnapshot(`
      [
        "sin 3fe49d6e694619b8",
        "cos 3fe87996529f9d93",
        "tan 3feaf406c2fc78ad",
        "atan 3fe38b112d7bd4ad",
        "asin 3fe8d00e692afd96",
        "acos 3fe973e83f5d5c9a",
        "exp 40001c2a61268987",
        "log bfd6d3c324e13f50",
      ]
    `);
    expect(Object.entries(two).map(([name, own]) => `${name} ${bitsOf(own(0.7, 3.3))}`)).toMatchInlineSnapshot(`
      [
        "atan2 3fcac14387bbb90f",
        "pow 3fd3b971665bb2e5",
        "hypot 400afcc68a106553",
      ]
    `);
  });
});
