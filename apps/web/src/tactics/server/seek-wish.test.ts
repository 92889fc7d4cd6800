import { describe, expect, it } from 'vitest';
import { faultOfSeek, firstSeek, seekOf } from './seek-wish.ts';

const HOUR_MS = 3_600_000;

describe('looking for opponents', () => {
  it('asks for any battle and no ratings, unless they are chosen', () => {
    expect(seekOf(firstSeek)).toEqual({
      game: 'tactics',
      seats: 2,
      leastTurnMs: 8 * HOUR_MS,
      mostTurnMs: 72 * HOUR_MS,
      waitMs: 72 * HOUR_MS,
    });
    expect(seekOf({ ...firstSeek, battle: 'beacon', ladder: 'tactics', onlyRated: true })).toMatchObject({
      settings: '{"scenario":"beacon"}',
      ladder: 'tactics',
      onlyRated: true,
      ratingGap: 100,
      mostRatingGap: 500,
    });
  });

  it('says which range is upside down', () => {
    expect(faultOfSeek(firstSeek)).toBeUndefined();
    expect(faultOfSeek({ ...firstSeek, leastTurnMs: '9', mostTurnMs: '8' })).toMatch('turn');
    expect(faultOfSeek({ ...firstSeek, ladder: 'tactics', ratingGap: '900' })).toMatch('ratings');
    // Without a ladder nobody asks.
    expect(faultOfSeek({ ...firstSeek, ratingGap: '900' })).toBeUndefined();
  });
});
