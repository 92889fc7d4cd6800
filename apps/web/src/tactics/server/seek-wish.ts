/** What somebody who looks for opponents fills in, and what is asked of the server for it. */
import type { Api } from '@rubato/client';
import { tactics } from '@rubato/tactics';
import { UNRATED } from '../../account/unrated.ts';

/** Whatever the others want. */
export const ANY_BATTLE = '';
const HOUR_MS = 3_600_000;

export interface SeekWish {
  /** A scenario, or ANY_BATTLE. */
  readonly battle: string;
  readonly seats: string;
  readonly leastTurnMs: string;
  readonly mostTurnMs: string;
  readonly ladder: string;
  readonly onlyRated: boolean;
  readonly ratingGap: string;
  readonly mostRatingGap: string;
  readonly waitMs: string;
}

export const firstSeek: SeekWish = {
  battle: ANY_BATTLE,
  seats: '2',
  leastTurnMs: String(8 * HOUR_MS),
  mostTurnMs: String(72 * HOUR_MS),
  ladder: UNRATED,
  onlyRated: false,
  ratingGap: '100',
  mostRatingGap: '500',
  waitMs: String(72 * HOUR_MS),
};

/** What is wrong with it; undefined for nothing. */
export function faultOfSeek({
  leastTurnMs,
  mostTurnMs,
  ladder,
  ratingGap,
  mostRatingGap,
}: SeekWish): string | undefined {
  if (Number(leastTurnMs) > Number(mostTurnMs)) return 'The shortest time for a turn is longer than the longest.';
  if (ladder !== UNRATED && Number(ratingGap) > Number(mostRatingGap))
    return 'The first range of ratings is wider than the widest.';
  return undefined;
}

/** @param wish without faults */
export function seekOf(wish: SeekWish): Parameters<Api['seekTurnGame']>[0] {
  const rated = {
    ladder: wish.ladder,
    onlyRated: wish.onlyRated,
    ratingGap: Number(wish.ratingGap),
    mostRatingGap: Number(wish.mostRatingGap),
  };
  return {
    game: tactics.name,
    seats: Number(wish.seats),
    leastTurnMs: Number(wish.leastTurnMs),
    mostTurnMs: Number(wish.mostTurnMs),
    waitMs: Number(wish.waitMs),
    ...(wish.battle === ANY_BATTLE ? {} : { settings: JSON.stringify({ scenario: wish.battle }) }),
    ...(wish.ladder === UNRATED ? {} : rated),
  };
}
