/** The routes of chat history, friends, blocks, reports and places as calls of their services. */
import type { chatRoutes, presenceRoutes, socialRoutes } from '@rubato/protocol';
import { Refused, type Caller } from '@rubato/services';
import type { Told } from '../socket/told.ts';
import type { SocialServices } from '../start-social.ts';
import { playerOf } from './playing.ts';
import type { ApiCall, RouteHandlers } from './service-routes.ts';

/** All but parties, which have handlers of their own. */
export interface SocialParts extends Omit<SocialServices, 'parties'> {
  readonly deliver: (told: readonly Told[]) => void;
}

type SocialRoutes = typeof chatRoutes & typeof socialRoutes & typeof presenceRoutes;

export function socialHandlers(parts: SocialParts): RouteHandlers<SocialRoutes, Caller> {
  const { chat, friends, blocks, reports, secretKeys, presence, travel, deliver } = parts;
  const done = async <T>(outcome: Promise<{ readonly reply: T; readonly notify: readonly Told[] }>): Promise<T> => {
    const { reply, notify } = await outcome;
    deliver(notify);
    return reply;
  };
  const nothing = async (outcome: Promise<{ readonly reply: void; readonly notify: readonly Told[] }>) => {
    await done(outcome);
    return {};
  };
  return {
    chatHistory: async ({ with: withId, ...page }, call) => ({
      messages: await chat.history(playerOf(call), { ...page, withId }),
    }),
    friends: async (_input, call) => ({ friends: await friends.list(playerOf(call)) }),
    askFriend: ({ characterId }, call) => done(friends.ask(playerOf(call), characterId)),
    acceptFriend: ({ id }, call) => done(friends.accept(playerOf(call), id)),
    removeFriend: ({ id }, call) => nothing(friends.remove(playerOf(call), id)),
    blocks: async (_input, call) => ({ blocks: await blocks.list(accountOf(call)) }),
    block: ({ characterId }, call) => nothing(blocks.block(accountOf(call), characterId)),
    unblock: ({ id }, call) => nothing(blocks.unblock(accountOf(call), id)),
    publishKey: async ({ publicKey }, call) => {
      await secretKeys.publish(playerOf(call), publicKey);
      return {};
    },
    key: ({ id }, call) => secretKeys.find(playerOf(call), id),
    report: ({ messageId, characterId, reason }, call) => {
      if ((messageId === undefined) === (characterId === undefined))
        throw new Refused('bad-value', 'a report is about a message or about a character: name one');
      const subject = messageId === undefined ? { characterId: characterId! } : { messageId };
      return reports.file(playerOf(call), subject, reason);
    },
    nearbyPlayers: (_input, call) => presence.nearby(playerOf(call)),
    travel: ({ toLocationId: toId, fromLocationId: fromId, position }, call) =>
      done(travel.go(playerOf(call), { toId, fromId, position })),
  };
}

function accountOf({ caller }: ApiCall<Caller>): Caller {
  if (caller === undefined) throw new TypeError('the route was declared for anyone');
  return caller;
}
