/** Tournaments, told to those who play in them. */
import { oneOf, optional, text, u16 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

export const tournamentMessages = {
  TOURNAMENT: defineSocketMessage({
    meaning: 'A tournament that this account plays in has begun or ended, or a match of its own has.',
    priority: 'HIGH',
    notice: {
      tournamentId: text(36),
      event: oneOf('begun', 'match-ready', 'match-over', 'over', 'cancelled'),
      match: optional(u16),
      gameId: optional(text(36)),
    },
  }),
} as const;
