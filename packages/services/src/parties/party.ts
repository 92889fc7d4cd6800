/** A party as its members see it, and who of them leads. */
import { refusal, Refused, type Refusal } from '../ledger/refused.ts';
import type { Rate } from '../throttle/throttle.ts';

export interface PartyMember {
  readonly characterId: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly joinedMs: number;
  readonly online: boolean;
}

export interface PartyInvite {
  readonly inviteId: string;
  readonly partyId: string;
  readonly partyName: string;
  readonly inviterId: string;
  readonly inviterName: string;
  readonly expiresMs: number;
}

export interface Party {
  readonly id: string;
  readonly name: string;
  readonly leaderId: string;
  readonly maxSize: number;
  /** Rises by one with each change: of two messages about a party the higher one counts. */
  readonly version: number;
  readonly createdMs: number;
  /** In the order in which they joined, which is the order in which they would lead. */
  readonly members: readonly PartyMember[];
}

export interface PartyLimits {
  /** Members of a party, 2 to 16; one more is refused with `limit-reached`. */
  readonly size: number;
  /** Open invitations of one party; one more is refused with `limit-reached`. */
  readonly invites: number;
  /** Open invitations to one character; one more is refused with `limit-reached`. */
  readonly invitesToOne: number;
  /** How long an invitation waits for an answer. */
  readonly inviteMs: number;
  /** Invitations that a character sends, the same one again included; beyond that `too-many`. */
  readonly inviteRate: Rate;
}

export const PARTY_LIMITS: PartyLimits = {
  size: 6,
  invites: 10,
  invitesToOne: 20,
  inviteMs: 2 * 60_000,
  inviteRate: { tokens: 15, perMs: 60_000 },
};

/** Strangers may not even learn that it exists. */
export const NO_PARTY: Refusal = refusal('not-found', 'there is no such party');
export const NO_INVITE: Refusal = refusal('not-found', 'there is no such invitation; it may have expired');
export const IN_A_PARTY: Refusal = refusal('conflict', 'you are in a party already; leave it first');
export const IN_NO_PARTY: Refusal = refusal('not-found', 'you are in no party');

export function isMember({ members }: Pick<Party, 'members'>, characterId: string): boolean {
  return members.some((member) => member.characterId === characterId);
}

/** Throws Refused `not-found` for strangers, `not-allowed` for members who don't lead. */
export function expectLeader(party: Party, characterId: string): void {
  if (!isMember(party, characterId)) throw refused(NO_PARTY);
  if (party.leaderId !== characterId) throw new Refused('not-allowed', 'only the leader of the party can do this');
}

export const refused = ({ code, message }: Refusal): Refused => new Refused(code, message);
