/** The characters of the caller's account. */
import type { characterMessages } from '@rubato/protocol';
import type { Characters } from '@rubato/services';
import type { SocketHandlers } from '../socket-handlers.ts';

export function characterSocketHandlers(characters: Characters): SocketHandlers<typeof characterMessages> {
  return {
    CHARACTER_CREATE: async (caller, wanted) => {
      const reply = await characters.create(caller, wanted);
      return { reply, notify: [{ to: `account:${caller.accountId}`, type: 'CHARACTER_UPDATE', data: reply }] };
    },
    CHARACTER_SELECT: async (caller, { characterId }) => {
      const reply = await characters.select(caller, characterId);
      return { reply, notify: [{ kind: 'plays', sessionId: caller.sessionId, characterId }] };
    },
    CHARACTER_UPDATE: async (caller, { characterId }) => ({ reply: await characters.get(caller, characterId) }),
    CHARACTER_DELETE: async (caller, { characterId }) => {
      const reply = await characters.remove(caller, characterId);
      const data = { characterId, ...reply };
      const notice = { to: `account:${caller.accountId}`, type: 'CHARACTER_DELETE', data } as const;
      return { reply, notify: [{ kind: 'unplayed', characterId }, notice] };
    },
  };
}
