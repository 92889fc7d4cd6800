import { DecodeError } from './decode-error.ts';

/** Bytes as text: lower-case hexadecimal, base64 and base64url (RFC 4648). Decoding accepts exactly what encoding produces. */

const DIGITS = '0123456789abcdef';
const COMMON = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const STANDARD = `${COMMON}+/`;
const URL_SAFE = `${COMMON}-_`;
const NONE = 255;

const hexOfByte = Array.from({ length: 256 }, (_, byte) => DIGITS.charAt(byte >>> 4) + DIGITS.charAt(byte & 15));
const hexValues = valuesOf(DIGITS);
const standardValues = valuesOf(STANDARD);
const urlValues = valuesOf(URL_SAFE);

/** Lower-case hexadecimal, two digits per byte. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexOfByte[byte] as string;
  return text;
}

/** Bytes of lower-case hexadecimal; throws `DecodeError` on anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0) throw new DecodeError('hex: an odd number of digits');
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (valueAt(hexValues, text, 2 * i, 'hex') << 4) | valueAt(hexValues, text, 2 * i + 1, 'hex');
  }
  return bytes;
}

/** base64 with padding (RFC 4648 §4). */
export function base64(bytes: Uint8Array): string {
  const text = encode64(bytes, STANDARD);
  return text + '='.repeat(-text.length & 3);
}

/** base64url without padding (RFC 4648 §5). */
export function base64url(bytes: Uint8Array): string {
  return encode64(bytes, URL_SAFE);
}

/** Bytes of padded base64; throws `DecodeError` on any other alphabet, padding or leftover bits. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0) throw new DecodeError('base64: the length is not a multiple of 4');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode64(text.slice(0, text.length - padding), standardValues, 'base64');
}

/** Bytes of unpadded base64url; throws `DecodeError` on any other alphabet, padding or leftover bits. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return decode64(text, urlValues, 'base64url');
}

function encode64(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  let word = 0;
  let held = 0;
  for (const byte of bytes) {
    word = ((word << 8) | byte) & 0xffff;
    held += 8;
    for (; held >= 6; held -= 6) text += alphabet.charAt((word >>> (held - 6)) & 63);
  }
  return held === 0 ? text : text + alphabet.charAt((word << (6 - held)) & 63);
}

function decode64(text: string, values: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 === 1) throw new DecodeError(`${name}: a digit too many`);
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    word = ((word << 6) | valueAt(values, text, i, name)) & 0xfff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = word >>> held;
  }
  if ((word & ((1 << held) - 1)) !== 0) throw new DecodeError(`${name}: leftover bits are not zero`);
  return bytes;
}

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(NONE);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

function valueAt(values: Uint8Array, text: string, i: number, name: string): number {
  const value = values[text.charCodeAt(i)] ?? NONE;
  if (value === NONE) throw new DecodeError(`${name}: unexpected character at ${i}`);
  return value;
}
