import { describe, expect, it } from 'vitest';
import { divisionWords, gainWords, ladderWords, othersWords, outcomeWords, seasonWords } from './words.ts';

const other = (place: number, name = 'Bea') => ({ accountId: 'b', name, place });

describe('the league in words', () => {
  it('heads a ladder by its name', () => {
    expect(ladderWords('arena')).toBe('Arena');
    expect(ladderWords('')).toBe('');
  });

  it('says what came of a match', () => {
    expect(outcomeWords({ place: 1, others: [other(2)] })).toBe('won');
    expect(outcomeWords({ place: 2, others: [other(1)] })).toBe('lost');
    expect(outcomeWords({ place: 1, others: [other(1)] })).toBe('drawn');
    expect(outcomeWords({ place: 3, others: [other(1), other(2)] })).toBe('place 3');
    expect(outcomeWords({ place: 1, others: [] })).toBe('won');
  });

  it('names seasons, divisions, gains and opponents', () => {
    expect(seasonWords({ name: '2026-4', startMs: 0, endMs: 1 })).toBe('4th quarter of 2026');
    expect([0, 1, 5, 9].map(divisionWords)).toEqual([
      'Not placed yet',
      'First division',
      'Fifth division',
      'Division 9',
    ]);
    expect([12.4, -3.6, 0.2].map(gainWords)).toEqual(['+12', '−4', '±0']);
    expect(othersWords({ others: [other(1), other(2, 'guest-012034')] })).toBe('Bea, Guest 3106');
    expect(othersWords({ others: [] })).toBe('somebody who left');
  });
});
