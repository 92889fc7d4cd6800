import { plainLetters } from './plain-letters.ts';

/**
 * Letters that people take for another one, each to the letter that stands for its whole group. A small part of
 * Unicode's table (UTS 39, confusables.txt): what names in Latin, Greek and Cyrillic letters are forged with.
 * Keys are lower-case, without marks, after NFKC.
 */
const GROUPS: Readonly<Record<string, string>> = {
  a: 'а α ɑ',
  b: 'Ь ь в β',
  c: 'с ᴄ',
  d: 'ԁ',
  e: 'е ҽ є ε',
  f: 'ƒ ϝ',
  g: 'ɡ ց ɢ',
  h: 'һ н ɦ',
  j: 'ј ʝ',
  k: 'к κ ᴋ ĸ',
  l: 'i ı і ι 1 | ӏ ǀ ɩ ⅼ ɪ',
  m: 'м μ ᴍ',
  n: 'п η ո ɴ и',
  o: '0 о ο σ ø օ ө ɵ ᴏ',
  p: 'р ρ þ',
  q: 'ԛ գ',
  r: 'г ᴦ ʀ',
  s: 'ѕ ꜱ ʂ 5',
  t: 'т τ ᴛ',
  u: 'υ ս ц ᴜ',
  v: 'ν ѵ ᴠ',
  w: 'ԝ ш ω ᴡ ɯ',
  x: 'х χ ҳ',
  y: 'у γ ү ʏ',
  z: 'ᴢ ʐ 2',
  '3': 'з ʒ ɜ',
};

/** Two letters that together look like one. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
];

/** Each look-alike with the letter that stands for it. */
export const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  Object.entries(GROUPS).flatMap(([letter, others]) =>
    others.split(' ').map((other) => [plainLetters(other), letter] as const),
  ),
);
