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
  return [...accounts].flatMap((id) => (id === null ? [] : [noticeTo(id, { gameId, ...data })]));
}

const SPECTATORS = 'select account_id as id from turn_spectator where game_id = ? and until_ms > ?';

/**
 * Tells spectators too: for what changes what they see, which orders that come in don't. The notice says no more than the
 * game's own route; which turns they may watch now is for that to say.
 */
export async function tellAll(
  from: Queryable,
  gameId: string,
  { nowMs, ...data }: { readonly phase: string; readonly turn: number; readonly nowMs: number },
): Promise<readonly Notice[]> {
  const players = await tellPlayers(from, gameId, data);
  const told = new Set(players.map(({ to }) => to));
  const { rows } = await from.query(SPECTATORS, [gameId, Math.floor(nowMs)]);
  const others = rows.map(({ id }) => noticeTo(id as string, { gameId, ...data }));
  return [...players, ...others.filter(({ to }) => !told.has(to))];
}

const noticeTo = (accountId: string, data: object) => {
  return { to: `account:${accountId}`, type: 'TURN_GAME', data } as const;
};
