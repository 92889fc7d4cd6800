/** Trades between two characters. */
import { bool, list, oneOf, optional, struct, text, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

/** Of one side; more is refused. */
const TRADE_ASSETS = 10;
const TRADE_ITEMS = 20;

const assets = list(struct({ asset: text(64), amount: uint53 }), TRADE_ASSETS);
const side = struct({
  characterId: text(36),
  offer: struct({ assets, items: list(struct({ id: text(36), template: text(64), version: uint53 }), TRADE_ITEMS) }),
  /** Whether this side agreed to the offers as they are now. */
  confirmed: bool,
});

const tradeFields = {
  id: text(36),
  state: oneOf('requested', 'open', 'done', 'declined', 'cancelled', 'expired'),
  /** Rises with each change: of two messages about a trade the higher one counts. */
  version: uint53,
  /** Which offers a confirmation means. */
  revision: uint53,
  from: side,
  to: side,
  expiresMs: uint53,
};

const both = { priority: 'HIGH', reply: tradeFields, notice: tradeFields } as const;

export const tradeMessages = {
  TRADE_REQUEST: defineSocketMessage({
    ...both,
    meaning: 'Asks another character for a trade.',
    request: { characterId: text(36) },
    errors: ['bad-value', 'not-found', 'not-allowed', 'conflict', 'limit-reached', 'key-reused'],
  }),
  TRADE_ACCEPT: defineSocketMessage({
    ...both,
    meaning: 'Accepts a request for a trade; both may offer from then on.',
    request: { tradeId: text(36) },
    errors: ['not-found', 'not-allowed', 'conflict', 'key-reused'],
  }),
  TRADE_DECLINE: defineSocketMessage({
    ...both,
    meaning: 'Declines a request for a trade, or cancels one that is open.',
    request: { tradeId: text(36) },
    errors: ['not-found', 'not-allowed', 'conflict', 'key-reused'],
  }),
  TRADE_UPDATE: defineSocketMessage({
    ...both,
    meaning: 'Puts `offer` in the place of the caller’s; without one it only asks how the trade is.',
    request: {
      tradeId: text(36),
      /** `revision` is the one that the caller saw. */
      offer: optional(struct({ revision: uint53, assets, items: list(text(36), TRADE_ITEMS) })),
    },
    errors: ['not-found', 'not-held', 'conflict', 'bad-value', 'limit-reached', 'key-reused'],
  }),
  TRADE_COMPLETE: defineSocketMessage({
    ...both,
    meaning: 'Agrees to the offers of `revision`; the second side’s agreement moves everything.',
    request: { tradeId: text(36), revision: uint53 },
    errors: ['not-found', 'not-held', 'conflict', 'bad-value', 'key-reused'],
  }),
} as const;
