/** Trades between two characters: asked for, accepted, offered, and done once both confirm one revision of the offers. */
import { bool, list, oneOf, struct, text, u32, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'trades';
/** In one side's offer. */
export const OFFERED_ASSETS = 10;
export const OFFERED_ITEMS = 20;
/** Trades that a character has under way at most: 10 asked for, 50 that others asked for. */
const TRADES_UNDER_WAY = 60;

/** What one side offers of all that is counted. */
export const offeredAssets = list(struct({ asset: text(32), amount: uint53 }), OFFERED_ASSETS);
const side = struct({
  characterId: text(36),
  offer: struct({
    assets: offeredAssets,
    items: list(struct({ id: text(64), template: text(64), version: u32 }), OFFERED_ITEMS),
  }),
  confirmed: bool,
});

export const tradeFields = {
  id: text(36),
  state: oneOf('requested', 'open', 'done', 'declined', 'cancelled', 'expired'),
  /** Of two messages about a trade the higher one counts. */
  version: u32,
  /** Which offers a confirmation means. */
  revision: u32,
  from: side,
  to: side,
  /** It ends by itself then. */
  expiresMs: uint53,
};

const caller = 'character';
const keyed = true;
const params = { id: text(36) };
const reply = tradeFields;

export const tradeRoutes = {
  requestTrade: defineRoute('POST /api/trades', {
    group,
    caller,
    keyed,
    meaning: 'Asks a character for a trade.',
    body: { characterId: text(36) },
    reply,
    errors: ['bad-value', 'not-found', 'not-allowed', 'banned', 'conflict', 'limit-reached'],
  }),
  trades: defineRoute('GET /api/trades', {
    group,
    caller,
    meaning: 'The chosen character’s trades under way.',
    reply: { trades: list(struct(tradeFields), TRADES_UNDER_WAY) },
  }),
  trade: defineRoute('GET /api/trades/{id}', {
    group,
    caller,
    meaning: 'One of the chosen character’s trades.',
    params,
    reply,
    errors: ['not-found'],
  }),
  acceptTrade: defineRoute('POST /api/trades/{id}/accept', {
    group,
    caller,
    keyed,
    meaning: 'Opens a trade that one was asked for.',
    params,
    reply,
    errors: ['not-found', 'not-allowed', 'banned', 'conflict'],
  }),
  declineTrade: defineRoute('POST /api/trades/{id}/decline', {
    group,
    caller,
    keyed,
    meaning: 'Refuses a trade that one was asked for.',
    params,
    reply,
    errors: ['not-found', 'not-allowed', 'conflict'],
  }),
  offerTrade: defineRoute('POST /api/trades/{id}/offer', {
    group,
    caller,
    keyed,
    meaning: 'Replaces one’s own offer; both confirmations are void. Nothing moves before the trade is done.',
    params,
    body: { revision: u32, assets: offeredAssets, items: list(text(64), OFFERED_ITEMS) },
    reply,
    errors: ['bad-value', 'not-found', 'not-held', 'conflict'],
  }),
  confirmTrade: defineRoute('POST /api/trades/{id}/confirm', {
    group,
    caller,
    keyed,
    meaning: 'Agrees to both offers as they are at this revision; the second agreement moves everything at once.',
    params,
    body: { revision: u32 },
    reply,
    errors: ['bad-value', 'not-found', 'not-held', 'conflict', 'limit-reached'],
  }),
  cancelTrade: defineRoute('POST /api/trades/{id}/cancel', {
    group,
    caller,
    keyed,
    meaning: 'Ends a trade that is not done.',
    params,
    reply,
    errors: ['not-found', 'conflict'],
  }),
} as const;
