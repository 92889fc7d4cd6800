// gzip (RFC 1952), one member. Inflating is bounded twice: by what the trailer promises before anything is inflated, and by
// counting while it is, so that a lying trailer gains nothing.

import { gzipSync, Inflate } from 'fflate';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { crc32 } from './crc32.ts';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
/** Deflate grows at most 1,032-fold: so many bytes at once keep what comes of them under 4 MiB. */
const PUSH_BYTES = 4000;
/** What is always allowed to inflate, whatever the ratio: repetitive small documents. */
const FREE_BYTES = 65_536;

/** Equal bytes give equal results, on every engine. */
export const gzip = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => gzipSync(bytes, { level: 9, mtime: 0 });

/** What was compressed; at most `maxBytes`. Throws LetterRefused with `gzip-…`; `place` names the entry. */
export function gunzip(
  bytes: Uint8Array,
  place: string,
  maxBytes: number = LIMITS.entryBytes,
): Uint8Array<ArrayBuffer> {
  const start = headerLength(bytes);
  const end = bytes.length - TRAILER_BYTES;
  if (start === undefined || start > end) throw new LetterRefused('gzip-broken', 'not a gzip member', place);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, TRAILER_BYTES);
  const size = trailer.getUint32(4, true);
  if (size > maxBytes) throw new LetterRefused('gzip-size', `inflates to ${size} bytes, at most ${maxBytes}`, place);
  if (size > FREE_BYTES && size > bytes.length * LIMITS.inflateRatio)
    throw new LetterRefused('gzip-ratio', `inflates ${LIMITS.inflateRatio}-fold and more`, place);
  const result = inflate(bytes.subarray(start, end), size, place);
  if (crc32(result) !== trailer.getUint32(0, true))
    throw new LetterRefused('gzip-broken', 'its checksum differs', place);
  return result;
}

function inflate(deflated: Uint8Array, size: number, place: string): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(size);
  let length = 0;
  let ended = false;
  const stream = new Inflate((chunk, final) => {
    if (length + chunk.length > size) throw new LetterRefused('gzip-size', 'inflates to more than it says', place);
    result.set(chunk, length);
    length += chunk.length;
    ended ||= final;
  });
  try {
    for (let at = 0; at < deflated.length; at += PUSH_BYTES)
      stream.push(deflated.subarray(at, at + PUSH_BYTES), at + PUSH_BYTES >= deflated.length);
  } catch (error) {
    if (error instanceof LetterRefused) throw error;
    throw new LetterRefused('gzip-broken', error instanceof Error ? error.message : 'not deflated data', place);
  }
  if (!ended || length !== size) throw new LetterRefused('gzip-broken', 'inflates to less than it says', place);
  return result;
}

/** Bytes before the deflated data; undefined when it isn't gzip. Other programs put a file's name there. */
function headerLength(bytes: Uint8Array): number | undefined {
  const flags = bytes[3] ?? FLAG.reserved;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || (flags & FLAG.reserved) !== 0) return undefined;
  let at = HEADER_BYTES;
  if ((flags & FLAG.extra) !== 0) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const text of [FLAG.name, FLAG.comment]) {
    if ((flags & text) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return undefined;
    at = zero + 1;
  }
  return (flags & FLAG.headerCrc) === 0 ? at : at + 2;
}
