/**
 * Untrusted JSON: how deep and how wide it is gets counted on the text, before anything is built from it, and names that
 * reach an object's prototype are refused wherever they stand.
 */

/** Lists and objects within one another. */
export const JSON_DEPTH = 16;
/** Keys of all objects together. */
export const JSON_KEYS = 1000;

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** The message names the place, for whoever sent it. */
export class BadJson extends Error {
  override readonly name = 'BadJson';
}

/** Throws BadJson. Cost: O(length), twice. */
export function parseJson(text: string): unknown {
  measure(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadJson(`the body is no JSON: ${(error as Error).message}`, { cause: error });
  }
  refusePrototypes(value, '');
  return value;
}

function measure(text: string): void {
  let depth = 0;
  let keys = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text[i]) {
      case '"':
        i = endOfString(text, i);
        break;
      case '{':
      case '[':
        if (++depth > JSON_DEPTH)
          throw new BadJson(`the body nests deeper than ${JSON_DEPTH} levels, at character ${i}`);
        break;
      case '}':
      case ']':
        depth--;
        break;
      case ':':
        if (++keys > JSON_KEYS) throw new BadJson(`the body has more than ${JSON_KEYS} keys, at character ${i}`);
        break;
    }
  }
}

/** Index of the closing quote, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/** Recursion is safe: the depth was measured. */
function refusePrototypes(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (!Array.isArray(value) && FORBIDDEN.has(key)) throw new BadJson(`${place}: no field may have this name`);
    refusePrototypes(inner, place);
  }
}
