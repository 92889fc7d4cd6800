/** Parties of characters. */
import { bool, list, optional, struct, text, u16, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

/** Members of one party, at most. */
export const PARTY_MEMBERS = 16;

export const partyFields = {
  id: text(36),
  name: text(64),
  leaderId: text(36),
  /** Rises with each change: of two messages about a party the higher one counts. */
  version: uint53,
  createdMs: uint53,
  members: list(
    struct({
      characterId: text(36),
      name: text(64),
      faction: text(32),
      level: u16,
      joinedMs: uint53,
      online: bool,
    }),
    PARTY_MEMBERS,
  ),
};

const invite = { inviteId: text(36), partyId: text(36), expiresMs: uint53 };

export const partyMessages = {
  PARTY_CREATE: defineSocketMessage({
    meaning: 'Makes a party, led by whoever asks.',
    request: { partyName: optional(text(64)) },
    reply: partyFields,
    errors: ['bad-value', 'conflict'],
  }),
  PARTY_INVITE: defineSocketMessage({
    meaning: 'Invites a character; it has until `expiresMs` to answer.',
    priority: 'HIGH',
    request: { partyId: text(36), inviteeId: text(36) },
    reply: invite,
    notice: { ...invite, partyName: text(64), inviterId: text(36), inviterName: text(64) },
    errors: ['not-found', 'not-allowed', 'conflict', 'limit-reached', 'too-many'],
  }),
  PARTY_ACCEPT: defineSocketMessage({
    meaning: 'Accepts an invitation.',
    request: { inviteId: text(36) },
    reply: partyFields,
    errors: ['not-found', 'conflict', 'limit-reached'],
  }),
  PARTY_DECLINE: defineSocketMessage({
    meaning: 'Declines an invitation; whoever invited is told.',
    request: { inviteId: text(36) },
    reply: {},
    notice: { inviteId: text(36), partyId: text(36), characterId: text(36) },
    errors: ['not-found'],
  }),
  PARTY_LEAVE: defineSocketMessage({
    meaning: 'Leaves the party.',
    request: { partyId: optional(text(36)) },
    reply: {},
    errors: ['not-found'],
  }),
  PARTY_KICK: defineSocketMessage({
    meaning: 'Removes a member; only the leader can.',
    request: { partyId: optional(text(36)), characterId: text(36) },
    reply: partyFields,
    /** To whoever was removed. */
    notice: { partyId: text(36), characterId: text(36) },
    errors: ['not-found', 'not-allowed'],
  }),
  PARTY_DISBAND: defineSocketMessage({
    meaning: 'Ends the party; only the leader can.',
    request: { partyId: optional(text(36)) },
    reply: {},
    notice: { partyId: text(36) },
    errors: ['not-found', 'not-allowed'],
  }),
  PARTY_UPDATE: defineSocketMessage({
    meaning: 'How the party is now: asked for, or told when it changed. Whoever is in none gets no `party`.',
    request: {},
    reply: { party: optional(struct(partyFields)) },
    notice: partyFields,
  }),
} as const;
