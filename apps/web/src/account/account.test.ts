import { ApiError } from '@rubato/client';
import { expect, it } from 'vitest';
import { wordsFor } from './account.ts';

it('tells people what to do, in words for people', () => {
  const asked = new ApiError('not-logged-in', 401, 'log in, and send the session token as "Authorization: Bearer …"');
  expect(wordsFor(asked)).toBe('Nobody is logged in here, or no longer: log in first.');
  expect(wordsFor(new ApiError('too-many', 429, 'too many requests', 1200))).toBe(
    'Too many requests. Try again in 2 s.',
  );
  expect(wordsFor(new TypeError('x is undefined'))).toBe('Something went wrong here; reload the page.');
});
