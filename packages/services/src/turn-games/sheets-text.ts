/**
 * The sheets of a turn as its row keeps them. Orders repeat the same names over and over, so that they are deflated (RFC 1951)
 * where that makes them shorter; a base64 begins with no bracket, which tells the two apart.
 *
 *   [{"seat":1,…}, …]          JSON: short ones, and all that were written before
 *   2.…                        base64 of the deflated JSON
 */
import { base64, fromBase64, utf8Decode, utf8Encode } from '@rubato/schema';
import type { PlayedSheet } from './turn-rules.ts';

const PACKED = '2.';
/** Shorter ones stay legible: a row is hardly larger than its index. */
const PACKED_FROM = 512;

export async function packSheets(sheets: readonly PlayedSheet[]): Promise<string> {
  const text = JSON.stringify(sheets);
  if (text.length < PACKED_FROM) return text;
  const packed = `${PACKED}${base64(await through(new CompressionStream('deflate-raw'), utf8Encode(text)))}`;
  return packed.length < text.length ? packed : text;
}

/** As JSON. Throws TypeError for a row that no server of this version has written. */
export async function sheetsJson(row: string): Promise<string> {
  if (row.startsWith('[')) return row;
  if (!row.startsWith(PACKED)) throw new TypeError('sheets of a version that this server doesn’t know');
  return utf8Decode(await through(new DecompressionStream('deflate-raw'), fromBase64(row.slice(PACKED.length))));
}

export const readSheets = async (row: string): Promise<readonly PlayedSheet[]> =>
  JSON.parse(await sheetsJson(row)) as readonly PlayedSheet[];

async function through(transform: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const source = new Blob([new Uint8Array(bytes)]).stream();
  return new Uint8Array(await new Response(source.pipeThrough(transform)).arrayBuffer());
}
