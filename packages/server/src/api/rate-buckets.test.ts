import { expect, test } from 'vitest';
import { RateBuckets } from './rate-buckets.ts';

let ms = 0;
const now = () => ms;

test('lets a burst through, then one by one as time passes, and says how long to wait', () => {
  ms = 0;
  const rates = new RateBuckets({ perSecond: 2, burst: 3, now });
  expect([1, 2, 3, 4].map(() => rates.take('a'))).toEqual([0, 0, 0, 500]);
  expect(rates.take('b')).toBe(0);
  ms = 250;
  expect(rates.take('a')).toBe(250);
  ms = 500;
  expect([rates.take('a'), rates.take('a')]).toEqual([0, 500]);
  ms = 100_000;
  expect([1, 2, 3, 4].map(() => rates.take('a'))).toEqual([0, 0, 0, 500]);
});

test('remembers no more keys than it may, and forgets the quietest', () => {
  ms = 0;
  const rates = new RateBuckets({ perSecond: 1, burst: 1, maxKeys: 2, now });
  for (const key of ['a', 'b', 'a', 'c']) rates.take(key);
  expect(rates.size).toBe(2);
  // One that is known already pushes nobody out.
  rates.take('c');
  expect([rates.take('a') > 0, rates.take('b')]).toEqual([true, 0]);
});
