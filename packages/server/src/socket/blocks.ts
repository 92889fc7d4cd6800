/** Whom accounts don't want to hear. */
export interface Blocks {
  /** The accounts that this one blocks. */
  blockedBy(accountId: string): Promise<Iterable<string>>;
}
