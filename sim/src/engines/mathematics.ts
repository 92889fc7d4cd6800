// The values of game/math, digested function by function. Arguments come from dice, which count in whole numbers only.
import {
  acos,
  angleBetween,
  asin,
  atan,
  atan2,
  clamp,
  cos,
  drawsAt,
  exp,
  hypot,
  lerp,
  log,
  pow,
  sin,
  tan,
  TAU,
  wrapAngle,
} from '@rubato/game';
import { Hash64 } from '@rubato/schema';

/** Each taken with up to three numbers of every size. */
const functions: Readonly<Record<string, (a: number, b: number, c: number) => number>> = {
  sin,
  cos,
  tan,
  atan,
  asin: (a, b) => asin(Math.abs(a) > 1 ? b - Math.floor(b) : a),
  acos: (a, b) => acos(Math.abs(a) > 1 ? b - Math.floor(b) : a),
  exp,
  log: (a) => log(Math.abs(a)),
  atan2,
  pow: (a, b) => pow(Math.abs(a), b),
  'pow whole': (a, b) => pow(a, Math.floor(b)),
  hypot,
  lerp,
  wrapAngle,
  angleBetween,
  clamp,
};

const EDGES = [0, -0, 1, -1, 0.5, TAU, Infinity, -Infinity, NaN, 5e-324, 1.7976931348623157e308, 2 ** 53];

/**
 * A line per function: its name and 16 hex digits over its values.
 * @param rounds of dice, two values each
 */
export function mathematics(rounds: number): string[] {
  const seed = new Uint8Array(16).fill(77);
  return Object.entries(functions).map(([name, f]) => {
    const hash = new Hash64();
    const dice = drawsAt(seed, name, 'shuffle', 1);
    const sized = (): number => (dice.float() - 0.5) * 2 ** dice.int(-80, 80);
    const near = (): number => (dice.float() - 0.5) * 2 ** dice.int(-4, 7);
    for (let i = 0; i < rounds; i++) {
      hash.f64(known(f(sized(), near(), near())));
      hash.f64(known(f(near(), near(), sized())));
    }
    for (const a of EDGES) for (const b of EDGES) hash.f64(known(f(a, b, 1)));
    return `mathematics ${name} ${hash.digest()}`;
  });
}

/** The bits of NaN are the engine's own; games can't see them. */
const known = (x: number): number => (x === x ? x : 0.125);
