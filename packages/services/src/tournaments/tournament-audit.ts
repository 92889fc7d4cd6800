/** What was decided by hand in a tournament, or by the server for want of entrants: kept, and for all to read. */
import type { Queryable } from '../schema/query-builder.ts';
import type { MatchResult } from './settle.ts';

/** Of one list. */
export const DECISIONS_PER_PAGE = 50;

export interface ShownDecision {
  /** Of its tournament, from 1. */
  readonly number: number;
  readonly action: 'result' | 'cancel';
  /** Of the organiser, as it is now; absent for the server, and when the account is gone. */
  readonly by?: string;
  /** With `result`. */
  readonly match?: number;
  readonly result?: MatchResult;
  readonly reason: string;
  readonly atMs: number;
}

const DECISIONS = `select d.number, d.action, a.username as name, d.detail, d.at_ms as "atMs" from tournament_audit d
  left join account a on a.id = d.actor_id where d.tournament_id = ? and d.number < ? order by d.number desc limit ?`;

/** The newest first. @param before a number of the page before */
export async function decisionsOf(
  from: Queryable,
  tournamentId: string,
  before: number = 2 ** 31 - 1,
): Promise<readonly ShownDecision[]> {
  // `number` is an integer of 32 bits, and PostgreSQL compares no larger one with it.
  const values = [tournamentId, Math.min(before, 2 ** 31 - 1), DECISIONS_PER_PAGE];
  const { rows } = await from.query(DECISIONS, values);
  return rows.map(({ number, action, name, detail, atMs }) => ({
    number: number as number,
    action: action as ShownDecision['action'],
    ...(name === null ? {} : { by: name as string }),
    ...(JSON.parse(detail as string) as Pick<ShownDecision, 'match' | 'result' | 'reason'>),
    atMs: atMs as number,
  }));
}
