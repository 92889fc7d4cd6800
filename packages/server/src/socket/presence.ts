/** Who plays on this server, for whoever keeps that for all to see. */
export interface Playing {
  readonly accountId: string;
  readonly sessionId: string;
  readonly characterId: string;
}

export interface PresenceListener {
  /** The character's first socket on this server. */
  began(playing: Playing): void;
  /** Its last one is gone. */
  ended(playing: Playing): void;
}
