/** What players hear of their turn games; everything else goes by HTTP. */
import { oneOf, text, u32 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

export const turnMessages = {
  TURN_GAME: defineSocketMessage({
    meaning:
      'A turn game that this account plays or follows changed: somebody joined or left, or a turn has run; whoever plays also hears that orders came in.',
    priority: 'HIGH',
    notice: { gameId: text(36), phase: oneOf('gathering', 'planning', 'simulating', 'over'), turn: u32 },
  }),
} as const;
