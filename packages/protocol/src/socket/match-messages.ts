/** What players hear of their searches; they search, cancel and accept by HTTP. */
import { oneOf, optional, text, u16, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

const queue = text(64);
const ticketId = text(36);

export const matchMessages = {
  MATCH_SEARCH: defineSocketMessage({
    meaning:
      'A search of this account began without its doing, or goes on: the party’s leader, others who declined, no server.',
    priority: 'HIGH',
    notice: { queue, ticketId: optional(ticketId), reason: oneOf('party', 'others-declined', 'no-server') },
  }),
  MATCH_OFFER: defineSocketMessage({
    meaning: 'A match is there for whoever accepts it in time.',
    priority: 'CRITICAL',
    notice: { queue, matchId: text(36), acceptUntilMs: uint53 },
  }),
  MATCH_FOUND: defineSocketMessage({
    meaning: 'A room waits: join it by its code, on the server of `url` if there is one.',
    priority: 'CRITICAL',
    notice: {
      queue,
      matchId: text(36),
      game: text(64),
      mode: text(64),
      region: text(32),
      team: u16,
      seat: u16,
      code: text(16),
      room: text(64),
      url: optional(text(256)),
    },
  }),
  MATCH_CANCELLED: defineSocketMessage({
    meaning: 'A search has ended without a match.',
    priority: 'HIGH',
    notice: { ticketId, reason: oneOf('cancelled', 'not-accepted', 'expired') },
  }),
} as const;
