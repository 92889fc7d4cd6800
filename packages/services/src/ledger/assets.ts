/** What can be counted: gold, gems, potions. Amounts are whole numbers from 1 to 2^53−1, as every engine counts them exactly. */
import { Refused } from './refused.ts';

export const MOST_AMOUNT = Number.MAX_SAFE_INTEGER;

const ASSET = /^[a-z][a-z0-9-]{0,31}$/;

/** Throws Refused `bad-value` unless `asset` is 1 to 32 of a–z, 0–9 and -, a letter first. */
export function checkAsset(asset: string): void {
  if (!ASSET.test(asset))
    throw new Refused('bad-value', 'an asset is named by 1 to 32 of a–z, 0–9 and -, a letter first');
}

/** Throws Refused `bad-value` for anything but a whole number from 1 to 2^53−1. */
export function checkAmount(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 1)
    throw new Refused('bad-value', `an amount is a whole number from 1 to ${MOST_AMOUNT}`);
}
