/** Good data for any message, and what becomes of a good text when somebody tampers with it; the same for the same dice. */
import type { Field, Fields } from '@rubato/schema';

/** A whole number from 0 to below `sides`. */
export type Dice = (sides: number) => number;

/** Xorshift (Marsaglia 2003, 13/17/5): what a seed gives is the same everywhere. */
export function diceOf(seed: number): Dice {
  let state = seed * 2_654_435_761 || 1;
  return (sides) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % sides;
  };
}

export function sampleOf(fields: Fields, dice: Dice): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, field]) => [name, sample(field, dice)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function sample(field: Field, dice: Dice): unknown {
  switch (field.kind) {
    case 'bool':
      return dice(2) === 1;
    case 'int':
      return dice(100);
    case 'uint53':
      return dice(1_000_000);
    case 'oneOf':
      return field.values[dice(field.values.length)];
    case 'text':
      return 'Abcdefgh-ijklmnop'.slice(0, Math.min(field.maxBytes, 1 + dice(16)));
    case 'vec':
      return field.size === 2 ? { x: dice(9), y: dice(9) } : { x: dice(9), y: dice(9), z: dice(9) };
    case 'list':
      return Array.from({ length: Math.min(field.max, dice(3)) }, () => sample(field.of, dice));
    case 'struct':
      return sampleOf(field.fields, dice);
    case 'optional':
      return dice(2) === 1 ? sample(field.of, dice) : undefined;
    case 'f32':
    case 'f64':
      return dice(1000) / 8;
    default:
      throw new TypeError(`no message has a ${field.kind}`);
  }
}

const ODD: readonly unknown[] = [
  null,
  '',
  -1,
  0.5,
  1e300,
  2 ** 53,
  true,
  [],
  {},
  '\0',
  '\ud800',
  '<script>alert(1)</script>',
  "'; drop table account; --",
  'x'.repeat(3000),
  { toString: 1 },
  [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],
];
const NAMES = ['__proto__', 'constructor', 'prototype', 'more', 'id', 'type', 'characterId', ''];
const LETTERS = ['"', '{', '}', '[', ']', ':', ',', '\\', '\0', '\ud83d', '0', 'e', '-', '\u2028'];

/** A text that differs from the message's by one to four changes of its characters or of its parts; uses the message up. */
export function tampered(message: Record<string, unknown>, dice: Dice): string {
  if (dice(3) > 0) {
    for (let changes = dice(3); changes >= 0; changes--) changePart(message, dice);
    return withStrangeName(JSON.stringify(message), dice);
  }
  let text = JSON.stringify(message);
  for (let changes = dice(4); changes >= 0; changes--) text = changeCharacters(text, dice);
  return text;
}

function changePart(parent: Record<string, unknown>, dice: Dice): void {
  const names = Object.keys(parent);
  const name = names[dice(names.length || 1)];
  if (name === undefined) return void (parent['more'] = odd(dice));
  const value = parent[name];
  if (typeof value === 'object' && value !== null && dice(4) > 0)
    return changePart(value as Record<string, unknown>, dice);
  if (dice(4) === 0) delete parent[name];
  else if (dice(6) === 0) parent[NAMES[3 + dice(NAMES.length - 3)]!] = value;
  else parent[name] = odd(dice);
}

function odd(dice: Dice): unknown {
  const value = ODD[dice(ODD.length)];
  return typeof value === 'object' ? structuredClone(value) : value;
}

/** JSON.stringify would drop a prototype; a sender needn't. */
function withStrangeName(text: string, dice: Dice): string {
  return dice(8) > 0 ? text : text.replace('"data":{', `"data":{"${NAMES[dice(3)]}":{"role":"admin"},`);
}

function changeCharacters(text: string, dice: Dice): string {
  const at = dice(text.length);
  switch (dice(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + dice(8));
    case 2:
      return text.slice(0, at) + LETTERS[dice(LETTERS.length)] + text.slice(at);
    default:
      return text.slice(0, at) + text.slice(at, at + 40).repeat(1 + dice(3)) + text.slice(at);
  }
}
