/** What the server tells of its ladders. */
import type { Api } from '@rubato/client';

type Standings = Awaited<ReturnType<Api['ladderStandings']>>;
export type Season = Standings['season'];
export type LeaguePlace = Standings['places'][number];
export type Change = Awaited<ReturnType<Api['ladderHistory']>>['changes'][number];

/** As many as a page of either route. */
export const PER_PAGE = 50;
