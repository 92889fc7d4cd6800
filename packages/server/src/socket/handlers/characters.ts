/** The characters of the caller's account. */
import type { characterMessages } from '@rubato/protocol';
import type { Characters } from '@rubato/services';
import { characterDeleted, characterSelected, characterUpdated } from '../character-notices.ts';
import type { SocketHandlers } from '../socket-handlers.ts';

export function characterSocketHandlers(characters: Characters): SocketHandlers<typeof characterMessages> {
  return {
    CHARACTER_CREATE: async (caller, wanted) => {
      const reply = await characters.create(caller, wanted);
      return { reply, notify: [characterUpdated(caller, reply)] };
    },
    CHARACTER_SELECT: async (caller, { characterId }) => {
      const reply = await characters.select(caller, characterId);
      return { reply, notify: characterSelected(caller, reply) };
    },
    CHARACTER_UPDATE: async (caller, { characterId }) => ({ reply: await characters.get(caller, characterId) }),
    CHARACTER_DELETE: async (caller, { characterId }) => {
      const reply = await characters.remove(caller, characterId);
      return { reply, notify: characterDeleted(caller, { characterId, ...reply }) };
    },
  };
}
