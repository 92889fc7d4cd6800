import { HmacKey, hmacSha256 } from '@rubato/schema';
import { joinBytes } from './domains.ts';

/** HKDF with SHA-256 (RFC 5869): `length` bytes, at most 8,160. */
export function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const key = new HmacKey(hmacSha256(salt, secret));
  const out = new Uint8Array(length);
  let block: Uint8Array = new Uint8Array(0);
  for (let at = 0, counter = 1; at < length; at += 32, counter++) {
    block = key.tag(joinBytes(block, info, Uint8Array.of(counter)));
    out.set(block.subarray(0, Math.min(32, length - at)), at);
  }
  return out;
}
