/** What a tournament is announced with. */
import { Refused } from '../ledger/refused.ts';
import { TURN_MS } from '../turn-games/new-game.ts';
import { ENTRANTS } from './bracket.ts';
import { ROUND_ROBIN_MOST } from './round-robin.ts';

export type TournamentFormat = 'single' | 'double' | 'swiss' | 'round-robin';
export type TournamentState = 'announced' | 'open' | 'running' | 'over' | 'cancelled';

/** How its matches are played. */
export interface MatchSettings {
  readonly game: string;
  /** What differs from the game's defaults, a JSON object. */
  readonly settings: string;
  readonly turnMs: number;
  /** Turns missed one after the other until the match is lost; the first turn must not be missed at all. */
  readonly missedMost: number;
  readonly vacations: boolean;
  /** By whose ratings entrants are seeded, and where matches are rated. Default: seeded as they came, not rated. */
  readonly ladder?: string;
  /** Turns between one that has run and the newest that others watch; default the game's usual. */
  readonly watchDelay?: number;
}

export interface NewTournament extends MatchSettings {
  readonly title: string;
  readonly format: TournamentFormat;
  readonly mostEntrants: number;
  /** Entry from then on. */
  readonly opensMs: number;
  /** The end of entry and the beginning of play. */
  readonly closesMs: number;
  /** Of a Swiss tournament; default as many as leave one without a loss. */
  readonly rounds?: number;
  /** A round robin in which everybody meets everybody on both seats. */
  readonly twice: boolean;
  /** Who may enter, by rating on the ladder. */
  readonly leastRating?: number;
  readonly mostRating?: number;
  /** Anybody may enter and look on; else whoever has the code. */
  readonly open: boolean;
  /** Whoever sees the tournament may watch its matches, `watchDelay` turns late. */
  readonly watching: boolean;
}

export const TITLE = 80;
export const SWISS_ROUNDS = 20;
/** Entry ends at most so long after the announcement. */
export const ENTRY_MOST_MS = 180 * 24 * 3_600_000;

/** Throws Refused `bad-value`. */
export function checkNewTournament(wanted: NewTournament, nowMs: number): void {
  const { title, format, mostEntrants, opensMs, closesMs, rounds, twice, ladder, turnMs, missedMost } = wanted;
  const must = (holds: boolean, message: string): void => {
    if (!holds) throw new Refused('bad-value', message);
  };
  const within = (value: number, least: number, most: number, what: string): void =>
    must(
      Number.isInteger(value) && value >= least && value <= most,
      `${what} must be a whole number from ${least} to ${most}, not ${value}`,
    );
  must(title.trim() !== '' && title.length <= TITLE, `a title has 1 to ${TITLE} characters`);
  within(mostEntrants, ENTRANTS.least, format === 'round-robin' ? ROUND_ROBIN_MOST : ENTRANTS.most, 'mostEntrants');
  within(turnMs, TURN_MS.least, TURN_MS.most, 'turnMs');
  within(missedMost, 1, 20, 'missedMost');
  must(Number.isSafeInteger(opensMs) && Number.isSafeInteger(closesMs), 'opensMs and closesMs are times in ms');
  must(closesMs > nowMs && closesMs > opensMs, 'closesMs must be in the future, and after opensMs');
  must(closesMs - nowMs <= ENTRY_MOST_MS, `closesMs is at most ${ENTRY_MOST_MS} ms from now`);
  must(rounds === undefined || format === 'swiss', 'only a Swiss tournament has rounds to choose');
  if (rounds !== undefined) within(rounds, 1, SWISS_ROUNDS, 'rounds');
  must(!twice || format === 'round-robin', 'only a round robin can be played twice');
  const { leastRating = -Infinity, mostRating = Infinity } = wanted;
  must(ladder !== undefined || (leastRating === -Infinity && mostRating === Infinity), 'a rating range needs a ladder');
  must(wanted.watching || wanted.watchDelay === undefined, 'matches that nobody watches have no watchDelay');
  must(leastRating <= mostRating, 'leastRating is above mostRating');
}
