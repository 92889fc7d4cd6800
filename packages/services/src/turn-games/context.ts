import type { Notice } from '../notice.ts';
import type { ServiceContext } from '../service-context.ts';
import { seatsOf } from './game-rows.ts';
import type { Positions } from './positions.ts';
import type { Queryable } from '../schema/query-builder.ts';

export interface TurnContext extends Pick<ServiceContext, 'database' | 'clock' | 'random' | 'log'> {
  readonly positions: Positions;
}

export interface TurnReply<T> {
  readonly reply: T;
  readonly notify: readonly Notice[];
}

/** Tells all players of a game, by account: they may be anywhere. */
export async function tellPlayers(
  from: Queryable,
  gameId: string,
  data: { readonly phase: string; readonly turn: number },
): Promise<readonly Notice[]> {
  const seats = await seatsOf(from, [gameId]);
  const accounts = new Set(seats.flatMap(({ playerId, ownerId }) => [playerId, ownerId]));
  return [...accounts].flatMap((id) =>
    id === null ? [] : [{ to: `account:${id}` as const, type: 'TURN_GAME', data: { gameId, ...data } }],
  );
}
