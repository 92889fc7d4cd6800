/** What one side of a trade gives. */
import { OFFERED_ASSETS, OFFERED_ITEMS } from '@rubato/protocol';
import { checkAmount, checkAsset } from '../ledger/assets.ts';
import { Refused } from '../ledger/refused.ts';

export interface OfferedAsset {
  readonly asset: string;
  /** 1 to 2^53−1. */
  readonly amount: number;
}

export interface OfferedItem {
  readonly id: string;
  readonly template: string;
  /** The item as it was seen when offered: changed since, it is no longer what was agreed upon. */
  readonly version: number;
}

export interface Offer {
  /** Sorted by name. */
  readonly assets: readonly OfferedAsset[];
  readonly items: readonly OfferedItem[];
}

/** What a player asks to offer: items by id. */
export interface OfferRequest {
  readonly assets: readonly OfferedAsset[];
  readonly items: readonly string[];
}

export const MOST_OFFERED_ASSETS = OFFERED_ASSETS;
export const MOST_OFFERED_ITEMS = OFFERED_ITEMS;
export const EMPTY_OFFER: Offer = { assets: [], items: [] };

/** Whether both sides give the same, or nothing. */
export function isEven(one: Offer, other: Offer): boolean {
  if (one.items.length > 0 || other.items.length > 0 || one.assets.length !== other.assets.length) return false;
  return one.assets.every(({ asset, amount }, at) => {
    const theirs = other.assets[at]!;
    return asset === theirs.asset && amount === theirs.amount;
  });
}

/** The request in one order, so that two ways to say the same are the same; throws Refused for what no offer may hold. */
export function checkedOffer({ assets, items }: OfferRequest): OfferRequest {
  if (assets.length > MOST_OFFERED_ASSETS)
    throw new Refused('limit-reached', `at most ${MOST_OFFERED_ASSETS} assets in an offer`);
  if (items.length > MOST_OFFERED_ITEMS)
    throw new Refused('limit-reached', `at most ${MOST_OFFERED_ITEMS} items in an offer`);
  for (const { asset, amount } of assets) {
    checkAsset(asset);
    checkAmount(amount);
  }
  if (new Set(assets.map(({ asset }) => asset)).size < assets.length)
    throw new Refused('bad-value', 'an asset is offered twice; add the amounts up');
  if (new Set(items).size < items.length) throw new Refused('bad-value', 'an item is offered twice');
  return {
    assets: assets.map(({ asset, amount }) => ({ asset, amount })).sort((a, b) => (a.asset < b.asset ? -1 : 1)),
    items: [...items].sort(),
  };
}
