/** What somebody looks for, and which bounds there are. */
import { Refused } from '../ledger/refused.ts';
import { checkNewGame, type NewTurnGame, TURN_MS } from '../turn-games/new-game.ts';
import type { Positions } from '../turn-games/positions.ts';

export interface NewSeek {
  readonly game: string;
  /** A JSON object; absent: whatever the others want, else the game's own. */
  readonly settings?: string;
  /** Players of the game, the one who looks included. */
  readonly seats: number;
  /** What a turn may take, in ms. */
  readonly leastTurnMs: number;
  readonly mostTurnMs: number;
  readonly ladder?: string;
  /** Nothing but a game on the ladder will do. */
  readonly onlyRated: boolean;
  /** Points between ratings that are suffered at first, and at most. */
  readonly ratingGap: number;
  readonly mostRatingGap: number;
  /** How long the ticket waits. */
  readonly waitMs: number;
}

export const SEEK_SEATS = { least: 2, most: 6 } as const;
/** A minute to 14 days. */
export const SEEK_WAIT_MS = { least: 60_000, most: 14 * 86_400_000 } as const;
export const SEEK_GAP = { least: 0, most: 5000 } as const;
/** A range of ratings widens by so many points, so often. */
export const WIDENS = { by: 25, everyMs: 600_000 } as const;
/** What the rules are tried with before there is a game. */
const TRIAL_SEED = '0'.repeat(32);

/** The game that a seek leads to. */
export function seekedGame(
  { game, settings, ladder }: { readonly game: string; readonly settings: string | null; readonly ladder?: string },
  turnMs: number,
): Omit<NewTurnGame, 'seats' | 'open'> {
  const common = { game, title: `${game}, found`, settings: settings ?? '{}', turnMs };
  const rated = ladder === undefined ? {} : { ladder };
  return { ...common, early: true, missedMost: 2, standIn: 'ai', vacations: true, ...rated };
}

/** Rejects with Refused `bad-value`, `not-found`. Returns the settings as they are compared: one text for equal values. */
export async function checkSeek(
  wanted: NewSeek,
  positions: Positions,
  ladders: ReadonlySet<string>,
): Promise<string | null> {
  const { game, seats, settings, leastTurnMs, mostTurnMs, ladder, onlyRated, ratingGap, mostRatingGap } = wanted;
  const rules = positions.rules(game);
  within('seats', seats, SEEK_SEATS);
  within('leastTurnMs', leastTurnMs, TURN_MS);
  within('mostTurnMs', mostTurnMs, { least: leastTurnMs, most: TURN_MS.most });
  within('ratingGap', ratingGap, SEEK_GAP);
  within('mostRatingGap', mostRatingGap, { least: ratingGap, most: SEEK_GAP.most });
  within('waitMs', wanted.waitMs, SEEK_WAIT_MS);
  if (ladder !== undefined && !ladders.has(ladder)) throw new Refused('not-found', `there is no ladder ${ladder}`);
  if (onlyRated && ladder === undefined)
    throw new Refused('bad-value', 'onlyRated needs a ladder: name the one to be rated on, or leave onlyRated out');
  const compared = settings === undefined ? null : sortedSettings(settings);
  const trial = seekedGame({ game, settings: compared }, mostTurnMs);
  await checkNewGame({ ...trial, seats, open: false }, rules, TRIAL_SEED);
  return compared;
}

function within(what: string, value: number, { least, most }: { readonly least: number; readonly most: number }): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Refused('bad-value', `${what} must be a whole number from ${least} to ${most}, not ${value}`);
}

function sortedSettings(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused('bad-value', 'settings: not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused('bad-value', 'settings: a JSON object, as {"start":3}');
  return JSON.stringify(value, sortKeys);
}

/** For JSON.stringify: objects with their keys in one order. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
