/** What is shown of a tournament. */
import { goneOf, isBracket } from './progress.ts';
import type { MatchResult, MatchState, ResultBy } from './settle.ts';
import { NOBODY } from './settle.ts';
import { bracketStandings, tableStandings, TIE_BREAKS, type Standing } from './standings.ts';
import { swissRounds } from './swiss.ts';
import type { TournamentFormat, TournamentState } from './tournament.ts';
import type { EntrantRow, MatchRow, TournamentRow } from './tournament-rows.ts';

export interface ShownTournament {
  readonly id: string;
  readonly title: string;
  readonly format: TournamentFormat;
  readonly state: TournamentState;
  readonly game: string;
  readonly settings: string;
  readonly turnMs: number;
  readonly missedMost: number;
  readonly vacations: boolean;
  readonly ladder?: string;
  /** Of a Swiss tournament that has begun, or has a number of its own. */
  readonly rounds?: number;
  readonly twice: boolean;
  readonly entered: number;
  readonly mostEntrants: number;
  readonly leastRating?: number;
  readonly mostRating?: number;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly begunMs?: number;
  readonly overMs?: number;
  /** Why it was cancelled. */
  readonly reason?: string;
  /** Whether the caller is its organiser. */
  readonly own: boolean;
  /** For its organiser and entrants. */
  readonly joinCode?: string;
  /** How many turns late its matches are watched; absent: only their players see them. */
  readonly watchDelay?: number;
}

export interface ShownEntrant {
  /** By which matches name them; absent before it begins. */
  readonly seed?: number;
  /** Absent when the account is gone. */
  readonly name?: string;
  readonly rating: number;
  readonly gone: boolean;
  /** Whether it is the caller. */
  readonly own: boolean;
}

export interface ShownSlot {
  readonly kind: 'entrant' | 'winner' | 'loser' | 'bye';
  /** Which match's winner or loser. */
  readonly of?: number;
  /** Who came, once that is known; absent also when nobody did. */
  readonly seed?: number;
}

export interface ShownMatch {
  readonly number: number;
  readonly bracket: MatchRow['bracket'];
  readonly round: number;
  readonly state: MatchState;
  readonly slots: readonly ShownSlot[];
  readonly gameId?: string;
  readonly plays: number;
  readonly result?: MatchResult;
  readonly by?: ResultBy;
  /** With which anybody who sees the match watches its game; absent where nobody may. */
  readonly watchCode?: string;
  /** Of all its games together. */
  readonly scores: readonly number[];
  readonly reason?: string;
}

/** The state as of now: nobody sweeps in the very moment at which entry begins. */
export function stateOf({ state, opensMs }: Pick<TournamentRow, 'state' | 'opensMs'>, nowMs: number): TournamentState {
  return state === 'announced' && nowMs >= opensMs ? 'open' : state;
}

export function shownTournament(
  row: TournamentRow,
  { accountId, entered, nowMs }: { readonly accountId: string; readonly entered: boolean; readonly nowMs: number },
): ShownTournament {
  const {
    organiserId,
    ladder,
    rounds,
    leastRating,
    mostRating,
    begunMs,
    overMs,
    reason,
    joinCode,
    watchDelay,
    ...plain
  } = row;
  const { id, title, format, game, settings, turnMs, missedMost, mostEntrants, opensMs, closesMs } = plain;
  const own = organiserId === accountId;
  const begun = begunMs !== null && format === 'swiss' ? swissRounds(Number(row.entered)) : undefined;
  const known = { ladder, rounds: rounds ?? begun, leastRating, mostRating, begunMs, overMs, reason, watchDelay };
  return {
    id,
    title,
    format,
    game,
    settings,
    turnMs,
    missedMost,
    mostEntrants,
    opensMs,
    closesMs,
    own,
    state: stateOf(row, nowMs),
    vacations: row.vacations === 1,
    twice: row.twice === 1,
    entered: Number(row.entered),
    ...withoutNulls(known),
    ...(joinCode !== null && (own || entered) ? { joinCode } : {}),
  };
}

export function shownEntrants(entrants: readonly EntrantRow[], accountId: string): readonly ShownEntrant[] {
  const gone = goneOf(entrants);
  return entrants.map(({ seed, name, rating, accountId: id, gone: left }) => ({
    ...withoutNulls({ seed, name }),
    rating,
    gone: left === 1 || (seed !== null && gone.has(seed)),
    own: id === accountId,
  }));
}

/** @param watchCode of its game, where it may be watched */
export function shownMatch(match: MatchRow, watchCode: string | undefined): ShownMatch {
  const { number, bracket, round, state, slots, seeds, playId, plays, result, by, scores, reason } = match;
  return {
    number,
    bracket,
    round,
    state,
    plays,
    scores,
    slots: slots.map((slot, at): ShownSlot => {
      const seed = slot.kind === 'entrant' ? slot.seed : seeds[at];
      const known = seed === undefined || seed === NOBODY ? {} : { seed };
      return { kind: slot.kind, ...('of' in slot ? { of: slot.of } : {}), ...known };
    }),
    ...withoutNulls({ gameId: playId, watchCode, result, by, reason }),
  };
}

export function standingsOf(
  { format }: Pick<TournamentRow, 'format'>,
  entrants: number,
  matches: readonly MatchRow[],
): readonly Standing[] {
  if (matches.length === 0) return [];
  if (isBracket(format)) return bracketStandings(entrants, matches);
  return tableStandings(entrants, matches, TIE_BREAKS[format as keyof typeof TIE_BREAKS]);
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

function withoutNulls<T extends object>(values: T): Known<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Known<T>;
}
