/** The routes of turn games as calls of their services. */
import type { turnRoutes } from '@rubato/protocol';
import type { Caller } from '@rubato/services';
import type { Told } from '../socket/told.ts';
import type { NotificationServices } from '../mail/start-notifications.ts';
import type { TurnServices } from '../turns/start-turns.ts';
import { accountOf, present } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface TurnParts {
  readonly turns: TurnServices;
  readonly notifying: Pick<NotificationServices, 'push' | 'publicKey'>;
  readonly deliver: (told: readonly Told[]) => void;
}

const DEFAULTS = { settings: '{}', early: true, missedMost: 2, standIn: 'ai', vacations: true, open: true } as const;

export function turnHandlers({ turns, notifying, deliver }: TurnParts): RouteHandlers<typeof turnRoutes, Caller> {
  const { games, orders, spectators, vacations } = turns;
  const { push, publicKey } = notifying;
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
    runningTurnGames: async ({ before }, call) => ({ games: await games.running(accountOf(call).accountId, before) }),
    findTurnGame: ({ code }, call) => games.find(accountOf(call).accountId, code),
    createTurnGame: (wanted, call) =>
      done(games.create(accountOf(call).accountId, { ...DEFAULTS, ...present(wanted) })),
    turnGame: ({ id, code }, call) => games.get(accountOf(call).accountId, id, code),
    joinTurnGame: ({ id, code }, call) => done(games.join(accountOf(call).accountId, id, code)),
    resignTurnGame: ({ id }, call) => done(games.resign(accountOf(call).accountId, id)),
    turnState: async ({ id }, call) => {
      const seen = await orders.look(accountOf(call).accountId, id);
      return { ...seen, view: inParts(seen.view) };
    },
    checkOrders: async (wanted, call) => ({ problems: await orders.check(accountOf(call).accountId, sheet(wanted)) }),
    draftOrders: (wanted, call) => orders.draft(accountOf(call).accountId, sheet(wanted)),
    submitOrders: (wanted, call) => done(orders.submit(accountOf(call).accountId, sheet(wanted))),
    turnFilm: async ({ id, turn }, call) => ({ film: inParts(await orders.film(accountOf(call).accountId, id, turn)) }),
    watchTurn: async ({ id: gameId, ...wish }, call) => ({
      film: inParts(await orders.watch(accountOf(call).accountId, { gameId, ...wish })),
    }),
    followTurnGame: ({ id, code }, call) => spectators.follow(accountOf(call).accountId, id, code),
    leaveTurnGame: ({ id }, call) => spectators.leave(accountOf(call).accountId, id),
    turnHistory: async ({ id, from = 1 }, call) => {
      const { turns: ran, ...match } = await orders.history(accountOf(call).accountId, id, from);
      return { ...match, turns: ran.map(({ sheets, ...turn }) => ({ ...turn, sheets: inParts(sheets) })) };
    },
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

/** So many characters are at most 3 bytes each: they fit into one text of the wire. */
const PART = 20_000;

/** Never between the halves of a surrogate pair. */
function inParts(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + PART;
    const splits = /[\ud800-\udbff]/.test(text[end - 1] ?? '');
    parts.push(text.slice(at, splits ? end - 1 : end));
    at = splits ? end - 1 : end;
  }
  return parts;
}
