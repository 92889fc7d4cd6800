import { hmacSha256, utf8Encode } from '@rubato/schema';

const DOMAIN = 'rubato resume 1\n';

/**
 * What shows that a client holds a session's key without sending it: HMAC-SHA256 under the key over
 * `rubato resume 1`, a line feed, the session's id, a line feed and the attempt in decimal.
 */
export function resumeProof(key: Uint8Array, session: string, attempt: number): Uint8Array<ArrayBuffer> {
  return hmacSha256(key, utf8Encode(`${DOMAIN}${session}\n${attempt}`));
}
