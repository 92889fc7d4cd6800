/** The trades of one's character: of two accounts of the same trade the newer one counts. */
import type { Trade } from './told.ts';

export type TradeBook = ReadonlyMap<string, Trade>;
export type TradeSide = Trade['from'];

export const isOver = ({ state }: Trade): boolean => state !== 'requested' && state !== 'open';

/** Whether somebody asks this character for it, and waits. */
export const asksFor = ({ state, to }: Trade, characterId: string | undefined): boolean =>
  state === 'requested' && to.characterId === characterId;

export function noted(book: TradeBook, trade: Trade): TradeBook {
  const before = book.get(trade.id);
  return before && before.version >= trade.version ? book : new Map(book).set(trade.id, trade);
}

export function dropped(book: TradeBook, id: string): TradeBook {
  const rest = new Map(book);
  rest.delete(id);
  return rest;
}

/** What the server says is under way, and what is shown of those that ended. */
export function readAgain(book: TradeBook, underWay: readonly Trade[]): TradeBook {
  const ended = [...book.values()].filter(isOver);
  return [...ended, ...underWay].reduce(noted, new Map() as TradeBook);
}

export interface Sides {
  readonly own: TradeSide;
  readonly other: TradeSide;
  /** One asked the other, and not the other way round. */
  readonly asked: boolean;
}

export function sidesOf({ from, to }: Trade, characterId: string): Sides {
  const asked = from.characterId === characterId;
  return asked ? { own: from, other: to, asked } : { own: to, other: from, asked };
}

export const goldOf = ({ offer }: TradeSide): number => offer.assets.find(({ asset }) => asset === 'gold')?.amount ?? 0;

/** Whether this is what the side offers already. */
export const offers = (side: TradeSide, gold: number, itemIds: readonly string[]): boolean =>
  goldOf(side) === gold &&
  side.offer.items.length === itemIds.length &&
  side.offer.items.every(({ id }) => itemIds.includes(id));

/** Gold as typed: a whole number that one has, else undefined. */
export function goldTyped(text: string, most: number): number | undefined {
  const clean = text.trim() === '' ? '0' : text.trim();
  const gold = /^\d{1,15}$/.test(clean) ? Number(clean) : undefined;
  return gold !== undefined && gold <= most ? gold : undefined;
}
