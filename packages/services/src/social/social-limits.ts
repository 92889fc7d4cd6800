import type { Rate } from '../throttle/throttle.ts';

export interface SocialLimits {
  /** Friends of a character, and requests that it made and that wait; one more of each is refused with `limit-reached`. */
  readonly friends: number;
  readonly asked: number;
  /** Requests to one character that wait. */
  readonly asking: number;
  /** Requests that a character makes, taken back or not; beyond that `too-many`. */
  readonly askRate: Rate;
  /** Characters that an account blocks. */
  readonly blocks: number;
  /** Open reports of one account. */
  readonly reports: number;
  /** Messages that a report copies, the reported one included. */
  readonly context: number;
  /** How long a handled report is kept. */
  readonly reportKeptMs: number;
}

export const SOCIAL_LIMITS: SocialLimits = {
  friends: 200,
  asked: 50,
  asking: 100,
  askRate: { tokens: 20, perMs: 60_000 },
  blocks: 200,
  reports: 20,
  context: 20,
  reportKeptMs: 180 * 24 * 3_600_000,
};
