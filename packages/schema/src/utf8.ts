import { DecodeError } from './decode-error.ts';

/** UTF-8 (RFC 3629) of our own: bare JavaScript engines that replay a match have no `TextEncoder`. */

const REPLACEMENT = 0xfffd;
/** Code units handed to `String.fromCharCode` at once: engines limit the number of arguments. */
const CHUNK_UNITS = 4096;

/** The number of bytes that `utf8Encode(text)` has. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isPair(text, i)) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/** UTF-8 of a text; half a surrogate pair becomes U+FFFD, as the WHATWG encoding standard says. */
export function utf8Encode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const point = pointAt(text, i);
    if (point < 0x80) {
      bytes[at++] = point;
      continue;
    }
    if (point < 0x800) bytes[at++] = 0xc0 | (point >>> 6);
    else {
      if (point < 0x10000) bytes[at++] = 0xe0 | (point >>> 12);
      else {
        bytes[at++] = 0xf0 | (point >>> 18);
        bytes[at++] = 0x80 | ((point >>> 12) & 0x3f);
        i++;
      }
      bytes[at++] = 0x80 | ((point >>> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (point & 0x3f);
  }
  return bytes;
}

/** Whether a text has no half of a surrogate pair, so that UTF-8 carries it unchanged. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xf800) !== 0xd800) continue;
    if (!isPair(text, i)) return false;
    i++;
  }
  return true;
}

/** The text of UTF-8 bytes; throws `DecodeError` on overlong forms, surrogates, stray and missing bytes. A byte-order mark is kept. */
export function utf8Decode(bytes: Uint8Array): string {
  const units: number[] = [];
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] as number;
    const length = sequenceLength(lead);
    const point = length === 1 ? lead : pointOf(bytes, at, length);
    at += length;
    if (point < 0x10000) units.push(point);
    else units.push(0xd7c0 + (point >>> 10), 0xdc00 | (point & 0x3ff));
    if (units.length >= CHUNK_UNITS) {
      text += String.fromCharCode(...units);
      units.length = 0;
    }
  }
  return text + String.fromCharCode(...units);
}

function isPair(text: string, i: number): boolean {
  return (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
}

function pointAt(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  if ((unit & 0xf800) !== 0xd800) return unit;
  if (!isPair(text, i)) return REPLACEMENT;
  return 0x10000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(i + 1) & 0x3ff);
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  throw new DecodeError(`utf-8: 0x${lead.toString(16)} can't begin a character`);
}

function pointOf(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] as number) & (0x7f >>> length);
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) throw new DecodeError('utf-8: a character is cut short');
    point = (point << 6) | (next & 0x3f);
  }
  const overlong = length === 3 ? point < 0x800 : length === 4 && point < 0x10000;
  if (overlong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
    throw new DecodeError('utf-8: not a character');
  return point;
}
