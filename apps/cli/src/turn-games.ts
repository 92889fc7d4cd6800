/** Games that people play by turns, over days or minutes. The server's thread of turns loads this module too, so it has nothing else. */
import type { TurnGame } from '@rubato/server';
import { bot, canonicalSheet, checkSheet, tactics, tacticsLetters, TURN_TICKS } from '@rubato/tactics';

/** Ticks: shots that live shorter than that are heard of, not seen. A tick more precise costs a tenth more of the film. */
const FILM_EVERY = 5;

export const turnGames: readonly TurnGame[] = [
  {
    game: tactics,
    ticks: TURN_TICKS,
    leastSeats: 2,
    mostSeats: 6,
    bot,
    checkSheet,
    arrange: canonicalSheet,
    letters: tacticsLetters,
    filmEvery: FILM_EVERY,
  },
];
