/** Trades between two characters. */
import { list, optional, struct, text, u32 } from '@rubato/schema';
import { OFFERED_ITEMS, offeredAssets, tradeFields } from '../api/trade-routes.ts';
import { defineSocketMessage } from './socket-message.ts';

const both = { priority: 'HIGH', reply: tradeFields, notice: tradeFields } as const;

export const tradeMessages = {
  TRADE_REQUEST: defineSocketMessage({
    ...both,
    meaning: 'Asks another character for a trade.',
    request: { characterId: text(36) },
    errors: ['bad-value', 'not-found', 'not-allowed', 'banned', 'conflict', 'limit-reached', 'key-reused'],
  }),
  TRADE_ACCEPT: defineSocketMessage({
    ...both,
    meaning: 'Accepts a request for a trade; both may offer from then on.',
    request: { tradeId: text(36) },
    errors: ['not-found', 'not-allowed', 'banned', 'conflict', 'key-reused'],
  }),
  TRADE_DECLINE: defineSocketMessage({
    ...both,
    meaning: 'Declines a request for a trade, or cancels one that is open.',
    request: { tradeId: text(36) },
    errors: ['not-found', 'conflict', 'key-reused'],
  }),
  TRADE_UPDATE: defineSocketMessage({
    ...both,
    meaning: 'Puts `offer` in the place of the caller’s; without one it only asks how the trade is.',
    request: {
      tradeId: text(36),
      /** `revision` is the one that the caller saw. */
      offer: optional(struct({ revision: u32, assets: offeredAssets, items: list(text(64), OFFERED_ITEMS) })),
    },
    errors: ['not-found', 'not-held', 'conflict', 'bad-value', 'key-reused'],
  }),
  TRADE_COMPLETE: defineSocketMessage({
    ...both,
    meaning: 'Agrees to the offers of `revision`; the second side’s agreement moves everything.',
    request: { tradeId: text(36), revision: u32 },
    errors: ['not-found', 'not-held', 'conflict', 'bad-value', 'limit-reached', 'key-reused'],
  }),
} as const;
