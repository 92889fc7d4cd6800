import type { Rate } from '../throttle/throttle.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What accounts allow; each has a test that reaches it. */
export interface AccountLimits {
  /** Failed logins of one name; the next is answered `too-many`. */
  readonly loginPerAccount: Rate;
  /** Logins, good or bad, and registrations that failed, from one address. */
  readonly loginPerAddress: Rate;
  readonly registerPerAddress: Rate;
  readonly guestPerAddress: Rate;
  readonly refreshPerAddress: Rate;
  /** Sessions of one account; the longest unused one is ended for the next. */
  readonly sessionsPerAccount: number;
  /** A session token ends when it was not used for so long. */
  readonly sessionIdleMs: number;
  /** Use is written down at most so often, so a token may live that much longer. */
  readonly touchMs: number;
  readonly refreshMs: number;
  /** How long the refresh token before the newest may be used again, for a client that missed the answer. */
  readonly refreshGraceMs: number;
  /** How long an ended session is remembered. */
  readonly endedMs: number;
}

export const ACCOUNT_LIMITS: AccountLimits = {
  loginPerAccount: { tokens: 5, perMs: MINUTE_MS },
  loginPerAddress: { tokens: 20, perMs: MINUTE_MS },
  registerPerAddress: { tokens: 3, perMs: HOUR_MS },
  guestPerAddress: { tokens: 10, perMs: HOUR_MS },
  refreshPerAddress: { tokens: 60, perMs: MINUTE_MS },
  sessionsPerAccount: 20,
  sessionIdleMs: HOUR_MS,
  touchMs: 30 * SECOND_MS,
  refreshMs: 30 * DAY_MS,
  refreshGraceMs: 10 * SECOND_MS,
  endedMs: 7 * DAY_MS,
};

/** UTF-8 bytes of a password after NFKC. */
export const PASSWORD_BYTES = { least: 8, most: 128 } as const;
/** Sessions and tokens removed in one transaction of a cleanup, and such transactions in one run. */
export const CLEANUP_ROWS = 500;
export const CLEANUP_ROUNDS = 200;
