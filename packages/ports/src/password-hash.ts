/** Slow, salted hashes of passwords; the cost is the adapter's. */
export interface PasswordHash {
  /** The hash with its parameters and salt in one text; rejects with PasswordHashOverloaded. */
  hash(password: string): Promise<string>;
  /** Whether `password` made `hash`; false for a text that is no hash. Rejects with PasswordHashOverloaded. */
  verify(hash: string, password: string): Promise<boolean>;
  /** True when `hash` was made with weaker parameters than today's. */
  needsRehash(hash: string): boolean;
}

/** As many hashes run and wait as are allowed: answer "try again later" instead of letting everybody wait. */
export class PasswordHashOverloaded extends Error {
  override readonly name = 'PasswordHashOverloaded';
}
