/** Rows of turn games, and the statements over them. */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { noteStatement } from '../notifications/note.ts';
import type { Queryable } from '../schema/query-builder.ts';
import { NOTED_TURN_MS, turnOpened } from './turn-notes.ts';

export type TurnPhase = 'gathering' | 'planning' | 'simulating' | 'over';

export type GameRow = {
  readonly id: string;
  readonly game: string;
  readonly version: number;
  readonly title: string;
  readonly settings: string;
  readonly seed: string;
  readonly seats: number;
  readonly joinCode: string | null;
  readonly turnMs: number;
  readonly early: number;
  readonly missedMost: number;
  readonly standIn: 'ai' | 'substitute';
  readonly vacations: number;
  readonly ladder: string | null;
  readonly phase: TurnPhase;
  /** The turn that is open, from 1; of a match that is over the last one. */
  readonly turn: number;
  readonly deadlineMs: number | null;
  /** When somebody last began to run the turn. */
  readonly claimedMs: number;
  readonly createdMs: number;
  /** Turns between one that has run and the newest that spectators watch. */
  readonly watchDelay: number;
  /** When the last turn had run. */
  readonly closedMs: number | null;
  readonly result: string | null;
};

export type SeatRow = {
  readonly gameId: string;
  readonly seat: number;
  /** Null: the computer. */
  readonly playerId: string | null;
  /** Who is rated. */
  readonly ownerId: string | null;
  readonly name: string | null;
  readonly missed: number;
  readonly resigned: number;
  readonly awaited: number;
  /** The first turn that its owner did not see as a player; null: there is none. */
  readonly leftTurn: number | null;
  /** The last turn that waited for it. */
  readonly lastTurn: number;
};

export type SheetRow = {
  readonly seat: number;
  readonly draft: string | null;
  readonly orders: string | null;
  readonly revision: number;
};

export const GAME = `select g.id, g.game, g.game_version as version, g.title, g.settings, g.seed, g.seat_count as seats,
  g.join_code as "joinCode", g.turn_ms as "turnMs", g.early, g.missed_most as "missedMost", g.stand_in as "standIn",
  g.vacations, g.ladder, g.phase, g.turn, g.deadline_ms as "deadlineMs", g.claimed_ms as "claimedMs", g.created_ms as "createdMs",
  g.watch_delay as "watchDelay", g.closed_ms as "closedMs", g.result
  from turn_game g`;
const SEAT = `select s.game_id as "gameId", s.seat, s.player_id as "playerId", s.owner_id as "ownerId",
  a.username as name, s.missed, s.resigned, s.awaited,
  s.left_turn as "leftTurn", s.last_turn as "lastTurn" from turn_seat s left join account a on a.id = s.player_id`;
const SHEETS = 'select seat, draft, orders, revision from turn_sheet where game_id = ? and turn = ?';

/** What every transaction that changes a game holds. */
export const gameLock = (id: string): string => `turn game ${id}`;

export const noGame = (): Refused => new Refused('not-found', 'there is no such game, or you have no part in it');

/** Throws Refused `not-found`. */
export async function gameOf(from: Queryable, id: string): Promise<GameRow> {
  const { rows } = await from.query(`${GAME} where g.id = ?`, [id]);
  if (!rows[0]) throw noGame();
  return rows[0] as unknown as GameRow;
}

export async function seatsOf(from: Queryable, ids: readonly string[]): Promise<readonly SeatRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await from.query(
    `${SEAT} where s.game_id in (${ids.map(() => '?').join(', ')}) order by s.game_id, s.seat`,
    [...ids],
  );
  return rows as unknown as readonly SeatRow[];
}

export async function sheetsOf(from: Queryable, id: string, turn: number): Promise<readonly SheetRow[]> {
  return (await from.query(SHEETS, [id, turn])).rows as unknown as readonly SheetRow[];
}

/** The seat that this account plays now; throws Refused `not-found`. */
export function seatOf(seats: readonly SeatRow[], accountId: string): SeatRow {
  const seat = seats.find(({ playerId }) => playerId === accountId);
  if (!seat) throw noGame();
  return seat;
}

/** The seat that the next one to join gets; once a game runs, one that its player gave up, where substitutes are wanted. */
export function freeSeat({ phase, standIn }: GameRow, seats: readonly SeatRow[]): SeatRow | undefined {
  const substitutes = phase === 'planning' && standIn === 'substitute';
  if (phase !== 'gathering' && !substitutes) return undefined;
  return seats.find(({ playerId, awaited }) => playerId === null && (!substitutes || awaited === 1));
}

/** Seats of people that the open turn still waits for. */
export function missing(seats: readonly SeatRow[], sheets: readonly SheetRow[]): readonly SeatRow[] {
  const given = new Set(sheets.filter(({ orders }) => orders !== null).map(({ seat }) => seat));
  return seats.filter(({ seat, awaited, playerId }) => awaited === 1 && playerId !== null && !given.has(seat));
}

/** All seats are taken: whoever closes turns begins the match, as it closes a turn that nothing is missing for. */
export const FULL = `update turn_game set phase = 'simulating', turn = 0, claimed_ms = 0 where id = ?`;
/** Of an update that ends a game: a turn that was open has not run, and the one before it is the last. */
export const LAST_RUN = `turn = case when phase = 'over' or turn = 0 then turn else turn - 1 end`;
const OPEN_TURN = `update turn_game set phase = 'planning', turn = ?, deadline_ms = ?, remind_ms = ? where id = ?`;
/** A reminder goes out when this part of a turn's time is left, and at most so much. */
const REMIND_PART = 4;
const REMIND_MOST_MS = 12 * 3_600_000;

export const remindAt = (deadlineMs: number, turnMs: number): number =>
  deadlineMs - Math.min(Math.floor(turnMs / REMIND_PART), REMIND_MOST_MS);

/** Opens a turn, and notes whom it waits for. */
export async function openTurn(
  transaction: Transaction,
  { id, game, title, turnMs, early }: Pick<GameRow, 'id' | 'game' | 'title' | 'turnMs' | 'early'>,
  { turn, awaits, nowMs }: { readonly turn: number; readonly awaits: readonly number[]; readonly nowMs: number },
): Promise<void> {
  const players = await setAwaited(transaction, id, { turn, awaits });
  // Where nobody is waited for, the next sweep goes on.
  const deadlineMs = players.length === 0 && early === 1 ? nowMs : nowMs + turnMs;
  await transaction.query(OPEN_TURN, [turn, deadlineMs, remindAt(deadlineMs, turnMs), id]);
  if (turnMs < NOTED_TURN_MS) return;
  const about = { gameId: id, game, title, turn, deadlineMs };
  await transaction.batch(players.map((accountId) => noteStatement(turnOpened(accountId, about), nowMs)));
}

/** Returns the accounts that play them. */
async function setAwaited(
  transaction: Transaction,
  id: string,
  { turn, awaits }: { readonly turn: number; readonly awaits: readonly number[] },
): Promise<readonly string[]> {
  await transaction.query('update turn_seat set awaited = 0 where game_id = ?', [id]);
  for (const seat of awaits)
    await transaction.query('update turn_seat set awaited = 1, last_turn = ? where game_id = ? and seat = ?', [
      turn,
      id,
      seat,
    ]);
  const seats = await seatsOf(transaction, [id]);
  return seats.flatMap(({ awaited, playerId }) => (awaited === 1 && playerId !== null ? [playerId] : []));
}
