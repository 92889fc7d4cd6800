/** Rows of tickets and matches, read and written. */
import type { Statement } from '@rubato/ports';
import type { Queryable } from '../schema/query-builder.ts';
import type { Ticket } from './decide.ts';

export type TicketState = 'waiting' | 'offered' | 'matched' | 'cancelled' | 'expired';
export type MatchState = 'offered' | 'formed' | 'placing' | 'placed' | 'ended' | 'failed';

export interface TicketRow extends Ticket {
  readonly queue: string;
  readonly partyId: string | undefined;
  readonly state: TicketState;
  /** JSON of a WaitReason. */
  readonly why: string | undefined;
  readonly matchId: string | undefined;
  readonly expiresMs: number;
}

export interface MatchRow {
  readonly id: string;
  readonly queue: string;
  readonly region: string;
  readonly state: MatchState;
  /** An account or null for each seat, team by team. */
  readonly players: readonly (string | null)[];
  readonly rating: number;
  /** JSON of a MatchReason. */
  readonly why: string;
  readonly room: string | undefined;
  readonly code: string | undefined;
  readonly url: string | undefined;
  readonly newcomers: readonly string[] | undefined;
  readonly createdMs: number;
  readonly deadlineMs: number;
}

/** Tickets of a queue change one after the other. */
export const queueLock = (queue: string): string => `queue ${queue}`;
export const queuedLock = (accountId: string): string => `queued ${accountId}`;

const TICKETS = `select t.id, t.queue, t.party_id as "partyId", t.members, t.rating, t.regions, t.state, t.why,
  t.match_id as "matchId", t.since_ms as "sinceMs", t.expires_ms as "expiresMs" from queue_ticket t`;
const MATCHES = `select id, queue, region, state, players, rating, why, room, code, url, newcomers,
  created_ms as "createdMs", deadline_ms as "deadlineMs" from found_match`;

export async function tickets(
  queryable: Queryable,
  where: string,
  values: readonly (string | number)[],
): Promise<readonly TicketRow[]> {
  const { rows } = await queryable.query(`${TICKETS} ${where}`, values);
  return rows.map((row) => ({
    ...(row as unknown as TicketRow),
    members: JSON.parse(String(row['members'])) as string[],
    regions: JSON.parse(String(row['regions'])) as string[],
    partyId: (row['partyId'] ?? undefined) as string | undefined,
    why: (row['why'] ?? undefined) as string | undefined,
    matchId: (row['matchId'] ?? undefined) as string | undefined,
  }));
}

/** The newest ticket of an account. */
export async function latestTicket(queryable: Queryable, accountId: string): Promise<TicketRow | undefined> {
  const where = 'join queue_member m on m.ticket_id = t.id where m.account_id = ?';
  return (await tickets(queryable, where, [accountId]))[0];
}

export async function matches(
  queryable: Queryable,
  where: string,
  values: readonly (string | number)[],
): Promise<readonly MatchRow[]> {
  const { rows } = await queryable.query(`${MATCHES} ${where}`, values);
  return rows.map((row) => {
    const { newcomers, room, code, url } = row;
    return {
      ...(row as unknown as MatchRow),
      players: JSON.parse(String(row['players'])) as (string | null)[],
      newcomers: newcomers === null ? undefined : (JSON.parse(String(newcomers)) as string[]),
      room: (room ?? undefined) as string | undefined,
      code: (code ?? undefined) as string | undefined,
      url: (url ?? undefined) as string | undefined,
    };
  });
}

export async function findMatch(queryable: Queryable, id: string): Promise<MatchRow | undefined> {
  return (await matches(queryable, 'where id = ?', [id]))[0];
}

const INSERT_TICKET = `insert into queue_ticket (id, queue, party_id, members, size, rating, regions, state, since_ms, expires_ms)
  values (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`;
const INSERT_MEMBER = `insert into queue_member (account_id, ticket_id, accepted) values (?, ?, 0)
  on conflict (account_id) do update set ticket_id = excluded.ticket_id, accepted = 0`;
const INSERT_MATCH = `insert into found_match (id, queue, region, state, players, rating, why, created_ms, deadline_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function insertTicket(ticket: Omit<TicketRow, 'state' | 'why' | 'matchId'>): readonly Statement[] {
  const { id, queue, partyId = null, members, rating, regions, sinceMs, expiresMs } = ticket;
  const values = [id, queue, partyId, JSON.stringify(members), members.length, rating, JSON.stringify(regions)];
  return [
    { sql: INSERT_TICKET, values: [...values, sinceMs, expiresMs] },
    ...members.map((accountId) => ({ sql: INSERT_MEMBER, values: [accountId, id] })),
  ];
}

export function insertMatch(match: Omit<MatchRow, 'room' | 'code' | 'url' | 'newcomers'>): Statement {
  const { id, queue, region, state, players, rating, why, createdMs, deadlineMs } = match;
  return {
    sql: INSERT_MATCH,
    values: [id, queue, region, state, JSON.stringify(players), rating, why, createdMs, deadlineMs],
  };
}

/** Moves tickets on; fails the transaction unless each of them was in the state `from`. */
export function moveTickets(
  ids: readonly string[],
  from: TicketState,
  to: { readonly state: TicketState; readonly matchId: string | null; readonly endedMs: number | null },
): Statement {
  return {
    sql: `update queue_ticket set state = ?, match_id = ?, ended_ms = ?, why = null
      where id in (${ids.map(() => '?').join(', ')}) and state = ?`,
    values: [to.state, to.matchId, to.endedMs, ...ids, from],
    expect: ids.length,
  };
}
