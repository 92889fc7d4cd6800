/** WORLD_STATE, SHARD_STATUS, SHARD_CAPTURED and QUEST_UPDATE: the same calls as by the routes. */
import type { questMessages, worldMessages } from '@rubato/protocol';
import { Refused, type World } from '@rubato/services';
import { worldOf } from '../../api/world-handlers.ts';
import type { PlayingCaller, SocketHandlers } from '../socket-handlers.ts';

/** @param world absent on a server without one */
export function worldSocketHandlers(
  world: World | undefined,
): SocketHandlers<typeof worldMessages & typeof questMessages> {
  const here = () => worldOf(world);
  return {
    WORLD_STATE: async () => ({ reply: await here().now() }),
    SHARD_STATUS: async () => ({ reply: { shards: here().shards() } }),
    SHARD_CAPTURED: async (caller, { shardId, release = false }) => {
      if (!release) return here().claim(caller, shardId);
      await here().release(caller);
      const shard = here()
        .shards()
        .find(({ id }) => id === shardId);
      if (shard === undefined) throw new Refused('not-found', 'there is no such shard');
      return { reply: shard };
    },
    QUEST_UPDATE: async (caller, { action, questId }) => ({
      reply: { quests: await questsAfter(caller, action, questId) },
    }),
  };

  async function questsAfter(
    caller: PlayingCaller,
    action: 'accept' | 'abandon' | undefined,
    questId: string | undefined,
  ) {
    if (action === undefined) return here().quests(caller);
    if (questId === undefined) throw new Refused('bad-value', `questId: say which quest to ${action}`);
    return action === 'accept' ? here().accept(caller, questId) : here().abandon(caller, questId);
  }
}
