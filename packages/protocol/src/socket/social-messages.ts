/** Friends: asked, accepted and ended by routes, told here. */
import { oneOf, text } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

export const socialMessages = {
  FRIEND_UPDATE: defineSocketMessage({
    meaning: 'A character asks to be friends (`asking`), agreed to it, or ended it (`none`).',
    notice: { characterId: text(36), state: oneOf('asking', 'friends', 'none') },
  }),
} as const;
