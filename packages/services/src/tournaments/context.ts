import type { Notice } from '../notice.ts';
import type { Ratings } from '../ratings/ratings.ts';
import type { ServiceContext } from '../service-context.ts';
import type { MatchPlay } from './match-play.ts';
import type { EntrantRow } from './tournament-rows.ts';

export interface TournamentContext extends Pick<ServiceContext, 'database' | 'clock' | 'random' | 'log'> {
  readonly play: MatchPlay;
  readonly ratings: Pick<Ratings, 'of'>;
}

export interface TournamentReply<T> {
  readonly reply: T;
  readonly notify: readonly Notice[];
}

export interface TournamentNews {
  readonly tournamentId: string;
  readonly event: 'begun' | 'match-ready' | 'match-over' | 'over' | 'cancelled';
  /** Of the match. */
  readonly match?: number;
  /** To be played there. */
  readonly gameId?: string;
}

/** Tells entrants, by account: they may be anywhere. @param seeds default all */
export function tellEntrants(
  entrants: readonly EntrantRow[],
  data: TournamentNews,
  seeds?: readonly (number | undefined)[],
): readonly Notice[] {
  const meant = seeds === undefined ? entrants : entrants.filter(({ seed }) => seed !== null && seeds.includes(seed));
  return meant.flatMap(({ accountId }) =>
    accountId === null ? [] : [{ to: `account:${accountId}` as const, type: 'TOURNAMENT', data }],
  );
}
