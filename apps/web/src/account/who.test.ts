import { expect, it } from 'vitest';
import { shownName } from './who.ts';

const guest = (...bytes: readonly number[]): string =>
  `guest-${bytes.map((byte) => String(byte).padStart(3, '0')).join('')}`;

it('shows guests by four digits, and everybody else by name', () => {
  expect(shownName(guest(1, 2, 3, 4, 5, 6, 0, 7))).toBe('Guest 0007');
  expect(shownName(guest(1, 2, 3, 4, 5, 6, 255, 255))).toBe('Guest 5535');
  expect(shownName('Ada-007')).toBe('Ada-007');
});

it('tells guests apart by both of the last two bytes', () => {
  const seen = new Set<string>();
  for (let high = 0; high < 256; high++)
    for (let low = 0; low < 256; low++) seen.add(shownName(guest(9, 9, 9, 9, 9, 9, high, low)));
  expect(seen.size).toBe(10_000);
});
