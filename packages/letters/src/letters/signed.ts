// What is signed and hashed: the letter without the members that come of it. A reader that doesn't know a member still
// covers it by hash and signature.

import { base64url, fromBase64url, hex, sha256 } from '@rubato/schema';
import { type Domain, domainBytes } from '../crypto/domains.ts';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import { canonicalBytes, type Doc } from '../json/canonical.ts';

/** Members outside of hash and signature. `nonce` opens a commitment, which the commitment itself covers. */
const OUTSIDE = new Set(['checksum', 'signature', 'signatures', 'nonce']);

/** The members that hash and signature cover. */
export const bodyOf = (letter: Doc): Doc =>
  Object.fromEntries(Object.entries(letter).filter(([name]) => !OUTSIDE.has(name)));

const signedBytes = (domain: Domain, letter: Doc): Uint8Array => domainBytes(domain, canonicalBytes(bodyOf(letter)));

/** The letter's hash, 64 hex digits: what `checksum` says and others refer to it by. */
export const hashOf = (domain: Domain, letter: Doc): string => hex(sha256(signedBytes(domain, letter)));

/** The signature alone, base64url. */
export async function signatureOf(crypto: LetterCrypto, domain: Domain, letter: Doc, pair: KeyPair): Promise<string> {
  return base64url(await crypto.sign(pair, signedBytes(domain, letter)));
}

/** The body with its checksum and signature. */
export async function signLetter<B extends object>(
  crypto: LetterCrypto,
  domain: Domain,
  body: B,
  pair: KeyPair,
): Promise<B & { readonly checksum: string; readonly signature: string }> {
  const letter = body as unknown as Doc;
  return { ...body, checksum: hashOf(domain, letter), signature: await signatureOf(crypto, domain, letter, pair) };
}

/** Whether a key's owner signed the letter; key and signature are base64url that readers have checked. */
export const isSignedBy = (
  crypto: LetterCrypto,
  domain: Domain,
  letter: Doc,
  signature: string,
  key: string,
): Promise<boolean> => crypto.verify(fromBase64url(key), fromBase64url(signature), signedBytes(domain, letter));
