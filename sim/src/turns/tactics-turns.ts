/** Loaded by the test's server, and by its thread of turns. */
import type { TurnGame } from '@rubato/server';
import { bot, canonicalSheet, checkSheet, tactics, TURN_TICKS } from '@rubato/tactics';

const tacticsTurns: TurnGame = {
  game: tactics,
  ticks: TURN_TICKS,
  leastSeats: 2,
  mostSeats: 6,
  bot,
  checkSheet,
  arrange: canonicalSheet,
};

export const turnGames: readonly TurnGame[] = [tacticsTurns];
