import { expect, it } from 'vitest';
import { limits } from './limits.ts';
import { negotiate } from './version.ts';

it('picks the highest version that both speak', () => {
  expect(negotiate([1], [1])).toEqual({ version: 1 });
  expect(negotiate([1, 2, 3], [2, 3, 4])).toEqual({ version: 3 });
  expect(negotiate([3, 1], [1, 2, 3])).toEqual({ version: 3 });
});

it('names both sides’ versions when there is none, and who has to be updated', () => {
  expect(negotiate([3, 2], [1])).toEqual({
    refusal: 'server speaks protocol 1, client offers 2, 3: update the server',
  });
  expect(negotiate([1], [3, 2])).toEqual({
    refusal: 'server speaks protocol 2, 3, client offers 1: update the client',
  });
  expect(negotiate([], [1])).toEqual({ refusal: 'server speaks protocol 1, client offers none: update the client' });
});

it('keeps a refusal short enough for the reason of a close', () => {
  const longest = negotiate(
    Array.from({ length: limits.versionsOffered }, (_, index) => 65_535 - index),
    [1],
  );
  expect('refusal' in longest && longest.refusal.length).toBeLessThanOrEqual(limits.closeReasonBytes);
});
