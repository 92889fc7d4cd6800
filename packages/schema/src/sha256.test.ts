import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalBytes, HmacKey, hmacSha256 } from './hmac.ts';
import { sha256 } from './sha256.ts';
import { fromHex, hex } from './text-bytes.ts';
import { utf8Encode } from './utf8.ts';

const repeated = (byte: number, count: number): Uint8Array => new Uint8Array(count).fill(byte);

describe('sha256', () => {
  // FIPS 180-4 examples and the NIST CAVS vectors of one and two blocks.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j is as published', (text, digest) => {
    expect(hex(sha256(utf8Encode(text)))).toBe(digest);
  });

  it('of a million times "a" is as published', () => {
    expect(hex(sha256(repeated(0x61, 1_000_000)))).toBe(
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    );
  });

  it('agrees with node:crypto for every length up to 300 and some beyond', () => {
    const lengths = [...Array.from({ length: 301 }, (_, i) => i), 1000, 4095, 4096, 4097, 70_001];
    for (const length of lengths) {
      const bytes = new Uint8Array(randomBytes(length + 3)).subarray(3);
      expect(hex(sha256(bytes)), `${length} bytes`).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});

describe('hmac', () => {
  // RFC 4231, test cases 1, 2, 3, 6 and 7.
  it.each([
    [repeated(0x0b, 20), utf8Encode('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      utf8Encode('Jefe'),
      utf8Encode('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [repeated(0xaa, 20), repeated(0xdd, 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
    [
      repeated(0xaa, 131),
      utf8Encode('Test Using Larger Than Block-Size Key - Hash Key First'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      repeated(0xaa, 131),
      utf8Encode(
        'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      ),
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ])('gives the tags of RFC 4231', (key, data, tag) => {
    expect(hex(hmacSha256(key, data))).toBe(tag);
  });

  it('gives the truncated tag of RFC 4231, test case 5', () => {
    expect(hex(new HmacKey(repeated(0x0c, 20)).tag16(utf8Encode('Test With Truncation')))).toBe(
      'a3b6167473100ee06e0c796c2955552b',
    );
  });

  it('agrees with node:crypto for random keys and messages, the key used many times', () => {
    for (let i = 0; i < 200; i++) {
      const secret = randomBytes(i);
      const key = new HmacKey(new Uint8Array(secret));
      for (const length of [0, 1, i, 60, 3 * i]) {
        const bytes = randomBytes(length);
        const expected = createHmac('sha256', secret).update(bytes).digest('hex');
        expect(hex(key.tag(new Uint8Array(bytes)))).toBe(expected);
        expect(hex(key.tag16(new Uint8Array(bytes)))).toBe(expected.slice(0, 32));
      }
    }
  });

  it('knows a message that ends in its own tag, and no other', () => {
    const key = new HmacKey(repeated(7, 32));
    for (const end of [0, 1, 55, 56, 64, 130]) {
      const message = new Uint8Array(end + 16);
      message.set(repeated(end, end));
      message.set(key.tag16(message.subarray(0, end)), end);
      expect(key.endsInTag16(message, end)).toBe(true);
      for (let at = 0; at < message.length; at++) {
        message[at]! ^= 1 << (at & 7);
        expect(key.endsInTag16(message, end)).toBe(false);
        message[at]! ^= 1 << (at & 7);
      }
      expect(key.endsInTag16(message, end - 1)).toBe(false);
      expect(key.endsInTag16(message, end + 1)).toBe(false);
      expect(new HmacKey(repeated(8, 32)).endsInTag16(message, end)).toBe(false);
    }
    expect(key.endsInTag16(new Uint8Array(15), -1)).toBe(false);
  });
});

describe('equalBytes', () => {
  it('compares every byte and the length', () => {
    const bytes = fromHex('00010203');
    expect(equalBytes(bytes, fromHex('00010203'))).toBe(true);
    for (const other of ['80010203', '00010202', '000102', '0001020300'])
      expect(equalBytes(bytes, fromHex(other))).toBe(false);
  });
});
