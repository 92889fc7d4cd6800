import { expect, it } from 'vitest';
import { resultInWords, winnersInWords } from './result-words.ts';

it.each([
  [undefined, '–'],
  [null, '–'],
  [{ winners: [] }, 'a draw'],
  [{ winners: [2] }, 'seat 2 won'],
  [{ winners: [1, 3], scores: [] }, 'seats 1, 3 won'],
  ['odd', '"odd"'],
  [{ winners: 7 }, '{"winners":7}'],
])('%j in words: %s', (result, words) => {
  expect(winnersInWords(result)).toBe(words);
  expect(resultInWords(result)).toBe(words);
});

it('tells the scores where there is room', () => {
  const result = { winners: [2], scores: [{ seat: 1, score: 3 }, { seat: 2, score: 5 }] }; // prettier-ignore
  expect(winnersInWords(result)).toBe('seat 2 won');
  expect(resultInWords(result)).toBe('seat 2 won (seat 1: 3, seat 2: 5)');
});
