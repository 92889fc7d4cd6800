/** What the chosen character has. */
import { bool, list, optional, struct, text, u32, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'items';
/** Items, or assets, of one page. */
export const HOLDINGS_PER_PAGE = 200;

const itemFields = {
  id: text(64),
  /** What it is, as the game names it. */
  template: text(64),
  /** The game's own facts about it, as JSON text. */
  data: text(4096),
  /** Counts the changes of its holder. */
  version: u32,
};

export const itemRoutes = {
  inventory: defineRoute('GET /api/inventory', {
    group,
    meaning: 'The items of the chosen character, a page at a time.',
    caller: 'character',
    query: { after: optional(text(64)) },
    reply: {
      items: list(struct(itemFields), HOLDINGS_PER_PAGE),
      /** Present when there may be more: `after` of the next page. */
      next: optional(text(64)),
    },
  }),
  balances: defineRoute('GET /api/balances', {
    group,
    meaning: 'What the chosen character has of gold and whatever else is counted, a page at a time.',
    caller: 'character',
    query: { after: optional(text(32)) },
    reply: {
      balances: list(struct({ asset: text(32), amount: uint53 }), HOLDINGS_PER_PAGE),
      next: optional(text(32)),
    },
  }),
  item: defineRoute('GET /api/items/{id}', {
    group,
    meaning: 'One item, whoever has it: for a look at what is offered.',
    caller: 'character',
    params: { id: text(64) },
    reply: { ...itemFields, mine: bool },
    errors: ['not-found'],
  }),
} as const;
