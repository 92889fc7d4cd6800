/** Everybody meets everybody, by the circle method: the tables of Berger (Schurig 1886), as FIDE prints them. */
import type { PlannedMatch, Slot } from './bracket.ts';

/** With double rounds n(n − 1) matches; more would not be played out. */
export const ROUND_ROBIN_MOST = 64;

/**
 * One stands still, the others turn by half a circle a round. With an odd number whoever meets the one that isn't there
 * has a free round. Nobody has one seat more than one time oftener than the other. @param entrants 2 to 64
 */
export function roundRobin(entrants: number, double = false): readonly PlannedMatch[] {
  if (!Number.isInteger(entrants) || entrants < 2 || entrants > ROUND_ROBIN_MOST)
    throw new RangeError(`a round robin has 2 to ${ROUND_ROBIN_MOST} entrants, not ${entrants}`);
  const once = bergerRounds(entrants);
  const rounds = double ? [...once, ...once.map((pairs) => pairs.map(([a, b]) => [b, a] as const))] : once;
  let number = 0;
  return rounds.flatMap((pairs, at) =>
    pairs.map(([a, b]) => {
      return { number: ++number, bracket: 'table' as const, round: at + 1, slots: [entrant(a), entrant(b)] as const };
    }),
  );
}

const entrant = (seed: number): Slot => ({ kind: 'entrant', seed });

function bergerRounds(entrants: number): (readonly [number, number])[][] {
  const even = entrants + (entrants % 2);
  const turning = even - 1;
  return Array.from({ length: turning }, (_, round) => {
    // The first of this round; the one before it meets whoever stands still.
    const start = (round * (even / 2)) % turning;
    const at = (place: number) => ((start + place + turning) % turning) + 1;
    const still: readonly [number, number] = round % 2 === 0 ? [at(0), even] : [even, at(0)];
    const others = Array.from({ length: even / 2 - 1 }, (__, i) => [at(i + 1), at(-(i + 1))] as const);
    return [still, ...others].filter(([a, b]) => a <= entrants && b <= entrants);
  });
}
