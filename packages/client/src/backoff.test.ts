import { expect, it } from 'vitest';
import { backoffMs, DEFAULT_BACKOFF } from './backoff.ts';

it('doubles from the first wait to the longest and spreads clients over half a step', () => {
  expect(backoffMs(0, 0)).toBe(125);
  expect(backoffMs(0, 0.999)).toBeCloseTo(250, 0);
  expect(backoffMs(3, 0)).toBe(1000);
  expect(backoffMs(1000, 0.5)).toBeLessThanOrEqual(DEFAULT_BACKOFF.maxMs);
});
