/** The routes of the world and of quests as calls of their service. */
import type { questRoutes, worldRoutes } from '@rubato/protocol';
import { Refused, type Caller, type World } from '@rubato/services';
import { playerOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

/** @param world absent on a server without one */
export function worldHandlers(
  world: World | undefined,
): RouteHandlers<typeof worldRoutes & typeof questRoutes, Caller> {
  const here = () => worldOf(world);
  return {
    worldState: () => here().now(),
    worldShards: async () => ({ shards: here().shards() }),
    worldEvents: async (page) => ({ events: await here().events(page) }),
    claimShard: async ({ id }, call) => (await here().claim(playerOf(call), id)).reply,
    releaseShard: async (_input, call) => {
      await here().release(playerOf(call));
      return {};
    },
    talkTo: async ({ id }, call) => ({ says: await here().talk(playerOf(call), id) }),
    quests: async (_input, call) => ({ quests: await here().quests(playerOf(call)) }),
    acceptQuest: async ({ id }, call) => ({ quests: await here().accept(playerOf(call), id) }),
    abandonQuest: async ({ id }, call) => ({ quests: await here().abandon(playerOf(call), id) }),
  };
}

/** Throws Refused `overloaded` on a server without a world. */
export function worldOf(world: World | undefined): World {
  if (world === undefined) throw new Refused('overloaded', 'this server has no world');
  return world;
}
