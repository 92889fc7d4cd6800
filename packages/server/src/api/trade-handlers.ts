/** The routes of items and trades as calls of their services. */
import type { itemRoutes, tradeRoutes } from '@rubato/protocol';
import {
  BALANCES_PER_PAGE,
  inventory,
  itemById,
  ITEMS_PER_PAGE,
  newId,
  noticesOfTrade,
  Refused,
  type Caller,
  type Item,
  type Ledger,
  type Notice,
  type TradeOutcome,
  type Trades,
} from '@rubato/services';
import type { Clock, Database, Random } from '@rubato/ports';
import type { ApiCall, RouteHandlers } from './service-routes.ts';

type Call = ApiCall<Caller>;

export function itemHandlers(database: Database, ledger: Ledger): RouteHandlers<typeof itemRoutes, Caller> {
  return {
    inventory: async ({ after }, call) => {
      const items = (await inventory(database, playerOf(call).characterId, after)).map(shown);
      return items.length < ITEMS_PER_PAGE ? { items } : { items, next: items.at(-1)!.id };
    },
    balances: async ({ after }, call) => {
      const balances = await ledger.balances(playerOf(call).characterId, after);
      return balances.length < BALANCES_PER_PAGE ? { balances } : { balances, next: balances.at(-1)!.asset };
    },
    item: async ({ id }, call) => {
      const found = await itemById(database, id);
      if (!found) throw new Refused('not-found', 'there is no such item');
      return { ...shown(found), mine: found.holderId === playerOf(call).characterId };
    },
  };
}

export interface TradeParts {
  readonly trades: Trades;
  readonly deliver: (notices: readonly Notice[]) => void;
  readonly clock: Clock;
  readonly random: Random;
}

export function tradeHandlers(parts: TradeParts): RouteHandlers<typeof tradeRoutes, Caller> {
  const { trades } = parts;
  /** A call without a key is a new request each time that it arrives. */
  const by = (call: Call) => ({ characterId: playerOf(call).characterId, key: call.idempotencyKey ?? newId(parts) });
  const done = async (call: Call, outcome: Promise<TradeOutcome>) => {
    const { reply, notify } = await outcome;
    parts.deliver(noticesOfTrade(notify, playerOf(call).accountId));
    return reply;
  };
  return {
    requestTrade: ({ characterId }, call) => done(call, trades.request(by(call), characterId)),
    trades: async (_input, call) => ({ trades: await trades.list(playerOf(call).characterId) }),
    trade: ({ id }, call) => trades.get(playerOf(call).characterId, id),
    acceptTrade: ({ id }, call) => done(call, trades.accept(by(call), id)),
    declineTrade: ({ id }, call) => done(call, trades.decline(by(call), id)),
    offerTrade: ({ id, revision, assets, items }, call) =>
      done(call, trades.offer(by(call), { tradeId: id, revision }, { assets, items })),
    confirmTrade: ({ id, revision }, call) => done(call, trades.confirm(by(call), { tradeId: id, revision })),
    cancelTrade: ({ id }, call) => done(call, trades.cancel(by(call), id)),
  };
}

/** Who calls, with the character that the route demands; whoever has none was refused before. */
function playerOf({ caller }: Call): Caller & { readonly characterId: string } {
  const { characterId } = caller ?? {};
  if (!caller || typeof characterId !== 'string') throw new TypeError('the route was declared without a character');
  return { ...caller, characterId };
}

function shown({ id, template, data, version }: Item): Omit<Item, 'holderId'> {
  return { id, template, data, version };
}
