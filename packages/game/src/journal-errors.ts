/** A journal's bytes are not what was written: nothing from `offset` on can be trusted. */
export class JournalCorrupt extends Error {
  override readonly name = 'JournalCorrupt';
  /** Where in the file, or in the records one after another, bytes. */
  readonly offset: number;
  /** The first turn that nothing vouches for any more. */
  readonly turn: number;
  constructor(what: string, offset: number, turn: number, cause?: unknown) {
    super(`journal is corrupt at byte ${offset}, turn ${turn}: ${what}`, cause === undefined ? undefined : { cause });
    this.offset = offset;
    this.turn = turn;
  }
}

/** A journal of another game, or of other rules of this one: the program that has them can play it. */
export class WrongGame extends Error {
  override readonly name = 'WrongGame';
  readonly neededGame: string;
  readonly neededVersion: number;
  constructor(needed: { readonly game: string; readonly version: number }, here: string) {
    super(
      `this journal needs ${needed.game} version ${needed.version}; here is ${here}: open it with a build that has that version`,
    );
    this.neededGame = needed.game;
    this.neededVersion = needed.version;
  }
}
