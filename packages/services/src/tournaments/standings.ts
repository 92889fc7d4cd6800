/**
 * Who stands where. Tables by points (1 won, ½ drawn, 0 lost) with
 *
 *   Buchholz           the sum of the opponents' points
 *   Sonneborn-Berger   the points of those beaten, and half of those drawn with
 *
 * where a bye counts as a point and for neither of both (B. Buchholz 1932, O. Gelbfuhs 1873: the names are FIDE's). What is
 * still equal is parted by seed. Brackets by how far everybody came: those who left in the same round share the place.
 */
import type { PlannedMatch } from './bracket.ts';
import { NOBODY, type TournamentMatch } from './settle.ts';

export interface Standing {
  readonly seed: number;
  /** From 1; absent for whoever is still in a bracket. */
  readonly place?: number;
  readonly points: number;
  readonly buchholz: number;
  readonly sonnebornBerger: number;
  readonly won: number;
  readonly drawn: number;
  readonly lost: number;
}

interface Tally {
  readonly seed: number;
  points: number;
  won: number;
  drawn: number;
  lost: number;
  /** Opponents with what was won against them: 1, ½ or 0. */
  readonly met: { readonly seed: number; readonly score: number }[];
}

export type TieBreak = 'buchholz' | 'sonnebornBerger' | 'won';

/** What parts equal points, in this order. */
export const TIE_BREAKS = {
  swiss: ['buchholz', 'sonnebornBerger', 'won'],
  'round-robin': ['sonnebornBerger', 'won'],
} as const satisfies Record<string, readonly TieBreak[]>;

/** The best first. @param entrants seeds 1 … entrants */
export function tableStandings(
  entrants: number,
  matches: readonly TournamentMatch[],
  tieBreaks: readonly TieBreak[],
): readonly Standing[] {
  const rows = standingsOf(entrants, matches);
  const order = (a: Standing, b: Standing): number => {
    if (a.points !== b.points) return b.points - a.points;
    const at = tieBreaks.find((name) => a[name] !== b[name]);
    return at === undefined ? a.seed - b.seed : b[at] - a[at];
  };
  return [...rows].sort(order).map((row, at) => ({ ...row, place: at + 1 }));
}

/** The best first; whoever is still in, before all who are out. */
export function bracketStandings(entrants: number, matches: readonly TournamentMatch[]): readonly Standing[] {
  const rounds = Math.max(...matches.map(({ round }) => round));
  const left = new Map<number, number>();
  for (const match of matches) for (const seed of leavingAfter(match, matches)) left.set(seed, depth(match, rounds));
  const over = matches.every(({ state }) => state === 'over' || state === 'skipped');
  // Without a champion, as both of the final are out, nobody is the first.
  const placeOf = (seed: number): number | undefined => {
    const own = left.get(seed);
    if (own === undefined) return over ? 1 : undefined;
    const further = Array.from({ length: entrants }, (_, at) => left.get(at + 1) ?? Infinity).filter((d) => d > own);
    return 1 + Math.max(1, further.length);
  };
  const rows = standingsOf(entrants, matches).map((row) => {
    const place = placeOf(row.seed);
    return place === undefined ? row : { ...row, place };
  });
  return rows.sort((a, b) => (a.place ?? 0) - (b.place ?? 0) || a.seed - b.seed);
}

/** How late in the tournament; losing in the winners' bracket puts nobody out. */
function depth({ bracket, round }: PlannedMatch, rounds: number): number {
  return bracket === 'final' ? rounds + 1 : bracket === 'reset' ? rounds + 2 : round;
}

/** Who has no match left after this one. */
function leavingAfter(match: TournamentMatch, all: readonly TournamentMatch[]): readonly number[] {
  if (match.state !== 'over') return [];
  const [first = NOBODY, second = NOBODY] = match.seeds;
  const losers = match.result === 'first' ? [second] : match.result === 'second' ? [first] : [first, second];
  const again = (seed: number): boolean =>
    match.result !== 'none' &&
    all.some(({ slots, state }) => {
      if (state === 'skipped') return false;
      const won = match.result === 'first' ? first === seed : second === seed;
      return slots.some((slot) => slot.kind === (won ? 'winner' : 'loser') && slot.of === match.number);
    });
  return losers.filter((seed) => seed !== NOBODY && !again(seed));
}

function standingsOf(entrants: number, matches: readonly TournamentMatch[]): Standing[] {
  const tallies = Array.from({ length: entrants }, (_, at): Tally => ({
    seed: at + 1,
    points: 0,
    won: 0,
    drawn: 0,
    lost: 0,
    met: [],
  }));
  const of = (seed: number): Tally | undefined => tallies[seed - 1];
  for (const { state, result, seeds } of matches) {
    if (state !== 'over' || result === undefined) continue;
    const [first = NOBODY, second = NOBODY] = seeds;
    count(of(first), second, result === 'first' ? 1 : result === 'draw' ? 0.5 : 0);
    count(of(second), first, result === 'second' ? 1 : result === 'draw' ? 0.5 : 0);
  }
  const points = (seed: number): number => of(seed)?.points ?? 0;
  return tallies.map(({ met, ...tally }) => ({
    ...tally,
    buchholz: met.reduce((sum, { seed }) => sum + points(seed), 0),
    sonnebornBerger: met.reduce((sum, { seed, score }) => sum + score * points(seed), 0),
  }));
}

function count(tally: Tally | undefined, opponent: number, score: number): void {
  if (tally === undefined) return;
  tally.points += score;
  tally[score === 1 ? 'won' : score === 0 ? 'lost' : 'drawn'] += 1;
  if (opponent !== NOBODY) tally.met.push({ seed: opponent, score });
}
