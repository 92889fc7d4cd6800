import { expect, it } from 'vitest';
import { MAX_SEATS, MAX_SHIPS } from './balance.ts';
import { botNames, factionOf, shipName } from './names.ts';

it('every ship, team and commander has a name of its own, and nobody is someone unseen', () => {
  const names = Array.from({ length: MAX_SHIPS }, (_, i) => shipName(i + 1));
  expect(new Set(names).size).toBe(MAX_SHIPS);
  expect(names).not.toContain(shipName(0));
  expect(new Set(botNames).size).toBe(MAX_SEATS);
  expect(new Set(Array.from({ length: MAX_SEATS + 1 }, (_, i) => factionOf(i))).size).toBe(MAX_SEATS + 1);
});
