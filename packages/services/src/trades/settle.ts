import type { Posting } from '../ledger/posting.ts';
import type { Trade, TradeSide } from './trade.ts';

/** The posting that gives each side what the other offered. */
export function settlement(trade: Trade, { txId, actorId, atMs }: Pick<Posting, 'txId' | 'actorId' | 'atMs'>): Posting {
  const { from, to } = trade;
  return {
    txId,
    kind: 'trade',
    actorId,
    ref: trade.id,
    atMs,
    assets: [...assetsOf(from, to), ...assetsOf(to, from)],
    items: [...itemsOf(from, to), ...itemsOf(to, from)],
  };
}

function assetsOf(giver: TradeSide, taker: TradeSide): NonNullable<Posting['assets']> {
  return giver.offer.assets.map((offered) => ({ ...offered, from: giver.characterId, to: taker.characterId }));
}

function itemsOf(giver: TradeSide, taker: TradeSide): NonNullable<Posting['items']> {
  return giver.offer.items.map(({ id, version }) => ({
    id,
    version,
    from: giver.characterId,
    to: taker.characterId,
  }));
}
