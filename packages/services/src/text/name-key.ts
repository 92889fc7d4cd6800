import { CONFUSABLES, PAIRS } from './confusables.ts';
import { plainLetters } from './plain-letters.ts';

const SEPARATORS = /[\s_.'’-]/gu;
/** Each round shortens the text or is the last, so there are few; a bound all the same. */
const MOST_ROUNDS = 64;

/**
 * The key by which names are unique: names that look alike have the same. NFKC, without case, marks and separators, then
 * each confusable letter by the one that stands for it (after UTS 39). A key's key is itself.
 */
export function nameKey(name: string): string {
  let key = name;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = foldOnce(key);
    if (next === key) return key;
    key = next;
  }
  return key;
}

function foldOnce(text: string): string {
  const letters = Array.from(plainLetters(text).replace(SEPARATORS, ''), (one) => CONFUSABLES.get(one) ?? one);
  return PAIRS.reduce((key, [pair, one]) => key.replaceAll(pair, one), letters.join(''));
}
