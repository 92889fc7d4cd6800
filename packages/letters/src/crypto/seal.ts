// Bytes that only the owner of an X25519 key can read: what a relay is sent, what a host shows one player, the key of an
// encrypted file.
//
//   32 bytes  a public key made for this once
//   n + 16    AES-256-GCM of the bytes; key = HKDF(shared secret, salt = both public keys, info = the domain `seal`);
//             nonce zeros: each key encrypts once

import type { KeyPair, LetterCrypto } from './letter-crypto.ts';
import { domainBytes, joinBytes } from './domains.ts';
import { hkdf } from './hkdf.ts';

const KEY_BYTES = 32;
const NONCE = new Uint8Array(12);
/** What sealing adds. */
export const SEAL_BYTES = KEY_BYTES + 16;

const sealKey = (secret: Uint8Array, once: Uint8Array, to: Uint8Array): Uint8Array =>
  hkdf(secret, joinBytes(once, to), domainBytes('seal'), KEY_BYTES);

/** Undefined when the public key is none. */
export async function sealTo(
  crypto: LetterCrypto,
  to: Uint8Array,
  plain: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const once = await crypto.newSealingPair();
  const secret = await crypto.agree(once, to);
  if (secret === undefined) return undefined;
  const sealed = await crypto.encrypt(sealKey(secret, once.publicKey, to), NONCE, plain, new Uint8Array(0));
  return joinBytes(once.publicKey, sealed);
}

/** Undefined when it was sealed to another key, or changed. */
export async function unseal(
  crypto: LetterCrypto,
  pair: KeyPair,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (sealed.length < SEAL_BYTES) return undefined;
  const once = sealed.subarray(0, KEY_BYTES);
  const secret = await crypto.agree(pair, once);
  if (secret === undefined) return undefined;
  return crypto.decrypt(sealKey(secret, once, pair.publicKey), NONCE, sealed.subarray(KEY_BYTES), new Uint8Array(0));
}
