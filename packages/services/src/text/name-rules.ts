import { Refused } from '../ledger/refused.ts';
import { nameKey } from './name-key.ts';

/** A name as it is stored and shown, and the key by which it is unique. */
export interface CheckedName {
  readonly name: string;
  readonly key: string;
}

interface NameRule {
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly shape: RegExp;
  readonly shapeInWords: string;
}

const USERNAME: NameRule = {
  what: 'a username',
  least: 3,
  most: 24,
  shape: /^\p{L}[\p{L}\p{N}]*(?:[_.-][\p{L}\p{N}]+)*$/u,
  shapeInWords: 'begins with a letter and has letters and digits, with single _ . - between them',
};

const CHARACTER: NameRule = {
  what: 'a character’s name',
  least: 2,
  most: 24,
  shape: /^\p{L}+(?:[ '’-]\p{L}+)*$/u,
  shapeInWords: 'has letters, with single spaces, apostrophes or hyphens between them',
};

/** Names that would pass for the house itself. */
const RESERVED = new Set(
  [
    'admin',
    'administrator',
    'moderator',
    'mod',
    'system',
    'server',
    'support',
    'staff',
    'official',
    'rubato',
    'guest',
    'root',
  ].map(nameKey),
);
/** What the server itself names accounts that have no name yet. */
const MADE = /^(?:guest|player)[-_. ]?\p{N}/iu;
/** Alphabets that look alike: one name keeps to one of them. */
const ALPHABETS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Throws Refused `bad-value`. */
export const checkUsername = (input: string): CheckedName => check(USERNAME, input);
/** Throws Refused `bad-value`. */
export const checkCharacterName = (input: string): CheckedName => check(CHARACTER, input);

function check(rule: NameRule, input: string): CheckedName {
  const name = input.normalize('NFKC').trim();
  const length = Array.from(name).length;
  if (length < rule.least || length > rule.most) refuse(`${rule.what} has ${rule.least} to ${rule.most} characters`);
  if (!rule.shape.test(name)) refuse(`${rule.what} ${rule.shapeInWords}`);
  if (ALPHABETS.filter((alphabet) => alphabet.test(name)).length > 1) refuse(`${rule.what} keeps to one alphabet`);
  const key = nameKey(name);
  if (RESERVED.has(key) || MADE.test(name)) refuse('this name is reserved; choose another');
  return { name, key };
}

function refuse(message: string): never {
  throw new Refused('bad-value', message);
}
