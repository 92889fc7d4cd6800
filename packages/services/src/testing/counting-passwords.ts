import { PasswordHashOverloaded, type PasswordHash } from '@rubato/ports';

/** A quick stand-in for argon2id that counts: equal work is equal counts, whatever the clock says. */
export class CountingPasswords implements PasswordHash {
  hashes = 0;
  verifications: string[] = [];
  /** Hashes of another cost than this one are due for a rehash. */
  cost = 1;
  overloaded = false;

  async hash(password: string): Promise<string> {
    this.#refuse();
    this.hashes++;
    return `cost ${this.cost}: ${Array.from(password, (one) => one.codePointAt(0)!.toString(36)).join('.')}`;
  }

  async verify(hash: string, password: string): Promise<boolean> {
    this.#refuse();
    this.verifications.push(hash);
    return (
      hash.replace(/^cost \d+: /, '') === Array.from(password, (one) => one.codePointAt(0)!.toString(36)).join('.')
    );
  }

  needsRehash(hash: string): boolean {
    return !hash.startsWith(`cost ${this.cost}: `);
  }

  #refuse(): void {
    if (this.overloaded) throw new PasswordHashOverloaded('as told');
  }
}
