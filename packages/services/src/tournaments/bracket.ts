/**
 * Brackets of two-player matches, laid out whole before the first of them is played: what a slot waits for is named by the
 * number of an earlier match, so that going through the matches by number settles all that can be settled.
 *
 *   single       main:    rounds 1 … k of 2^(k−1) … 1 matches
 *   double       winners: like single; losers: 2(k−1) rounds, by turns among themselves and against those who fall down;
 *                final:   the two brackets' winners; reset: once more, if the one with a loss won the first
 */

/** Entrants are named by their seeds, from 1, the best first. */
export type Slot =
  | { readonly kind: 'entrant'; readonly seed: number }
  | { readonly kind: 'winner' | 'loser'; readonly of: number }
  | { readonly kind: 'bye' };

export type BracketName = 'main' | 'winners' | 'losers' | 'final' | 'reset' | 'table';

export interface PlannedMatch {
  /** Of the tournament, from 1. */
  readonly number: number;
  readonly bracket: BracketName;
  /** Of its bracket, from 1. */
  readonly round: number;
  readonly slots: readonly [Slot, Slot];
}

export const ENTRANTS = { least: 2, most: 256 } as const;

const winner = (of: number): Slot => ({ kind: 'winner', of });
const loser = (of: number): Slot => ({ kind: 'loser', of });

/** The first round's sequence of seeds: the two best can meet in the final only, the four best in the semi-finals only. */
export function seedOrder(size: number): readonly number[] {
  let order = [1];
  while (order.length < size) {
    const next = order.length * 2 + 1;
    order = order.flatMap((seed) => [seed, next - seed]);
  }
  return order;
}

/** Whoever loses is out; missing opponents are byes of the best seeds. @param entrants 2 to 256 */
export function singleElimination(entrants: number): readonly PlannedMatch[] {
  return new Layout().knockout('main', entrants).matches;
}

/** Whoever loses twice is out. @param entrants 2 to 256 */
export function doubleElimination(entrants: number): readonly PlannedMatch[] {
  const layout = new Layout().knockout('winners', entrants);
  const fallen = layout.rounds.map((round) => round.map(loser));
  const champion = winner(layout.rounds.at(-1)![0]!);
  let below = fallen[0]!;
  let round = 0;
  for (const [at, falling] of fallen.slice(1).entries()) {
    below = layout.round('losers', ++round, pairsOf(below)).map(winner);
    // Every other time from the far end, so that those who have just met don't meet again at once.
    const down = at % 2 === 0 ? [...falling].reverse() : falling;
    below = layout.round('losers', ++round, zip(below, down)).map(winner);
  }
  const [final] = layout.round('final', 1, [[champion, below[0]!]]);
  layout.round('reset', 1, [[winner(final!), loser(final!)]]);
  return layout.matches;
}

class Layout {
  readonly matches: PlannedMatch[] = [];
  /** Numbers of the matches of each round of the knockout. */
  readonly rounds: number[][] = [];

  knockout(bracket: BracketName, entrants: number): this {
    if (!Number.isInteger(entrants) || entrants < ENTRANTS.least || entrants > ENTRANTS.most)
      throw new RangeError(`a bracket has ${ENTRANTS.least} to ${ENTRANTS.most} entrants, not ${entrants}`);
    const size = 2 ** Math.ceil(Math.log2(entrants));
    let slots = seedOrder(size).map((seed): Slot => (seed > entrants ? { kind: 'bye' } : { kind: 'entrant', seed }));
    while (slots.length > 1) {
      const numbers = this.round(bracket, this.rounds.length + 1, pairsOf(slots));
      this.rounds.push(numbers);
      slots = numbers.map(winner);
    }
    return this;
  }

  /** Adds matches; returns their numbers. */
  round(bracket: BracketName, round: number, pairs: readonly (readonly [Slot, Slot])[]): number[] {
    return pairs.map((slots) => {
      const number = this.matches.length + 1;
      this.matches.push({ number, bracket, round, slots });
      return number;
    });
  }
}

function pairsOf(slots: readonly Slot[]): [Slot, Slot][] {
  return slots.flatMap((slot, at) => (at % 2 === 0 ? [[slot, slots[at + 1]!] as [Slot, Slot]] : []));
}

function zip(one: readonly Slot[], other: readonly Slot[]): [Slot, Slot][] {
  return one.map((slot, at) => [slot, other[at]!]);
}
