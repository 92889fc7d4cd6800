import fc from 'fast-check';
import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { DecodeError } from './decode-error.ts';
import { base64, base64url, fromBase64, fromBase64url, fromHex, hex } from './text-bytes.ts';

describe('hex, base64 and base64url', () => {
  it('agree with Node and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const node = Buffer.from(bytes);
        expect(hex(bytes)).toBe(node.toString('hex'));
        expect(base64(bytes)).toBe(node.toString('base64'));
        expect(base64url(bytes)).toBe(node.toString('base64url'));
        expect(fromHex(hex(bytes))).toEqual(bytes);
        expect(fromBase64(base64(bytes))).toEqual(bytes);
        expect(fromBase64url(base64url(bytes))).toEqual(bytes);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it.each([
    [fromHex, 'abc'],
    [fromHex, 'AB'],
    [fromHex, '0g'],
    [fromHex, 'é0'],
    [fromBase64, 'TQ'],
    [fromBase64, 'TR=='],
    [fromBase64, 'T==='],
    [fromBase64, '===='],
    [fromBase64, 'TQ-_'],
    [fromBase64url, 'TQ=='],
    [fromBase64url, 'T'],
    [fromBase64url, 'TR'],
    [fromBase64url, 'TQ+/'],
    [fromBase64url, 'TQ\u0151'],
  ])('%o refuses %j', (decode, text) => {
    expect(() => decode(text)).toThrow(DecodeError);
  });
});
