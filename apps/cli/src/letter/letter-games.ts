/** Games that can be played by letters; another one is an entry here. */
import type { LetterGame } from '@rubato/letters';
import { tacticsLetters, TURN_TICKS } from '@rubato/tactics';
import { CliError, exitCodes } from '../exit.ts';

interface PlayedByLetter {
  readonly letterGame: LetterGame;
  /** Simulation steps of a turn. */
  readonly ticks: number;
  readonly title: string;
  /** Who plays for those who are missing. */
  readonly standIn: string;
}

const games: readonly PlayedByLetter[] = [
  { letterGame: tacticsLetters, ticks: TURN_TICKS, title: 'Tactics', standIn: 'bot' },
];

/** Throws CliError when this build can't play it by letters. */
export function letterGameNamed(name: string): PlayedByLetter {
  const found = games.find(({ letterGame }) => letterGame.game.name === name);
  if (found !== undefined) return found;
  const known = games.map(({ letterGame }) => letterGame.game.name).join(', ');
  throw new CliError(exitCodes.usage, `${name} can't be played by letters here; this build has ${known}`);
}
