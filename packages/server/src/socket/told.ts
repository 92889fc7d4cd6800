/** All that the sockets of every server are told after a call was committed. */
import type { BlocksChanged, Follow, Notice, SessionsEnded } from '@rubato/services';

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
