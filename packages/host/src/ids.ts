import type { Random } from '@rubato/ports';

/** Letters and digits that can't be mistaken for one another when read aloud or copied by hand (no I, L, O, U, 0, 1). */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** Digits of the code of a private room: 30^6 is about 730 million. */
export const CODE_LENGTH = 6;

/** A code that invites into a private room, such as `K7MPQ2`. */
export function newCode(random: Random): string {
  return draw(random, CODE_LENGTH);
}

/** An id that is unique without asking anybody: 16 symbols, about 78 bits. */
export function newId(random: Random): string {
  return draw(random, 16).toLowerCase();
}

function draw(random: Random, length: number): string {
  let out = '';
  while (out.length < length) {
    for (const byte of random.bytes(length)) {
      // 240 is the largest multiple of 30 in a byte: beyond it some symbols would be likelier.
      if (byte < 240 && out.length < length) out += ALPHABET[byte % ALPHABET.length];
    }
  }
  return out;
}
