/** What a turn game is opened with. */
import { Refused } from '../ledger/refused.ts';
import type { TurnRules } from './turn-rules.ts';

export interface NewTurnGame {
  readonly game: string;
  readonly title: string;
  /** What differs from the game's defaults, a JSON object. */
  readonly settings: string;
  readonly seats: number;
  /** What players have for a turn, in ms. */
  readonly turnMs: number;
  /** A turn closes as soon as all orders are in. */
  readonly early: boolean;
  /** So many turns missed one after the other, and somebody else plays. */
  readonly missedMost: number;
  /** Who: the computer for good, or until somebody else takes the seat. */
  readonly standIn: 'ai' | 'substitute';
  /** Whether vacations postpone deadlines. */
  readonly vacations: boolean;
  /** Anybody may join; else whoever has the code. */
  readonly open: boolean;
  /** Turns between one that has run and the newest that spectators watch; default 1. */
  readonly watchDelay?: number;
  /** Rated there; default not at all. */
  readonly ladder?: string;
}

/** A turn takes from ten seconds to thirty days. */
export const TURN_MS = { least: 10_000, most: 30 * 24 * 3_600_000 } as const;
export const MISSED = { least: 1, most: 20 } as const;
/** None at all only where the game hides nothing: else spectators could tell players what they may not know. */
export const WATCH_DELAY = { least: 0, usual: 1, most: 20 } as const;
const TITLE = 80;

/** Throws Refused `bad-value`, also for settings that the rules don't offer. */
export async function checkNewGame(wanted: NewTurnGame, rules: TurnRules, seed: string): Promise<void> {
  checkFrame(wanted, rules);
  const { seats, settings } = wanted;
  try {
    await rules.begin({ seats, settings, seed });
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    throw new Refused('bad-value', `settings: ${error.message}`);
  }
}

/** All but the settings. Throws Refused `bad-value`. */
export function checkFrame(wanted: NewTurnGame, rules: TurnRules): void {
  const { seats, turnMs, missedMost, title, watchDelay = WATCH_DELAY.usual } = wanted;
  const within = (value: number, least: number, most: number, what: string): void => {
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Refused('bad-value', `${what} must be a whole number from ${least} to ${most}, not ${value}`);
  };
  within(seats, rules.leastSeats, rules.mostSeats, 'seats');
  within(turnMs, TURN_MS.least, TURN_MS.most, 'turnMs');
  within(missedMost, MISSED.least, MISSED.most, 'missedMost');
  within(watchDelay, WATCH_DELAY.least, WATCH_DELAY.most, 'watchDelay');
  if (watchDelay === 0 && rules.hides)
    throw new Refused('bad-value', `${rules.game} hides things from its players: watchDelay is at least 1`);
  if (title.trim() === '' || title.length > TITLE)
    throw new Refused('bad-value', `a title has 1 to ${TITLE} characters`);
}
