/** The routes of ladders as calls of the league. */
import type { ladderRoutes } from '@rubato/protocol';
import type { Caller, League } from '@rubato/services';
import { present } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export function ladderHandlers(league: League): RouteHandlers<typeof ladderRoutes, Caller> {
  return {
    ladders: async () => league.ladders(),
    ladderStandings: ({ ladder, ...page }) => league.standings(ladder, present(page)),
    ladderHistory: ({ ladder, accountId, before }) => league.history(ladder, accountId, before),
  };
}
