// A letter on its way to one reader: a sheet to the relay that keeps it until all are in.

import { fromBase64url } from '@rubato/schema';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import { sealTo, unseal } from '../crypto/seal.ts';
import { canonicalBytes, type Doc } from '../json/canonical.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { parseCanonical } from './letter.ts';

/** @param to the reader's X25519 key as the genesis has it. Throws LetterRefused `encryption-failed` when it is none. */
export async function sealLetter(crypto: LetterCrypto, to: string, letter: Doc): Promise<Uint8Array<ArrayBuffer>> {
  const sealed = await sealTo(crypto, fromBase64url(to), canonicalBytes(letter));
  if (sealed === undefined) throw new LetterRefused('encryption-failed', 'the reader’s key is none');
  return sealed;
}

/** Throws LetterRefused `decryption-failed` when it was sealed to somebody else or changed, and what `parseCanonical` throws. */
export async function openLetter(crypto: LetterCrypto, pair: KeyPair, sealed: Uint8Array): Promise<Doc> {
  const bytes = await unseal(crypto, pair, sealed);
  if (bytes === undefined) throw new LetterRefused('decryption-failed', 'sealed to another key, or changed');
  return parseCanonical(bytes, 'sealed letter', LIMITS.documentBytes);
}
