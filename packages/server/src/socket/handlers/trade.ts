/** TRADE_*: the same trades as by the routes; a message's id is its idempotency key. */
import type { tradeMessages } from '@rubato/protocol';
import { noticesOfTrade, type TradeOutcome, type Trades } from '@rubato/services';
import type { PlayingCaller, SocketHandlers } from '../socket-handlers.ts';

export function tradeSocketHandlers(trades: Trades): SocketHandlers<typeof tradeMessages> {
  const done = async ({ accountId }: PlayingCaller, outcome: Promise<TradeOutcome>) => {
    const { reply, notify } = await outcome;
    return { reply, notify: noticesOfTrade(notify, accountId) };
  };
  return {
    TRADE_REQUEST: (caller, { characterId }) => done(caller, trades.request(caller, characterId)),
    TRADE_ACCEPT: (caller, { tradeId }) => done(caller, trades.accept(caller, tradeId)),
    TRADE_DECLINE: (caller, { tradeId }) => done(caller, trades.end(caller, tradeId)),
    TRADE_UPDATE: async (caller, { tradeId, offer }) => {
      if (!offer) return { reply: await trades.get(caller.characterId, tradeId) };
      const { revision, assets, items } = offer;
      return done(caller, trades.offer(caller, { tradeId, revision }, { assets, items }));
    },
    TRADE_COMPLETE: (caller, { tradeId, revision }) => done(caller, trades.confirm(caller, { tradeId, revision })),
  };
}
