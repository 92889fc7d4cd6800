import { describe, expect, it } from 'vitest';
import { faultOf, firstWish, UNWATCHED, wantedOf, type Wish } from './wish.ts';

const NOW_MS = 1_800_000_000_000;
const wish = (part: Partial<Wish> = {}): Wish => ({ ...firstWish(NOW_MS), title: ' Cup ', ...part });

describe('a new tournament', () => {
  it('is asked for with what its format and ladder have, and nothing else', () => {
    expect(wantedOf(wish({ rounds: '5', twice: true, least: '1400' }))).toEqual({
      title: 'Cup',
      format: 'single',
      game: 'tactics',
      settings: '{"scenario":"beacon","fog":true}',
      turnMs: 86_400_000,
      mostEntrants: 8,
      closesMs: NOW_MS + 259_200_000,
      missedMost: 2,
      vacations: false,
      open: true,
      watching: true,
      watchDelay: 1,
    });
    const closed = wantedOf(wish({ watchDelay: UNWATCHED }));
    expect(closed).toMatchObject({ watching: false });
    expect(closed).not.toHaveProperty('watchDelay');
    expect(wantedOf(wish({ format: 'swiss', rounds: '5' }))).toMatchObject({ rounds: 5 });
    expect(wantedOf(wish({ format: 'round-robin', twice: true }))).toMatchObject({ twice: true });
    const rated = wantedOf(wish({ ladder: 'tactics', least: '1400', closed: true, later: true }));
    expect(rated).toMatchObject({ ladder: 'tactics', leastRating: 1400, open: false, opensMs: NOW_MS + 86_400_000 });
    expect(rated).not.toHaveProperty('mostRating');
  });

  it('says what is missing or wrong', () => {
    expect(faultOf(wish(), NOW_MS)).toBeUndefined();
    expect(faultOf(wish({ title: ' ' }), NOW_MS)).toMatch('title');
    expect(faultOf(wish({ closesMs: NOW_MS }), NOW_MS)).toMatch('close');
    expect(faultOf(wish({ closesMs: Number.NaN }), NOW_MS)).toMatch('close');
    expect(faultOf(wish({ later: true, opensMs: NOW_MS + 1e12 }), NOW_MS)).toMatch('open');
    expect(faultOf(wish({ ladder: 'a', least: 'many' }), NOW_MS)).toMatch('numbers');
    expect(faultOf(wish({ ladder: 'a', least: '1800', top: '1500' }), NOW_MS)).toMatch('above');
    // Without a ladder nobody asks for ratings.
    expect(faultOf(wish({ least: 'many' }), NOW_MS)).toBeUndefined();
  });
});
