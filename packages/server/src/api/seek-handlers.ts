/** The routes of looking for opponents in turn games as calls of their service. */
import type { seekRoutes } from '@rubato/protocol';
import type { Caller, TurnSeeks } from '@rubato/services';
import { addressGroup } from '../websocket/peer-address.ts';
import { accountOf, present } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

const DEFAULTS = { onlyRated: false, ratingGap: 100, mostRatingGap: 500, waitMs: 3 * 86_400_000 } as const;

export function seekHandlers({ seeks }: { readonly seeks: TurnSeeks }): RouteHandlers<typeof seekRoutes, Caller> {
  return {
    seekTurnGame: (wanted, call) =>
      seeks.seek(accountOf(call).accountId, { ...DEFAULTS, ...present(wanted) }, addressGroup(call.address)),
    turnSeeks: async (_input, call) => ({ seeks: await seeks.mine(accountOf(call).accountId) }),
    cancelTurnSeek: ({ id }, call) => seeks.cancel(accountOf(call).accountId, id),
  };
}
