/** Pages of a leaderboard by keyset: every page begins where an index points, so its cost does not grow with the board. */
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { Score } from './board.ts';

export interface Ranked {
  readonly accountId: string;
  readonly name: string;
  readonly score: number;
  readonly reachedMs: number;
}

/** A place in the order of a board. */
export interface Place {
  readonly rankKey: number;
  readonly reachedMs: number;
  readonly accountId: string;
}

export interface Period {
  readonly board: string;
  readonly periodMs: number;
}

type ScoreRow = {
  readonly score: number;
  readonly reachedMs: number;
  readonly entries: number;
  readonly rankKey: number;
};

const COLUMNS = `s.account_id as "accountId", a.username as "name", s.score, s.reached_ms as "reachedMs", s.rank_key as "rankKey"
  from board_score s join account a on a.id = s.account_id where s.board = ? and s.period_ms = ?`;
const FORWARDS = 'order by s.rank_key, s.reached_ms, s.account_id limit ?';
const BACKWARDS = 'order by s.rank_key desc, s.reached_ms desc, s.account_id desc limit ?';
const KEY = '(s.rank_key, s.reached_ms, s.account_id)';

export const BOARD_QUERIES = {
  top: `select ${COLUMNS} ${FORWARDS}`,
  below: `select ${COLUMNS} and ${KEY} > (?, ?, ?) ${FORWARDS}`,
  above: `select ${COLUMNS} and ${KEY} < (?, ?, ?) ${BACKWARDS}`,
} as const;

const OWN = `select score, reached_ms as "reachedMs", entries, rank_key as "rankKey" from board_score
  where board = ? and period_ms = ? and account_id = ?`;

export type RankedRow = Ranked & Place;

/** Those after a place, or from the top, the best first. */
export async function pageBelow(
  queryable: Queryable,
  { board, periodMs }: Period,
  after: Place | undefined,
  limit: number,
): Promise<readonly RankedRow[]> {
  const where = after ? [after.rankKey, after.reachedMs, after.accountId] : [];
  const sql = after ? BOARD_QUERIES.below : BOARD_QUERIES.top;
  return (await queryable.query(sql, [board, periodMs, ...where, limit])).rows as unknown as readonly RankedRow[];
}

/** Those before a place, the best first. */
export async function pageAbove(
  queryable: Queryable,
  { board, periodMs }: Period,
  before: Place,
  limit: number,
): Promise<readonly RankedRow[]> {
  const values = [board, periodMs, before.rankKey, before.reachedMs, before.accountId, limit];
  const { rows } = await queryable.query(BOARD_QUERIES.above, values);
  return [...(rows as unknown as readonly RankedRow[])].reverse();
}

/** One owner's score, by the primary key. */
export async function ownScore(
  queryable: Queryable,
  { board, periodMs }: Period,
  accountId: string,
): Promise<(Score & { readonly rankKey: number }) | undefined> {
  const { rows } = await queryable.query(OWN, [board, periodMs, accountId]);
  return rows[0] as unknown as ScoreRow | undefined;
}

const CURSOR = /^(\d{1,15})\.(-?\d{1,16})\.(\d{1,16})\.([\w-]{1,64})$/;

/** Where a page ended: its last rank and place. It holds nothing that the page doesn't. */
export function cursorOf(rank: number, { rankKey, reachedMs, accountId }: Place): string {
  return `${rank}.${rankKey}.${reachedMs}.${accountId}`;
}

/** Throws Refused `bad-value`. */
export function parseCursor(cursor: string): { readonly rank: number; readonly place: Place } {
  const [, rank, key, reachedMs, accountId] = CURSOR.exec(cursor) ?? [];
  const numbers = [rank, key, reachedMs].map(Number);
  if (accountId === undefined || !numbers.every(Number.isSafeInteger))
    throw new Refused('bad-value', 'after: give back what the page before called `next`');
  return { rank: numbers[0]!, place: { rankKey: numbers[1]!, reachedMs: numbers[2]!, accountId } };
}
