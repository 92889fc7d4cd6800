import { expect, it } from 'vitest';
import { afterClose, closeCodes } from './close-codes.ts';

it('gives every code once, our own between 4000 and 4099', () => {
  const codes = Object.values(closeCodes).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code < 2000 || (code >= 4000 && code < 4100)).toBe(true);
});

it('says what to do next, for unknown codes too', () => {
  expect(afterClose(closeCodes.versionRefused.code)).toBe('upgrade');
  expect(afterClose(closeCodes.draining.code)).toBe('retry');
  expect(afterClose(closeCodes.kicked.code)).toBe('never');
  expect([afterClose(1011), afterClose(1006), afterClose(4099)]).toEqual(['retry', 'retry', 'never']);
});
