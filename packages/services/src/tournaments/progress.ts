/** How a running tournament goes on from the results that are in, within the caller's transaction. */
import type { Transaction } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import { doubleElimination, singleElimination, type PlannedMatch, type Slot } from './bracket.ts';
import { tellEntrants } from './context.ts';
import { roundRobin } from './round-robin.ts';
import { allDecided, NOBODY, planned, settle } from './settle.ts';
import { tableStandings, TIE_BREAKS } from './standings.ts';
import { swissRound, swissRounds, type SwissPlayer } from './swiss.ts';
import type { TournamentFormat } from './tournament.ts';
import { noteEntrants } from './tournament-notes.ts';
import {
  entrantsOf,
  matchesOf,
  putMatches,
  tournamentOf,
  type EntrantRow,
  type MatchRow,
  type TournamentRow,
} from './tournament-rows.ts';

const OVER = `update tournament set state = 'over', over_ms = ? where id = ? and state = 'running'`;

export const isBracket = (format: TournamentFormat): boolean => format === 'single' || format === 'double';

/** Seeds of those who have left, or whose accounts are gone. */
export const goneOf = (entrants: readonly EntrantRow[]): ReadonlySet<number> =>
  new Set(
    entrants.flatMap(({ seed, gone, accountId }) =>
      seed !== null && (gone === 1 || accountId === null) ? [seed] : [],
    ),
  );

/** The matches that a format is laid out with; a Swiss tournament gets its rounds one by one. */
export function layOut({ format, twice }: Pick<TournamentRow, 'format' | 'twice'>, entrants: number): MatchRow[] {
  return plan(format, twice === 1, entrants).map(unplayed);
}

function plan(format: TournamentFormat, twice: boolean, entrants: number): readonly PlannedMatch[] {
  switch (format) {
    case 'single':
      return singleElimination(entrants);
    case 'double':
      return doubleElimination(entrants);
    case 'round-robin':
      return roundRobin(entrants, twice);
    case 'swiss':
      return [];
  }
}

/** Settles what can be settled, pairs the next round, ends the tournament when nothing is left. */
export async function progress(transaction: Transaction, id: string, nowMs: number): Promise<readonly Notice[]> {
  const tournament = await tournamentOf(transaction, id);
  if (tournament.state !== 'running') return [];
  const entrants = await entrantsOf(transaction, id);
  const gone = goneOf(entrants);
  let matches = await matchesOf(transaction, id);
  const changed = new Map<number, MatchRow>();
  for (;;) {
    for (const match of settle(matches, gone)) changed.set(match.number, match);
    matches = matches.map((match) => changed.get(match.number) ?? match);
    const next = allDecided(matches) ? nextRound(tournament, entrants, matches) : [];
    if (next.length === 0) break;
    for (const match of next) changed.set(match.number, match);
    matches = [...matches, ...next];
  }
  await putMatches(transaction, id, [...changed.values()], nowMs);
  if (!allDecided(matches)) return [];
  const { changes } = await transaction.query(OVER, [nowMs, id]);
  if (changes === 0) return [];
  await noteEntrants(transaction, { tournament, entrants }, { noted: { event: 'over' }, nowMs });
  return tellEntrants(entrants, { tournamentId: id, event: 'over' });
}

/** Of a Swiss tournament; none when its rounds are over, or nobody is left whom somebody hasn't met. */
function nextRound(
  { format, rounds }: TournamentRow,
  entrants: readonly EntrantRow[],
  matches: readonly MatchRow[],
): MatchRow[] {
  if (format !== 'swiss') return [];
  const round = (matches.at(-1)?.round ?? 0) + 1;
  if (round > (rounds ?? swissRounds(entrants.length))) return [];
  const pairing = swissRound(swissPlayers(entrants, matches));
  if (pairing === undefined) return [];
  const { pairs, bye } = pairing;
  const slots = pairs.map(([a, b]): [Slot, Slot] => [entrant(a), entrant(b)]);
  if (bye !== undefined) slots.push([entrant(bye), { kind: 'bye' }]);
  return slots.map((pair, at) => unplayed({ number: matches.length + at + 1, bracket: 'table', round, slots: pair }));
}

/** Whoever is still there, as the pairing wants to know them. */
function swissPlayers(entrants: readonly EntrantRow[], matches: readonly MatchRow[]): readonly SwissPlayer[] {
  const gone = goneOf(entrants);
  const there = tableStandings(entrants.length, matches, TIE_BREAKS.swiss).filter(({ seed }) => !gone.has(seed));
  return there.map(({ seed, points }) => {
    const own = matches.filter(({ seeds }) => seeds.includes(seed));
    const met = own.filter(({ seeds }) => !seeds.includes(NOBODY));
    // A match that nobody played gave nobody a seat.
    const seated = met.filter(({ plays }) => plays > 0);
    const first = seated.filter(({ seeds }) => seeds[0] === seed).length;
    const last = seated.at(-1);
    return {
      seed,
      points,
      met: met.map(({ seeds }) => (seeds[0] === seed ? seeds[1]! : seeds[0]!)),
      hadBye: own.length > met.length,
      balance: 2 * first - seated.length,
      ...(last === undefined ? {} : { last: last.seeds[0] === seed ? (1 as const) : (2 as const) }),
    };
  });
}

const entrant = (seed: number): Slot => ({ kind: 'entrant', seed });
const unplayed = (match: PlannedMatch): MatchRow => ({ ...planned(match), plays: 0, scores: [0, 0] });
