// Canonical JSON (RFC 8785): one text for one value, so that a hash or a signature of it means the value.
//
//   members sorted by the UTF-16 units of their names, no white space, numbers as ECMAScript writes them,
//   strings with the shortest escapes; halves of surrogate pairs, NaN and infinities have no form

import { isWellFormed, type Json, utf8Encode } from '@rubato/schema';

/** The canonical text of a JSON value. Throws TypeError for what JSON can't say. Members that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!isWellFormed(value)) throw new TypeError('canonical JSON: half of a surrogate pair');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`canonical JSON: ${value} is not a number of JSON`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      return objectText(value as Readonly<Record<string, unknown>>);
    default:
      throw new TypeError(`canonical JSON: a ${typeof value} has no form`);
  }
}

/** The canonical text as UTF-8. */
export const canonicalBytes = (value: unknown): Uint8Array<ArrayBuffer> => utf8Encode(canonicalJson(value));

function objectText(object: Readonly<Record<string, unknown>>): string {
  // The default order of `sort` is that of UTF-16 units, as RFC 8785 §3.2.3 asks.
  const names = Object.keys(object)
    .filter((name) => object[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${canonicalJson(name)}:${canonicalJson(object[name])}`).join(',')}}`;
}

/** A JSON object. */
export type Doc = { readonly [name: string]: Json };
