/** Rows of tickets, and the statements over them. */
import type { Queryable } from '../schema/query-builder.ts';
import { NEWCOMER } from '../ratings/glicko2.ts';
import { MOST_TURN_GAMES } from '../turn-games/insert-game.ts';
import type { Apart, Ticket } from './suit.ts';

export type SeekState = 'waiting' | 'matched' | 'expired';

export interface SeekRow extends Ticket {
  readonly game: string;
  readonly seats: number;
  readonly state: SeekState;
  readonly gameId: string | null;
  readonly expiresMs: number;
}

/** Tickets for one game with so many seats; one more is refused as `limit-reached`. */
export const MOST_IN_POOL = 500;
/** Blocks within one pool: of more, those that come late are met only when a game is made, and that is then left. */
export const BLOCKS_READ = 10_000;

const SEEK = `select s.id, s.account_id as "accountId", s.game, s.seats, s.settings, s.least_ms as "leastMs",
  s.most_ms as "mostMs", s.ladder, s.only_rated as "onlyRated", coalesce(r.rating, ${NEWCOMER.rating}.0) as rating, s.gap,
  s.most_gap as "mostGap", s.state, s.game_id as "gameId", s.since_ms as "sinceMs", s.expires_ms as "expiresMs"
  from turn_seek s left join rating r on r.ladder = s.ladder and r.account_id = s.account_id`;
const POOL = `${SEEK} where s.state = 'waiting' and s.game = ? and s.seats = ? and s.expires_ms > ?
  order by s.since_ms, s.id limit ?`;
const OWN = `${SEEK} where s.account_id = ? order by s.since_ms desc, s.id desc limit ?`;

/** What every transaction that uses an account's tickets holds. */
export const seeksLock = (accountId: string): string => `turn seeks of ${accountId}`;
export const poolLock = (game: string, seats: number): string => `turn seeks for ${seats} of ${game}`;

/** Who waits for a game with so many seats, the oldest first. */
export async function poolOf(
  from: Queryable,
  { game, seats }: Pick<SeekRow, 'game' | 'seats'>,
  nowMs: number,
): Promise<readonly SeekRow[]> {
  return (await from.query(POOL, [game, seats, nowMs, MOST_IN_POOL])).rows as unknown as readonly SeekRow[];
}

/** The newest first. */
export async function seeksOf(from: Queryable, accountId: string, limit: number): Promise<readonly SeekRow[]> {
  return (await from.query(OWN, [accountId, limit])).rows as unknown as readonly SeekRow[];
}

export async function seekOf(from: Queryable, id: string): Promise<SeekRow | undefined> {
  return (await from.query(`${SEEK} where s.id = ?`, [id])).rows[0] as unknown as SeekRow | undefined;
}

const FULL = `select s.player_id as id from turn_seat s join turn_game g on g.id = s.game_id where g.phase <> 'over'
  and s.player_id in`;

/** Of these accounts, of one pool at most, those that play as many games as they may. */
export async function fullOf(from: Queryable, accountIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (accountIds.length === 0) return new Set();
  const asked = [...new Set(accountIds)];
  const { rows } = await from.query(
    `${FULL} (${asked.map(() => '?').join(', ')}) group by s.player_id having count(*) >= ?`,
    [...asked, MOST_TURN_GAMES],
  );
  return new Set(rows.map(({ id }) => id as string));
}

/** Of these accounts, of one pool at most, who has blocked whom. */
export async function apartOf(from: Queryable, accountIds: readonly string[]): Promise<Apart> {
  if (accountIds.length === 0) return new Set();
  const asked = [...new Set(accountIds)];
  const marks = asked.map(() => '?').join(', ');
  const { rows } = await from.query(
    `select distinct account_id as a, blocked_id as b from block
     where account_id in (${marks}) and blocked_id in (${marks}) limit ?`,
    [...asked, ...asked, BLOCKS_READ],
  );
  const pairs = rows as unknown as readonly { readonly a: string; readonly b: string }[];
  return new Set(pairs.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
}
