import { CONFUSABLES, PAIRS } from './confusables.ts';

const MARKS = /\p{M}/gu;
const SEPARATORS = /[\s_.'’\-]/gu;
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
  // Up and down again: ß becomes ss, final sigma becomes sigma.
  const plain = text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFD').replace(MARKS, '');
  const letters = Array.from(plain.normalize('NFC').replace(SEPARATORS, ''), (one) => CONFUSABLES.get(one) ?? one);
  return PAIRS.reduce((key, [pair, one]) => key.replaceAll(pair, one), letters.join(''));
}
