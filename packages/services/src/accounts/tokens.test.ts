import { expect, it } from 'vitest';
import { SeededRandom } from '@rubato/ports/doubles';
import { newToken, tokenHash } from './tokens.ts';

it('a token can stand alone in a command: it never begins with a hyphen', () => {
  const random = new SeededRandom('tokens');
  // Of as many, sixteen would.
  const tokens = Array.from({ length: 1024 }, () => newToken(random));
  expect(tokens.filter(({ text }) => text.startsWith('-'))).toEqual([]);
  expect(new Set(tokens.map(({ text }) => text)).size).toBe(1024);
  for (const { text, sha256 } of tokens) expect(tokenHash(text)).toBe(sha256);
});
