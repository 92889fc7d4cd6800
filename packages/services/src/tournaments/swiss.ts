/**
 * A round of a Swiss tournament, paired from the top: everybody gets the best opponent that leaves an opponent to all others.
 *
 *   1. nobody meets anybody twice, nobody has two byes: never given up (when it can't be had, there is no round)
 *   2. nobody has one seat more than twice oftener than the other: given up before there is no round
 *   3. within a group of equal points the upper half meets the lower half, in order
 *   4. else the nearest points
 */
import { PerfectMatching } from './perfect-matching.ts';

export interface SwissPlayer {
  readonly seed: number;
  readonly points: number;
  /** Seeds of those met, byes left out. */
  readonly met: readonly number[];
  readonly hadBye: boolean;
  /** How often on the first seat less how often on the second. */
  readonly balance: number;
  /** The seat of the last match. */
  readonly last?: 1 | 2;
}

export interface SwissRound {
  /** Seeds: the first seat, the second. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Of an odd number: the lowest who had none. */
  readonly bye?: number;
}

/** The rounds after which one player can be left without a loss. @param entrants 2 to 256 */
export const swissRounds = (entrants: number): number => Math.max(1, Math.ceil(Math.log2(entrants)));

/** Seats may differ by so much. */
export const MOST_BALANCE = 2;

/** Undefined when there is no further round without a rematch. @param players at most 256, each seed once */
export function swissRound(players: readonly SwissPlayer[]): SwissRound | undefined {
  const ranked = [...players].sort((a, b) => b.points - a.points || a.seed - b.seed);
  if (ranked.length < 2) return undefined;
  const free = ranked.length % 2 === 1 ? ranked.length : undefined;
  const rules = new PairRules(ranked);
  const size = ranked.length + (free === undefined ? 0 : 1);
  const matching =
    PerfectMatching.of(size, (a, b) => rules.allows(a, b, true)) ??
    PerfectMatching.of(size, (a, b) => rules.allows(a, b, false));
  return matching && pick(ranked, rules, matching, free);
}

function pick(
  ranked: readonly SwissPlayer[],
  rules: PairRules,
  matching: PerfectMatching,
  free: number | undefined,
): SwissRound {
  const open = new Set(ranked.keys());
  let bye: number | undefined;
  if (free !== undefined) {
    const at = [...open].reverse().find((each) => matching.fix(free, each))!;
    open.delete(at);
    bye = ranked[at]!.seed;
  }
  const pairs: (readonly [number, number])[] = [];
  for (const at of ranked.keys()) {
    if (!open.delete(at)) continue;
    const opponent = rules.preferred(at, open).find((each) => matching.fix(at, each))!;
    open.delete(opponent);
    pairs.push(seated(ranked[at]!, ranked[opponent]!));
  }
  return { pairs, ...(bye === undefined ? {} : { bye }) };
}

class PairRules {
  readonly #ranked: readonly SwissPlayer[];
  readonly #met: readonly ReadonlySet<number>[];

  constructor(ranked: readonly SwissPlayer[]) {
    this.#ranked = ranked;
    this.#met = ranked.map(({ met }) => new Set(met));
  }

  /** By places; whoever is one past the last is nobody. */
  allows(a: number, b: number, balanced: boolean): boolean {
    const [one, other] = [this.#ranked[a], this.#ranked[b]];
    if (!one || !other) return !(one ?? other!).hadBye;
    if (this.#met[a]!.has(other.seed)) return false;
    const [least, most] = [Math.min(one.balance, other.balance), Math.max(one.balance, other.balance)];
    return !balanced || (least < MOST_BALANCE && most > -MOST_BALANCE);
  }

  /** Opponents in the order of preference. */
  preferred(at: number, open: ReadonlySet<number>): readonly number[] {
    const own = this.#ranked[at]!;
    const others = [...open];
    const group = others.filter((each) => this.#ranked[each]!.points === own.points);
    // `group` is without the one whose opponent is looked for.
    const half = Math.floor((group.length + 1) / 2) - 1;
    const distance = new Map(group.map((each, place) => [each, Math.abs(place - half)]));
    const clash = (each: number) => Number(own.balance * this.#ranked[each]!.balance > 0);
    const rank = (each: number) => [
      Math.abs(own.points - this.#ranked[each]!.points),
      clash(each),
      distance.get(each) ?? 0,
      each,
    ];
    const ranks = new Map(others.map((each) => [each, rank(each)]));
    return others.sort((a, b) => compare(ranks.get(a)!, ranks.get(b)!));
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, place) => value !== other[place]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}

/** The first seat is for whoever had it less; else for whoever had the other last; else for the better by odd seeds. */
function seated(one: SwissPlayer, other: SwissPlayer): readonly [number, number] {
  const first = (): boolean => {
    if (one.balance !== other.balance) return one.balance < other.balance;
    if (one.last !== other.last) return one.last === 2 || other.last === 1;
    return one.seed % 2 === 1;
  };
  return first() ? [one.seed, other.seed] : [other.seed, one.seed];
}
