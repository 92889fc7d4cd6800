import { expect, it } from 'vitest';
import { troubleInWords } from './trouble-words.ts';

it('a link’s troubles are told in one sentence, and a good link is no matter', () => {
  expect(troubleInWords([])).toBeUndefined();
  expect(troubleInWords(['jitter', 'loss'])).toBe('Unstable link: messages come unevenly, messages get lost.');
});
