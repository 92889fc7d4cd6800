/** Games that people play by turns, over days or minutes. The server's thread of turns loads this module too, so it has nothing else. */
import type { TurnGame } from '@rubato/server';
import { bot, canonicalSheet, checkSheet, tactics, TURN_TICKS } from '@rubato/tactics';

export const turnGames: readonly TurnGame[] = [
  { game: tactics, ticks: TURN_TICKS, leastSeats: 2, mostSeats: 6, bot, checkSheet, arrange: canonicalSheet },
];
