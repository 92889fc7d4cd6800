/** What players are told after a call was committed. At most once: whoever was away reads the state again. */

/** Who hears: one character, one account, everybody of a party, at a location, of a faction, or all. */
export type Topic =
  | `character:${string}`
  | `account:${string}`
  | `party:${string}`
  | `location:${string}`
  | `faction:${string}`
  | 'world';

export interface Notice {
  readonly kind?: 'notice';
  readonly to: Topic;
  /** Of a socket message, as `PARTY_UPDATE`. */
  readonly type: string;
  readonly data: unknown;
  /** The account that caused it: accounts that block this one are left out. */
  readonly from?: string;
  /** A character that is left out, as it knows already. */
  readonly except?: string;
}

/** A character's sockets, on whichever server they are, hear `enters` from now on and `leaves` no more. */
export interface Follow {
  readonly kind: 'follow';
  readonly characterId: string;
  readonly leaves?: Topic;
  readonly enters?: Topic;
}

/** Whom this account blocks has changed: sockets that remember it ask again. */
export interface BlocksChanged {
  readonly kind: 'blocks';
  readonly accountId: string;
}
