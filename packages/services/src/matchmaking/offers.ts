/** Matches that were offered and came to nothing: who said no, or nothing, is out; the others wait on. */
import type { Transaction } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import { moveTickets, tickets } from './rows.ts';

const FAIL = `update found_match set state = 'failed', ended_ms = ? where id = ? and state = 'offered'`;
const UNDO = `update queue_member set accepted = 0 where ticket_id in (select id from queue_ticket where match_id = ?)`;

export function told(accountId: string, type: string, data: unknown): Notice {
  return { to: `account:${accountId}`, type, data };
}

/** Within a transaction that holds the queue's lock. @param out tickets that don't wait on */
export async function disbandOffer(
  transaction: Transaction,
  matchId: string,
  nowMs: number,
  out: ReadonlySet<string>,
): Promise<readonly Notice[]> {
  const offered = await tickets(transaction, `where t.match_id = ? and t.state = 'offered'`, [matchId]);
  const leave = offered.filter(({ id }) => out.has(id));
  const stay = offered.filter(({ id }) => !out.has(id));
  const moves = [
    { sql: UNDO, values: [matchId] },
    { sql: FAIL, values: [nowMs, matchId], expect: 1 },
  ];
  const ids = (some: typeof offered) => some.map(({ id }) => id);
  await transaction.batch([
    ...moves,
    ...(leave.length > 0
      ? [moveTickets(ids(leave), 'offered', { state: 'cancelled', matchId: null, endedMs: nowMs })]
      : []),
    ...(stay.length > 0 ? [moveTickets(ids(stay), 'offered', { state: 'waiting', matchId: null, endedMs: null })] : []),
  ]);
  const tell = (some: typeof offered, type: string, data: object) =>
    some.flatMap(({ id, members }) => members.map((member) => told(member, type, { ticketId: id, ...data })));
  return [
    ...tell(leave, 'MATCH_CANCELLED', { reason: 'not-accepted' }),
    ...tell(stay, 'MATCH_SEARCH', { queue: offered[0]?.queue, reason: 'others-declined' }),
  ];
}
