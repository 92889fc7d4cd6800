/** The characters of an account. */
import { text, uint53 } from '@rubato/schema';
import { characterFields } from '../api/character-routes.ts';
import { defineSocketMessage } from './socket-message.ts';

export const characterMessages = {
  CHARACTER_CREATE: defineSocketMessage({
    meaning: 'Makes a character.',
    caller: 'account',
    request: { name: text(64), faction: text(32) },
    reply: characterFields,
    errors: ['bad-value', 'taken', 'limit-reached'],
  }),
  CHARACTER_SELECT: defineSocketMessage({
    meaning: 'Chooses the character that this session plays, on all its sockets.',
    priority: 'HIGH',
    caller: 'account',
    request: { characterId: text(36) },
    reply: characterFields,
    notice: characterFields,
    errors: ['not-found'],
  }),
  CHARACTER_UPDATE: defineSocketMessage({
    meaning: 'How a character of the account is now: asked for, or told when it changed.',
    caller: 'account',
    request: { characterId: text(36) },
    reply: characterFields,
    notice: characterFields,
    errors: ['not-found'],
  }),
  CHARACTER_DELETE: defineSocketMessage({
    meaning: 'Deletes a character; it can be restored until `finalMs`.',
    caller: 'account',
    request: { characterId: text(36) },
    reply: { finalMs: uint53 },
    notice: { characterId: text(36), finalMs: uint53 },
    errors: ['not-found', 'limit-reached'],
  }),
} as const;
