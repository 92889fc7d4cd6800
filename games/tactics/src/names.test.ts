import { expect, it } from 'vitest';
import { MAX_SHIPS } from './balance.ts';
import { botNames, shipName } from './names.ts';

it('every ship and every commander has a name of its own, and nobody is someone unseen', () => {
  const names = Array.from({ length: MAX_SHIPS }, (_, i) => shipName(i + 1));
  expect(new Set(names).size).toBe(MAX_SHIPS);
  expect(names).not.toContain(shipName(0));
  expect(new Set(botNames).size).toBe(6);
});
