import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('lets a burst through, then the steady rate', () => {
  const bucket = new TokenBucket(10, 3, 0);
  expect([1, 2, 3, 4].map(() => bucket.take(0))).toEqual([true, true, true, false]);
  expect(bucket.take(99)).toBe(false);
  expect(bucket.take(100)).toBe(true);
  expect(bucket.take(100)).toBe(false);
});

it('saves up no more than the burst', () => {
  const bucket = new TokenBucket(10, 2, 0);
  expect([1, 2, 3].map(() => bucket.take(60_000))).toEqual([true, true, false]);
});
