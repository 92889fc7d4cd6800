import { expect, it } from 'vitest';
import { CODE_LENGTH, newCode, newId } from './ids.ts';

it('makes codes that people can read to each other', () => {
  let byte = 0;
  const random = { bytes: (n: number) => Uint8Array.from({ length: n }, () => byte++ % 256) };
  const codes = Array.from({ length: 500 }, () => newCode(random));
  for (const code of codes) expect(code).toMatch(new RegExp(`^[A-HJKMNP-TV-Z2-9]{${CODE_LENGTH}}$`));
  expect(newId(random)).toMatch(/^[a-z2-9]{16}$/);
});

it('draws every symbol equally often', () => {
  let byte = 0;
  const random = { bytes: (n: number) => Uint8Array.from({ length: n }, () => byte++ % 256) };
  const seen = new Map<string, number>();
  for (let i = 0; i < 2560; i++) for (const symbol of newCode(random)) seen.set(symbol, (seen.get(symbol) ?? 0) + 1);
  expect(seen.size).toBe(30);
  expect(Math.max(...seen.values()) - Math.min(...seen.values())).toBeLessThan(60);
});
