/** What players hear of their turn games; everything else goes by HTTP. */
import { oneOf, text, u32 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

export const turnMessages = {
  TURN_GAME: defineSocketMessage({
    meaning: 'A turn game of this account changed: somebody joined, left or handed orders in, or a turn has run.',
    priority: 'HIGH',
    notice: { gameId: text(36), phase: oneOf('gathering', 'planning', 'simulating', 'over'), turn: u32 },
  }),
} as const;
