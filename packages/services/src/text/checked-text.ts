/** Short texts that people give to things and tell each other: in one form, on one line, within limits. */
import { utf8Length, isWellFormed } from '@rubato/schema';
import { Refused } from '../ledger/refused.ts';

export interface TextRule {
  readonly what: string;
  /** As people count them: an emoji of a family is one. */
  readonly characters: number;
  readonly bytes: number;
}

/** Control characters, and those that turn the direction of what follows the text. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;
const PLAIN = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text in its stored form (NFKC, one line, no unseen characters); throws Refused `bad-value`. */
export function checkText(input: string, rule: TextRule): string {
  if (!PLAIN.test(input) && !isWellFormed(input)) throw new Refused('bad-value', `${rule.what} is no well-formed text`);
  // Longer than any text that could become short enough: normalising and counting take time.
  if (input.length > rule.bytes * 2) throw tooLong(rule);
  const text = normalised(input);
  if (text === '') throw new Refused('bad-value', `${rule.what} says something`);
  if (utf8Length(text) > rule.bytes || lengthOf(text, rule.characters + 1) > rule.characters) throw tooLong(rule);
  return text;
}

function normalised(input: string): string {
  if (PLAIN.test(input)) return input.trim();
  return input
    .replaceAll(/[\s\u2028\u2029]/gu, ' ')
    .normalize('NFKC')
    .replaceAll(UNSEEN, '')
    .trim();
}

/** Graphemes, counted up to `most`. */
function lengthOf(text: string, most: number): number {
  if (PLAIN.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemes.segment(text)) if (++count >= most) break;
  return count;
}

function tooLong({ what, characters, bytes }: TextRule): Refused {
  return new Refused('bad-value', `${what} has ${characters} characters and ${bytes} bytes at most`);
}
