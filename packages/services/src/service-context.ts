import type { Clock, Database, Log, PasswordHash, Random } from '@rubato/ports';

/** What every service works with. */
export interface ServiceContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: PasswordHash;
  readonly log: Log;
}

/** What the server must do after a call has been committed, beside answering. */
export interface SessionsEnded {
  readonly kind: 'sessions-ended';
  readonly sessionIds: readonly string[];
  readonly reason: SessionEnd;
}

/** Why a session ended. */
export type SessionEnd = 'logout' | 'revoked' | 'password-changed' | 'token-reused' | 'banned' | 'too-many-sessions';

export interface ServiceResult<T, N = SessionsEnded> {
  readonly reply: T;
  readonly notify: readonly N[];
}
