/** Parties: the same as by `PARTY_*` messages. */
import { list, optional, struct, text, uint53 } from '@rubato/schema';
import { partyFields } from '../socket/party-messages.ts';
import { defineRoute } from './route.ts';

const group = 'parties';
const caller = 'character';
/** Open invitations to one character. */
const INVITES = 20;

const invite = {
  inviteId: text(36),
  partyId: text(36),
  partyName: text(64),
  inviterId: text(36),
  inviterName: text(64),
  expiresMs: uint53,
};
const byInvite = { inviteId: text(36) };
const byCharacter = { characterId: text(36) };

export const partyRoutes = {
  party: defineRoute('GET /api/party/{id}', {
    group,
    caller,
    meaning: 'A party that one is in, or invited to.',
    params: { id: text(36) },
    reply: partyFields,
    errors: ['not-found'],
  }),
  ownParty: defineRoute('GET /api/party', {
    group,
    caller,
    meaning: 'The chosen character’s party, if it is in one, and its open invitations.',
    reply: { party: optional(struct(partyFields)), invites: list(struct(invite), INVITES) },
  }),
  createParty: defineRoute('POST /api/party/create', {
    group,
    caller,
    meaning: 'Makes a party, led by whoever asks.',
    body: { name: optional(text(256)) },
    reply: partyFields,
    errors: ['bad-value', 'conflict'],
  }),
  inviteToParty: defineRoute('POST /api/party/invite', {
    group,
    caller,
    meaning: 'Invites a character; any member may.',
    body: { partyId: text(36), inviteeId: text(36) },
    reply: invite,
    errors: ['not-found', 'conflict', 'limit-reached'],
  }),
  acceptPartyInvite: defineRoute('POST /api/party/accept', {
    group,
    caller,
    meaning: 'Accepts an invitation.',
    body: byInvite,
    reply: partyFields,
    errors: ['not-found', 'conflict', 'limit-reached'],
  }),
  declinePartyInvite: defineRoute('POST /api/party/decline', {
    group,
    caller,
    meaning: 'Declines an invitation; whoever invited is told.',
    body: byInvite,
    errors: ['not-found'],
  }),
  leaveParty: defineRoute('POST /api/party/leave', {
    group,
    caller,
    meaning: 'Leaves the party; whoever joined next leads when the leader leaves.',
    errors: ['not-found'],
  }),
  kickFromParty: defineRoute('POST /api/party/kick', {
    group,
    caller,
    meaning: 'Removes a member; only the leader can.',
    body: byCharacter,
    reply: partyFields,
    errors: ['bad-value', 'not-found', 'not-allowed'],
  }),
  leadParty: defineRoute('POST /api/party/lead', {
    group,
    caller,
    meaning: 'Hands the lead over to a member.',
    body: byCharacter,
    reply: partyFields,
    errors: ['not-found', 'not-allowed'],
  }),
  disbandParty: defineRoute('POST /api/party/disband', {
    group,
    caller,
    meaning: 'Ends the party; only the leader can.',
    errors: ['not-found', 'not-allowed'],
  }),
} as const;
