import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFUSABLES } from './confusables.ts';
import { nameKey } from './name-key.ts';
import { checkCharacterName, checkUsername } from './name-rules.ts';

const SEED = 20_240_229;
/** Any code points, halves of surrogate pairs too; mostly of the scripts that names are written in. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 32, max: 0x590 }), fc.integer({ min: 0, max: 0x10ffff })), { maxLength: 30 })
  .map((points) => String.fromCodePoint(...points));
const alphabet = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const lookalikes = new Map<string, string[]>();
for (const [one, letter] of CONFUSABLES) lookalikes.set(letter, [...(lookalikes.get(letter) ?? []), one]);

describe('the key of a name', () => {
  it('is the same whichever look-alikes, marks, cases and separators it is written in', () => {
    const disguises = fc.array(
      fc.record({ pick: fc.nat(), mark: fc.nat(3), upper: fc.boolean(), separated: fc.boolean() }),
      { minLength: 12, maxLength: 12 },
    );
    const names = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(names, disguises, (letters, how) => {
        const disguised = letters.map((letter, at) => disguise(letter, how[at]!)).join('');
        expect(nameKey(disguised)).toBe(nameKey(letters.join('')));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('is its own key, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('does not depend on the form of Unicode that a keyboard gives', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const keys = (['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => nameKey(text.normalize(form)));
        expect(new Set(keys).size).toBe(1);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it.each([
    ['admin', 'аdmіn'],
    ['paypal', 'PayPaI'],
    ['modern', 'modem'],
    ['Straße', 'STRASSE'],
    ['Wizard', 'VVizard'],
    ['full', 'ｆｕｌｌ'],
    ['oo', '0O'],
  ])('of %s is that of %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it('tells names apart that look different', () => {
    const names = ['anna', 'hanna', 'bert', 'berta', 'mike', 'nike', 'дмитрий', '明', '日', 'omar', 'amir'];
    expect(new Set(names.map(nameKey)).size).toBe(names.length);
  });
});

describe('names', () => {
  it.each(['Ann', 'ann_b-c.d', 'дмитрий', '明明明', 'Zoë', 'a23', 'ｗｉｄｅ'])('may be %s', (name) => {
    expect(checkUsername(name).name).toBe(name.normalize('NFKC'));
  });

  it.each([
    'ab',
    'a'.repeat(25),
    '1ann',
    '_ann',
    'ann_',
    'a__b',
    'ann b',
    'an\nn',
    'a\u200bnn',
    'аnn',
    '<ann>',
    `ann'--`,
    'ann\u0000',
    '😀😀😀',
    'Adm1n',
    'guest-12',
    'player7',
    'SYSTEM',
    '',
  ])('may not be %j', (name) => {
    expect(() => checkUsername(name)).toThrow(expect.objectContaining({ code: 'bad-value' }));
  });

  it('of characters have letters only, with single spaces, apostrophes and hyphens between', () => {
    for (const name of ['Mira', 'Jean-Luc', `D'Artagnan`, 'Мира', 'La Belle Dame'])
      expect(checkCharacterName(name).name).toBe(name);
    for (const name of ['M1ra', 'a - b', 'x', "Mira'", 'Mi--ra'])
      expect(() => checkCharacterName(name)).toThrow(/a character’s name has/);
    expect(checkCharacterName(' Mira ').name).toBe('Mira');
  });
});

function disguise(
  letter: string,
  {
    pick,
    mark,
    upper,
    separated,
  }: { readonly pick: number; readonly mark: number; readonly upper: boolean; readonly separated: boolean },
): string {
  const choices = [letter, ...(lookalikes.get(letter) ?? [])];
  const chosen = choices[pick % choices.length]!;
  // Some capitals look like other letters than their small ones do (Greek Η, Cyrillic В): those are told apart by case.
  const cased = upper && /^[a-z]$/.test(chosen) ? chosen.toUpperCase() : chosen;
  return `${cased}${['', '', '\u0301', '\u0308'][mark]}${separated ? '_' : ''}`;
}
