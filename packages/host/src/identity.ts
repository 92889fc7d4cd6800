/** Who stands behind a session: told by whatever keeps the accounts, asked at each greeting that brings a token. */

export interface Identity {
  readonly accountId: string;
  /** The login that the token belongs to; when it ends, so do its connections. */
  readonly login: string;
  /** What other players see, instead of what a join asks for. */
  readonly name?: string;
}

/** Undefined for a token that is unknown or no longer good. */
export type Authenticate = (token: string) => Promise<Identity | undefined>;

/**
 * Logins that ended a moment ago. A check that began before may still say that the token is good: what it brings is
 * refused as long as such a check can be under way.
 */
export class EndedLogins {
  readonly #endedMs = new Map<string, number>();

  add(login: string, nowMs: number): void {
    this.#endedMs.set(login, nowMs);
  }

  has(login: string): boolean {
    return this.#endedMs.has(login);
  }

  forgetBefore(ms: number): void {
    for (const [login, endedMs] of this.#endedMs) if (endedMs < ms) this.#endedMs.delete(login);
  }
}
