import { describe, expect, test } from 'vitest';
import { HALF_HEIGHT, HALF_WIDTH } from './balance.ts';
import { enters, leaves } from './trace.ts';

describe('a straight path', () => {
  test('enters a circle ahead of it at the near side', () => {
    expect(enters(0, 0, 10, 0, 5, 0, 2)).toBeCloseTo(0.3, 12);
  });

  test('misses a circle beside it, behind it or beyond its end', () => {
    expect(enters(0, 0, 10, 0, 5, 2.01, 2)).toBe(Infinity);
    expect(enters(0, 0, 10, 0, -5, 0, 2)).toBe(Infinity);
    expect(enters(0, 0, 10, 0, 13, 0, 2)).toBe(Infinity);
  });

  test('that starts inside a circle has entered it at once', () => {
    expect(enters(5, 1, 10, 0, 5, 0, 2)).toBe(0);
  });

  test('of no length enters nothing that it is not in', () => {
    expect(enters(0, 0, 0, 0, 5, 0, 2)).toBe(Infinity);
  });

  test('leaves the arena at the wall that it reaches first', () => {
    expect(leaves(0, 0, 2 * HALF_WIDTH, 0)).toBe(0.5);
    expect(leaves(0, 0, 0, -2 * HALF_HEIGHT)).toBe(0.5);
    expect(leaves(0, 0, 2 * HALF_WIDTH, 4 * HALF_HEIGHT)).toBe(0.25);
    expect(leaves(0, 0, 1, 1)).toBe(Infinity);
  });
});
