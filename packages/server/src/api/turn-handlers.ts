/** The routes of turn games as calls of their services. */
import type { turnRoutes } from '@rubato/protocol';
import type { Caller } from '@rubato/services';
import type { Told } from '../socket/told.ts';
import type { TurnServices } from '../turns/start-turns.ts';
import { accountOf, present } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface TurnParts {
  readonly turns: TurnServices;
  readonly deliver: (told: readonly Told[]) => void;
}

const DEFAULTS = { settings: '{}', early: true, missedMost: 2, standIn: 'ai', vacations: true, open: true } as const;

export function turnHandlers({ turns, deliver }: TurnParts): RouteHandlers<typeof turnRoutes, Caller> {
  const { games, orders, vacations, push, publicKey } = turns;
  const done = async <T>(outcome: Promise<{ readonly reply: T; readonly notify: readonly Told[] }>): Promise<T> => {
    const { reply, notify } = await outcome;
    deliver(notify);
    return reply;
  };
  const sheet = ({ id, ...rest }: { readonly id: string; readonly turn: number; readonly orders: string }) => {
    return { gameId: id, ...rest };
  };
  return {
    turnGames: async ({ before }, call) => ({ games: await games.mine(accountOf(call).accountId, before) }),
    openTurnGames: async ({ before }, call) => ({ games: await games.open(accountOf(call).accountId, before) }),
    createTurnGame: (wanted, call) =>
      done(games.create(accountOf(call).accountId, { ...DEFAULTS, ...present(wanted) })),
    turnGame: ({ id }, call) => games.get(accountOf(call).accountId, id),
    joinTurnGame: ({ id, code }, call) => done(games.join(accountOf(call).accountId, id, code)),
    resignTurnGame: ({ id }, call) => done(games.resign(accountOf(call).accountId, id)),
    turnState: ({ id }, call) => orders.look(accountOf(call).accountId, id),
    checkOrders: async (wanted, call) => ({ problems: await orders.check(accountOf(call).accountId, sheet(wanted)) }),
    draftOrders: (wanted, call) => orders.draft(accountOf(call).accountId, sheet(wanted)),
    submitOrders: (wanted, call) => done(orders.submit(accountOf(call).accountId, sheet(wanted))),
    turnFilm: async ({ id, turn }, call) => ({ film: await orders.film(accountOf(call).accountId, id, turn) }),
    turnHistory: ({ id, from = 1 }, call) => orders.history(accountOf(call).accountId, id, from),
    vacation: (_input, call) => vacations.of(accountOf(call).accountId),
    setVacation: ({ untilMs }, call) => vacations.set(accountOf(call).accountId, untilMs),
    pushKey: async () => ({ publicKey }),
    subscribePush: async (wanted, call) => {
      await push.add(accountOf(call).accountId, wanted);
      return { subscribed: true };
    },
    unsubscribePush: async ({ endpoint }, call) => {
      await push.remove(accountOf(call).accountId, endpoint);
      return { subscribed: false };
    },
  };
}
