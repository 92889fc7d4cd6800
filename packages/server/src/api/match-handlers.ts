/** The routes of queues, ratings and boards as calls of their services. */
import type { boardRoutes, matchRoutes } from '@rubato/protocol';
import type { Boards, Caller, Matchmaking, Ratings } from '@rubato/services';
import type { Told } from '../socket/told.ts';
import { addressGroup } from '../websocket/peer-address.ts';
import { accountOf, present } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface MatchParts {
  readonly matchmaking: Matchmaking;
  readonly ratings: Ratings;
  readonly boards: Boards;
  readonly deliver: (told: readonly Told[]) => void;
}

export function matchHandlers(parts: MatchParts): RouteHandlers<typeof matchRoutes, Caller> {
  const { matchmaking, ratings, deliver } = parts;
  const done = async <T>(outcome: Promise<{ readonly reply: T; readonly notify: readonly Told[] }>): Promise<T> => {
    const { reply, notify } = await outcome;
    deliver(notify);
    return reply;
  };
  return {
    queues: async () => ({ queues: matchmaking.queues() }),
    searchMatch: (wanted, call) =>
      done(matchmaking.enqueue(accountOf(call), present(wanted), addressGroup(call.address))),
    searchStatus: (_input, call) => matchmaking.status(accountOf(call)),
    cancelSearch: (_input, call) => done(matchmaking.cancel(accountOf(call))),
    acceptMatch: ({ matchId }, call) => done(matchmaking.accept(accountOf(call), matchId)),
    ratings: async (_input, call) => {
      const { accountId } = accountOf(call);
      const of = async (ladder: string) => ({ ladder, ...(await ratings.of(ladder, [accountId]))[0]! });
      return { ratings: await Promise.all(ratings.ladders().map(({ name }) => of(name))) };
    },
    ratingHistory: async ({ ladder, before }, call) => ({
      changes: await ratings.history(ladder, accountOf(call).accountId, before),
    }),
  };
}

export function boardHandlers({ boards }: Pick<MatchParts, 'boards'>): RouteHandlers<typeof boardRoutes, Caller> {
  return {
    boards: async () => ({ boards: boards.list() }),
    board: ({ board, ...page }) => boards.page(board, present(page)),
    boardAround: ({ board, ...around }, call) => boards.around(board, accountOf(call), present(around)),
    submitScore: async (entry, call) => ({ counted: await boards.submitOwn(accountOf(call), entry) }),
  };
}
