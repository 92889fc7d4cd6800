import type { Random } from '@rubato/ports';
import { base64url, hex, sha256, utf8Encode } from '@rubato/schema';

/** 256 bits from a source that can't be guessed need no slow hash. */
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface Token {
  /** Shown to its owner once. */
  readonly text: string;
  /** What is stored, in hexadecimal: a stolen database opens nothing. */
  readonly sha256: string;
}

/** It doesn't begin with a hyphen: to a command it would be an option. */
export function newToken(random: Random): Token {
  let text: string;
  do text = base64url(random.bytes(TOKEN_BYTES));
  while (text.startsWith('-'));
  return { text, sha256: hashOf(text) };
}

/** The stored form of a token that somebody shows; undefined for what can't be one. */
export function tokenHash(text: string): string | undefined {
  return TOKEN.test(text) ? hashOf(text) : undefined;
}

/** For codes and tokens that can not be guessed in the time that they have. */
export function hashOf(text: string): string {
  return hex(sha256(utf8Encode(text)));
}
