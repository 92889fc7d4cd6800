/** Who acts: a session with its chosen character; the server resolves both, so that nobody acts for another's. */
export interface Player {
  readonly accountId: string;
  readonly characterId: string;
}
