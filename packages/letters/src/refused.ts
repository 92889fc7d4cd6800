import type { Code } from './codes.ts';

/** A file or letter that isn't accepted: the code of the first rule that it breaks, in words, and where. */
export class LetterRefused extends Error {
  readonly code: Code;
  /** An entry's name, a member's path, or undefined for the whole. */
  readonly place: string | undefined;

  /** Whose letter it is, where it says so. */
  readonly player: string | undefined;

  constructor(code: Code, message: string, place?: string, player?: string) {
    super(place === undefined ? message : `${place}: ${message}`);
    this.name = 'LetterRefused';
    this.code = code;
    this.place = place;
    this.player = player;
  }
}
