import { hkdfSync, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, hex, utf8Encode } from '@rubato/schema';
import { hkdf } from './hkdf.ts';
import { isBearable, scrypt } from './scrypt.ts';
import { WebLetterCrypto } from './web-crypto.ts';

const crypto = new WebLetterCrypto();
const bytes = (length: number, from = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (i + from) & 255);

describe('hkdf', () => {
  it('gives the first vector of RFC 5869', () => {
    const okm = hkdf(new Uint8Array(22).fill(0x0b), bytes(13), bytes(10, 0xf0), 42);
    expect(hex(okm)).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });

  it('agrees with node', () => {
    for (const length of [1, 31, 32, 33, 100])
      expect(hex(hkdf(bytes(32), bytes(16), bytes(7), length))).toBe(
        Buffer.from(hkdfSync('sha256', bytes(32), bytes(16), bytes(7), length)).toString('hex'),
      );
  });
});

describe('scrypt', () => {
  it('agrees with node where there are several lanes', () => {
    const key = scrypt(utf8Encode('password'), utf8Encode('NaCl'), { logN: 10, r: 8, p: 4 }, 64);
    expect(hex(key)).toBe(scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 4 }).toString('hex'));
  });

  it('gives the third vector of RFC 7914', () => {
    const key = scrypt(utf8Encode('pleaseletmein'), utf8Encode('SodiumChloride'), { logN: 14, r: 8, p: 1 }, 64);
    expect(hex(key)).toBe(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    );
  });

  it('refuses a cost that would fill the memory of whoever opens the file', () => {
    expect(isBearable({ logN: 17, r: 8, p: 1 })).toBe(false);
    expect(() => scrypt(bytes(1), bytes(1), { logN: 30, r: 8, p: 1 }, 32)).toThrow(RangeError);
  });
});

describe('the web crypto adapter', () => {
  it('signs as RFC 8032 does (its second vector)', async () => {
    const pair = {
      privateKey: fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
      publicKey: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    };
    const signature = await crypto.sign(pair, Uint8Array.of(0x72));
    expect(hex(signature)).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(await crypto.verify(pair.publicKey, signature, Uint8Array.of(0x72))).toBe(true);
    expect(await crypto.verify(pair.publicKey, signature, Uint8Array.of(0x73))).toBe(false);
  });

  it('takes no key and no signature for one that does not verify', async () => {
    const pair = await crypto.newSigningPair();
    const signature = await crypto.sign(pair, bytes(9));
    expect(await crypto.verify(pair.publicKey, signature, bytes(9))).toBe(true);
    expect(await crypto.verify(bytes(31), signature, bytes(9))).toBe(false);
    expect(await crypto.verify(pair.publicKey, signature.subarray(1), bytes(9))).toBe(false);
  });

  it('lets two agree on a secret, but not with a key that makes it predictable', async () => {
    const [a, b] = [await crypto.newSealingPair(), await crypto.newSealingPair()];
    const secret = await crypto.agree(a, b.publicKey);
    expect(secret).toEqual(await crypto.agree(b, a.publicKey));
    expect(await crypto.agree(a, new Uint8Array(32))).toBeUndefined();
  });

  it('decrypts only what was encrypted', async () => {
    const sealed = await crypto.encrypt(bytes(32), bytes(12), bytes(50), bytes(3));
    expect(await crypto.decrypt(bytes(32), bytes(12), sealed, bytes(3))).toEqual(bytes(50));
    expect(await crypto.decrypt(bytes(32, 1), bytes(12), sealed, bytes(3))).toBeUndefined();
    expect(await crypto.decrypt(bytes(32), bytes(12), sealed, bytes(4))).toBeUndefined();
    for (const at of [0, 49, 65])
      expect(
        await crypto.decrypt(
          bytes(32),
          bytes(12),
          sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)),
          bytes(3),
        ),
      ).toBeUndefined();
  });
});
