// Reads JSON (RFC 8259) from bytes that someone else made. Depth and number of values are bounded while reading, so that no
// text grows in memory to much more than its own size; what two readers could understand differently is refused:
// a member twice, names that JavaScript treats specially, numbers that don't stay finite, bytes that aren't UTF-8.

import { DecodeError, type Json, utf8Decode } from '@rubato/schema';
import type { Code } from '../codes.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';

const SPECIAL = new Set(['__proto__', 'constructor', 'prototype']);
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// Everything up to the next quote, escape or control character.
// oxlint-disable-next-line no-control-regex -- JSON forbids exactly these in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\n\r]*/y;

export interface JsonLimits {
  readonly depth?: number;
  readonly nodes?: number;
}

/** The value of a JSON text in UTF-8. Throws LetterRefused with a code that starts with `json-`; `place` names the document. */
export const parseJson = (bytes: Uint8Array, place: string, limits: JsonLimits = {}): Json =>
  parseJsonText(jsonText(bytes, place), place, limits);

/** The text alone. */
export function jsonText(bytes: Uint8Array, place: string): string {
  try {
    return utf8Decode(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new LetterRefused('json-syntax', error.message, place);
  }
}

export const parseJsonText = (text: string, place: string, limits: JsonLimits = {}): Json =>
  new JsonReader(text, place, limits).whole();

class JsonReader {
  readonly #text: string;
  readonly #place: string;
  readonly #maxDepth: number;
  #nodesLeft: number;
  #at = 0;

  constructor(text: string, place: string, { depth = LIMITS.jsonDepth, nodes = LIMITS.jsonNodes }: JsonLimits) {
    this.#text = text;
    this.#place = place;
    this.#maxDepth = depth;
    this.#nodesLeft = nodes;
  }

  whole(): Json {
    const value = this.#value(1);
    this.#space();
    if (this.#at !== this.#text.length) this.#fail('json-syntax', 'something follows the value');
    return value;
  }

  #value(depth: number): Json {
    if (depth > this.#maxDepth) this.#fail('json-depth', `nested deeper than ${this.#maxDepth}`);
    if (this.#nodesLeft-- === 0) this.#fail('json-nodes', 'more values than a document may have');
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    if (first === 't') return this.#word('true', true);
    if (first === 'f') return this.#word('false', false);
    if (first === 'n') return this.#word('null', null);
    return this.#number();
  }

  #object(depth: number): Json {
    const object: Record<string, Json> = {};
    this.#at += 1;
    if (this.#next('}')) return object;
    do {
      this.#space();
      const name =
        this.#text[this.#at] === '"' ? this.#string() : this.#fail('json-syntax', "expected a member's name");
      if (SPECIAL.has(name)) this.#fail('json-special-name', `a member called ${name}`);
      if (Object.hasOwn(object, name)) this.#fail('json-twice', `the member ${name.slice(0, 40)} twice`);
      if (!this.#next(':')) this.#fail('json-syntax', 'expected a colon');
      object[name] = this.#value(depth + 1);
    } while (this.#next(','));
    if (!this.#next('}')) this.#fail('json-syntax', 'expected , or }');
    return object;
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#at += 1;
    if (this.#next(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#next(','));
    if (!this.#next(']')) this.#fail('json-syntax', 'expected , or ]');
    return items;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#match(PLAIN, start + 1);
    const plain = this.#text[end] !== '\\';
    // What follows a backslash can't end the string; whether it is an escape is judged below.
    while (this.#text[end] === '\\') end = this.#match(PLAIN, end + 2);
    if (this.#text[end] !== '"') this.#fail('json-syntax', 'a string that does not end');
    this.#at = end + 1;
    if (plain) return this.#text.slice(start + 1, end);
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string;
    } catch {
      return this.#fail('json-syntax', 'an escape that JSON does not have');
    }
  }

  #number(): number {
    const start = this.#at;
    const end = this.#match(NUMBER, start);
    if (end < 0) this.#fail('json-syntax', 'expected a value');
    const value = Number(this.#text.slice(start, end));
    if (!Number.isFinite(value)) this.#fail('json-number', 'a number too large for a double');
    this.#at = end;
    return value;
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('json-syntax', 'expected a value');
    this.#at += word.length;
    return value;
  }

  /** Where the pattern's match at this place ends, or −1. */
  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.test(this.#text) ? pattern.lastIndex : -1;
  }

  #space(): void {
    const unit = this.#text.charCodeAt(this.#at);
    if (unit <= 0x20) this.#at = this.#match(SPACE, this.#at);
  }

  #next(mark: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #fail(code: Code, message: string): never {
    throw new LetterRefused(code, `${message} (character ${this.#at})`, this.#place);
  }
}
