/** All that the sockets of every server are told after a call was committed. */
import type { BlocksChanged, Follow, Notice, SessionEnd, SessionsEnded } from '@rubato/services';

/** The sockets of a session play this character from now on. */
export interface Plays {
  readonly kind: 'plays';
  readonly sessionId: string;
  readonly characterId: string;
}

/** Nobody plays this character any more. */
export interface Unplayed {
  readonly kind: 'unplayed';
  readonly characterId: string;
}

export type Told = Notice | Follow | SessionsEnded | Plays | Unplayed | BlocksChanged;

/** What players read when their session ends. */
export const SESSION_ENDS: Readonly<Record<SessionEnd, string>> = {
  logout: 'you logged out',
  revoked: 'this session was ended from another one',
  'password-changed': 'the password was changed; log in again',
  'token-reused': 'somebody else used this login, so it was ended; log in again',
  banned: 'this account is banned',
  'too-many-sessions': 'this account logged in elsewhere too often; log in again',
};
