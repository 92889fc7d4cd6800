// What a hash or signature is about is part of what is hashed or signed, so that nothing made for one purpose passes for
// another:  "rubato letters 1 <purpose>" 0x00 then the bytes.

import { hex, sha256, utf8Encode } from '@rubato/schema';

export type Domain =
  /** Signed letters, and their hashes. */
  | 'genesis'
  | 'commit'
  | 'order'
  | 'absence'
  | 'receipt'
  | 'turn'
  | 'view'
  | 'opening'
  | 'claim'
  /** Only hashed. */
  | 'commitment'
  | 'seed'
  | 'state'
  | 'events'
  /** Only to derive keys. */
  | 'seal'
  | 'file';

export function domainBytes(domain: Domain, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const prefix = utf8Encode(`rubato letters 1 ${domain}\0`);
  return joinBytes(prefix, ...parts);
}

/** SHA-256 under a domain, 64 hex digits. */
export const domainHash = (domain: Domain, ...parts: readonly Uint8Array[]): string =>
  hex(sha256(domainBytes(domain, ...parts)));

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
