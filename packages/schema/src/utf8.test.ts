import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from './decode-error.ts';
import { isWellFormed, utf8Decode, utf8Encode, utf8Length } from './utf8.ts';

const anyUnits = fc.array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff })), {
  maxLength: 40,
});
const anyText = anyUnits.map((units) => String.fromCharCode(...units));

describe('utf8', () => {
  it('encodes every text as the platform encoder does', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = utf8Encode(text);
        expect(bytes).toEqual(new Uint8Array(new TextEncoder().encode(text)));
        expect(utf8Length(text)).toBe(bytes.length);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('decodes what it encoded when the text is well-formed', () => {
    const point = fc.oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));
    const points = fc.array(point, { maxLength: 30 }).map((list) => String.fromCodePoint(...list));
    fc.assert(
      fc.property(points, (text) => {
        expect(isWellFormed(text)).toBe(true);
        expect(utf8Decode(utf8Encode(text))).toBe(text);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('a text with half a surrogate pair is not well-formed', () => {
    for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800', '\ud83d\ude00\ud83d'])
      expect(isWellFormed(text)).toBe(false);
    expect(isWellFormed('a😀b')).toBe(true);
  });

  it('accepts and refuses the same bytes as the strict platform decoder', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const likely = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xe0, 0xed, 0xa0, 0xef, 0xf0, 0xf4, 0x8f, 0x90, 0xf5),
    );
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 6 }), (list) => {
        const bytes = new Uint8Array(list);
        let expected: string | undefined;
        try {
          expected = strict.decode(bytes);
        } catch {
          expect(() => utf8Decode(bytes), String(list)).toThrow(DecodeError);
          return;
        }
        expect(utf8Decode(bytes)).toBe(expected);
      }),
      { seed: 3, numRuns: 5000 },
    );
  });

  it('decodes a text longer than one chunk', () => {
    const text = 'é😀'.repeat(10_000);
    expect(utf8Decode(utf8Encode(text))).toBe(text);
  });
});
