/**
 * What servers do about queues. One of them, the holder of a lease, decides; each opens the rooms of its own region:
 *
 *   waiting ─decide→ offered ─all accept→ formed ─a server of the region→ placing → placed ─result→ ended
 *      ▲                 └─ not in time: who accepted waits on        │
 *      └────────────── no server could open a room for too long ◀─────┘
 *
 * Each arrow is one transaction that compares the state it leaves, so that two deciders at once cost work and no more.
 */
import type { Transaction } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import { noteMatch } from '../notifications/player-notes.ts';
import type { Ratings } from '../ratings/ratings.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { ServiceContext } from '../service-context.ts';
import { newId } from '../uuid.ts';
import { decide, type Backfill, type Decision, type NewMatch, type OpenMatch } from './decide.ts';
import { foundOf } from './matchmaking.ts';
import { disbandOffer, told } from './offers.ts';
import type { Queue } from './queue.ts';
import {
  findMatch,
  insertMatch,
  matches,
  moveTickets,
  queueLock,
  tickets,
  type MatchRow,
  type TicketRow,
} from './rows.ts';

/** A server's own rooms. */
export interface MatchRooms {
  readonly region: string;
  /** Where clients reach this server; empty where it is the only one. */
  readonly url: string;
  /** Opens a private room whose seats are kept for these accounts; throws when it can't. */
  open(match: { readonly id: string; readonly queue: Queue; readonly players: MatchRow['players'] }): {
    readonly room: string;
    readonly code: string;
  };
  /** Keeps the seats of a room for these accounts; false when this server has no such room. */
  keep(room: string, players: MatchRow['players']): boolean;
}

/** How long a server may take to open a room before another one may. */
export const PLACING_MS = 10_000;
/** A match that no server could open for so long is given up, and its tickets wait again. */
export const UNPLACED_MS = 60_000;
/** Matches placed in one step, and rows looked at or deleted in one. */
const AT_ONCE = 100;
/** How long tickets and matches that ended can be looked at. */
export const REMEMBERED_MS = 7 * 24 * 3_600_000;

type Context = Pick<ServiceContext, 'database' | 'clock' | 'random' | 'log'>;

const CLAIM = `update found_match set state = 'placing', deadline_ms = ? where id in (select id from found_match
  where region = ? and (state = 'formed' or (state = 'placing' and deadline_ms <= ?)) order by created_ms limit ?) returning id`;
const PLACED = `update found_match set state = 'placed', room = ?, code = ?, url = ? where id = ? and state = 'placing'`;
const UNCLAIM = `update found_match set state = 'formed' where id = ? and state = 'placing'`;
const GIVE_UP = `update found_match set state = 'failed', ended_ms = ? where id = ? and state = 'placing'`;
/** Unless one of them searches anew already. */
const WAIT_AGAIN = `update queue_ticket set state = 'waiting', match_id = null, ended_ms = null
  where match_id = ? and state = 'matched'
    and size = (select count(*) from queue_member m where m.ticket_id = queue_ticket.id)`;
const SEAT = `update found_match set players = ?, newcomers = ?, free = ? where id = ? and state = 'placed' and free = ?`;
const GREETED = 'update found_match set newcomers = null where id = ? and newcomers = ?';
const FREE = `update found_match set free = ?, players = ? where id = ? and state = 'placed' and newcomers is null`;
const EXPIRED = `update queue_ticket set state = 'expired', ended_ms = ? where state = 'waiting' and expires_ms <= ? and queue = ?
  returning id, members`;
const WHY = `update queue_ticket set why = ? where id = ? and state = 'waiting'`;
const END = `update found_match set state = 'ended', ended_ms = ? where id = ? and state = 'placed'`;
const OPEN = `select id, region, rating, free from found_match where queue = ? and state = 'placed' and free is not null
  order by created_ms limit ${AT_ONCE}`;
const FORGET_TICKETS = `delete from queue_ticket where id in (select id from queue_ticket where ended_ms < ? limit ${AT_ONCE})`;
const FORGET_MATCHES = `delete from found_match where id in (select id from found_match where ended_ms < ? limit ${AT_ONCE})`;

export class MatchDirector {
  readonly #context: Context;
  readonly #queues: readonly Queue[];
  readonly #ratings: Ratings;

  constructor(context: Context, queues: readonly Queue[], ratings: Ratings) {
    this.#context = context;
    this.#queues = queues;
    this.#ratings = ratings;
  }

  /** One decision for each queue; for the holder of the lease. */
  async decide(): Promise<readonly Notice[]> {
    const notices: Notice[] = [];
    for (const queue of this.#queues) notices.push(...(await this.#decideQueue(queue)));
    return notices;
  }

  /** Opens rooms for matches of this region, and seats newcomers in rooms that run here. */
  async place(rooms: MatchRooms): Promise<readonly Notice[]> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const values = [nowMs + PLACING_MS, rooms.region, nowMs, AT_ONCE];
    const [claimed] = await database.batch([{ sql: CLAIM, values }], { locks: ['placing'] });
    const notices: Notice[] = [];
    for (const { id } of claimed!.rows) notices.push(...(await this.#placeOne(String(id), rooms)));
    const where = `where state = 'placed' and region = ? and newcomers is not null order by created_ms limit ${AT_ONCE}`;
    for (const match of await matches(database, where, [rooms.region]))
      notices.push(...(await this.#greet(match, rooms)));
    return notices;
  }

  /** Matches of this region that may have a room here: for a server that starts again. */
  placed(region: string): Promise<readonly MatchRow[]> {
    return matches(this.#context.database, `where state = 'placed' and region = ? order by created_ms`, [region]);
  }

  /** Offers free seats of a running match to the queue. @param players as they sit now; null is free */
  async offerSeats(matchId: string, players: MatchRow['players']): Promise<void> {
    const { database } = this.#context;
    const match = await findMatch(database, matchId);
    const queue = this.#queues.find(({ name }) => name === match?.queue);
    if (!match || !queue?.backfill || match.newcomers) return;
    const free = Array.from({ length: queue.teams }, (_, team) => {
      return players.slice(team * queue.teamSize, (team + 1) * queue.teamSize).filter((each) => each === null).length;
    });
    const text = free.some((count) => count > 0) ? JSON.stringify(free) : null;
    await database.batch([{ sql: FREE, values: [text, JSON.stringify(players), matchId] }], { locks: [] });
  }

  /**
   * Ends a match, once. @param places of the teams, 1 the best; undefined when there is no result. A ranked match changes
   * its ladder first, once whatever happens between the two.
   */
  async settle(matchId: string, places: readonly number[] | undefined): Promise<void> {
    const { database, clock, log } = this.#context;
    const match = await findMatch(database, matchId);
    const queue = this.#queues.find(({ name }) => name === match?.queue);
    if (!match || !queue || match.state !== 'placed') return;
    if (queue.ranked && queue.ladder !== undefined && places !== undefined) {
      const teams = places.map((place, team) => {
        const seats = match.players.slice(team * queue.teamSize, (team + 1) * queue.teamSize);
        return { place, members: seats.filter((each) => each !== null) };
      });
      await this.#ratings.record({ matchId, ladder: queue.ladder, teams });
    } else if (queue.ranked) log.log('warn', 'a ranked match ended without a result', { match: matchId });
    await database.batch([{ sql: END, values: [clock.wallMs(), matchId] }], { locks: [] });
  }

  /** Forgets what ended long ago, at most some of it. */
  async forget(): Promise<number> {
    const before = this.#context.clock.wallMs() - REMEMBERED_MS;
    const statements = [FORGET_TICKETS, FORGET_MATCHES].map((sql) => ({ sql, values: [before] }));
    const results = await this.#context.database.batch(statements, { locks: [] });
    return results.reduce((sum, { changes }) => sum + changes, 0);
  }

  async #decideQueue(queue: Queue): Promise<readonly Notice[]> {
    const { database, clock, log } = this.#context;
    const nowMs = clock.wallMs();
    const notices = [...(await this.#expire(queue, nowMs)), ...(await this.#endOffers(queue, nowMs))];
    const where = `where t.queue = ? and t.state = 'waiting' order by t.since_ms, t.id limit ?`;
    const waiting = await tickets(database, where, [queue.name, queue.limit]);
    if (waiting.length === 0) return notices;
    const open = queue.backfill ? await openMatches(database, queue) : [];
    const decision = decide(queue, { tickets: waiting, open }, nowMs);
    const made = [
      ...decision.matches.map((match) => () => this.#make(queue, match, nowMs)),
      ...decision.backfills.map((backfill) => () => this.#join(queue, backfill, nowMs)),
    ];
    for (const make of made)
      try {
        notices.push(...(await make()));
      } catch (error) {
        // Somebody of them cancelled, or another server was quicker: the next decision knows.
        if ((error as { code?: unknown }).code !== 'unexpected-rows') throw error;
        log.log('debug', 'a match was overtaken', { queue: queue.name });
      }
    await this.#explain(waiting, decision);
    return notices;
  }

  async #expire(queue: Queue, nowMs: number): Promise<readonly Notice[]> {
    const expire = { sql: EXPIRED, values: [nowMs, nowMs, queue.name] };
    const [expired] = await this.#context.database.batch([expire], { locks: [queueLock(queue.name)] });
    return expired!.rows.flatMap(({ id, members }) =>
      (JSON.parse(String(members)) as string[]).map((member) =>
        told(member, 'MATCH_CANCELLED', { ticketId: String(id), reason: 'expired' }),
      ),
    );
  }

  async #endOffers(queue: Queue, nowMs: number): Promise<readonly Notice[]> {
    const { database } = this.#context;
    const where = `where queue = ? and state = 'offered' and deadline_ms <= ? limit ${AT_ONCE}`;
    const notices: Notice[] = [];
    for (const { id } of await matches(database, where, [queue.name, nowMs]))
      notices.push(
        ...(await database.transaction(
          async (transaction) => {
            if ((await findMatch(transaction, id))?.state !== 'offered') return [];
            return disbandOffer(transaction, id, nowMs, await silent(transaction, id));
          },
          { locks: [queueLock(queue.name)] },
        )),
      );
    return notices;
  }

  async #make(queue: Queue, { region, teams, why }: NewMatch, nowMs: number): Promise<readonly Notice[]> {
    const offered = queue.acceptMs !== undefined;
    const players = teams.flatMap((team) => team.flatMap(({ members }) => members));
    const match = {
      id: newId(this.#context),
      queue: queue.name,
      region,
      state: offered ? ('offered' as const) : ('formed' as const),
      players,
      rating: why.teamRatings.reduce((sum, rating) => sum + rating, 0) / why.teamRatings.length,
      why: JSON.stringify(why),
      createdMs: nowMs,
      deadlineMs: nowMs + (queue.acceptMs ?? PLACING_MS),
    };
    const ids = teams.flat().map(({ id }) => id);
    const state = offered ? 'offered' : 'matched';
    const move = moveTickets(ids, 'waiting', { state, matchId: match.id, endedMs: offered ? null : nowMs });
    const notes = offered ? noteMatch(players, { matchId: match.id, acceptUntilMs: match.deadlineMs }, nowMs) : [];
    await this.#context.database.batch([insertMatch(match), move, ...notes], { locks: [queueLock(queue.name)] });
    if (!offered) return [];
    const data = { matchId: match.id, queue: queue.name, acceptUntilMs: match.deadlineMs };
    return players.map((accountId) => told(accountId, 'MATCH_OFFER', data));
  }

  async #join(queue: Queue, { matchId, team, ticket }: Backfill, nowMs: number): Promise<readonly Notice[]> {
    const { database } = this.#context;
    await database.transaction(
      async (transaction) => {
        const match = await findMatch(transaction, matchId);
        const players = [...(match?.players ?? [])];
        for (const member of ticket.members) {
          const seat = players.indexOf(null, team * queue.teamSize);
          players[seat] = member;
        }
        const { rows } = await transaction.query('select free from found_match where id = ?', [matchId]);
        const free = rows[0]?.['free'] as string | null | undefined;
        const left = JSON.parse(free ?? '[]') as number[];
        left[team]! -= ticket.members.length;
        const newcomers = JSON.stringify([...(match?.newcomers ?? []), ...ticket.members]);
        const rest = left.some((count) => count > 0) ? JSON.stringify(left) : null;
        await transaction.batch([
          moveTickets([ticket.id], 'waiting', { state: 'matched', matchId, endedMs: nowMs }),
          { sql: SEAT, values: [JSON.stringify(players), newcomers, rest, matchId, free ?? ''], expect: 1 },
        ]);
      },
      { locks: [queueLock(queue.name)] },
    );
    return [];
  }

  /** A reason is written down when it changes, not each second. */
  async #explain(waiting: readonly TicketRow[], decision: Decision): Promise<void> {
    const before = new Map(waiting.map(({ id, why }) => [id, why]));
    const changed = decision.waiting.filter(({ ticketId, why }) => !sameReason(before.get(ticketId), why));
    if (changed.length === 0) return;
    const statements = changed.map(({ ticketId, why }) => ({ sql: WHY, values: [JSON.stringify(why), ticketId] }));
    await this.#context.database.batch(statements, { locks: [] });
  }

  async #placeOne(id: string, rooms: MatchRooms): Promise<readonly Notice[]> {
    const { database, clock, log } = this.#context;
    const match = await findMatch(database, id);
    const queue = this.#queues.find(({ name }) => name === match?.queue);
    if (!match || !queue) return [];
    try {
      const { room, code } = rooms.open({ id, queue, players: match.players });
      const placed = { sql: PLACED, values: [room, code, rooms.url, id], expect: 1 };
      await database.batch([placed, ...noteMatch(match.players, { matchId: id }, clock.wallMs())], { locks: [] });
      return foundNotices(queue, { ...match, state: 'placed', room, code, url: rooms.url }, match.players);
    } catch (error) {
      log.log('warn', 'a match could not be opened', { match: id, error: String(error) });
      const nowMs = clock.wallMs();
      if (nowMs - match.createdMs < UNPLACED_MS) {
        await database.batch([{ sql: UNCLAIM, values: [id] }], { locks: [] });
        return [];
      }
      const [, again] = await database.batch(
        [
          { sql: GIVE_UP, values: [nowMs, id] },
          { sql: WAIT_AGAIN, values: [id] },
        ],
        { locks: [queueLock(queue.name)] },
      );
      log.log('error', 'a match was given up', { match: id, tickets: again!.changes });
      return match.players.flatMap((accountId) =>
        accountId === null ? [] : [told(accountId, 'MATCH_SEARCH', { queue: queue.name, reason: 'no-server' })],
      );
    }
  }

  async #greet(match: MatchRow, rooms: MatchRooms): Promise<readonly Notice[]> {
    const queue = this.#queues.find(({ name }) => name === match.queue);
    if (!queue || !match.newcomers || !match.room || !rooms.keep(match.room, match.players)) return [];
    const greeted = { sql: GREETED, values: [match.id, JSON.stringify(match.newcomers)] };
    const notes = noteMatch(match.newcomers, { matchId: match.id }, this.#context.clock.wallMs());
    await this.#context.database.batch([greeted, ...notes], { locks: [] });
    return foundNotices(queue, match, match.newcomers);
  }
}

function foundNotices(queue: Queue, match: MatchRow, accounts: MatchRow['players']): readonly Notice[] {
  return accounts.flatMap((accountId) => {
    const found = accountId === null ? undefined : foundOf(queue, match, accountId);
    if (accountId === null || !found) return [];
    const { id, state: _state, why: _why, ...shown } = found;
    return [told(accountId, 'MATCH_FOUND', { queue: queue.name, matchId: id, ...shown })];
  });
}

/** Tickets of an offer of which somebody has not accepted. */
async function silent(transaction: Transaction, matchId: string): Promise<ReadonlySet<string>> {
  const sql = `select distinct t.id from queue_ticket t join queue_member m on m.ticket_id = t.id
    where t.match_id = ? and m.accepted = 0`;
  return new Set((await transaction.query(sql, [matchId])).rows.map(({ id }) => String(id)));
}

async function openMatches(queryable: Queryable, queue: Queue): Promise<readonly OpenMatch[]> {
  const { rows } = await queryable.query(OPEN, [queue.name]);
  return rows.map((row) => ({
    ...(row as unknown as OpenMatch),
    free: JSON.parse(String(row['free'])) as readonly number[],
  }));
}

function sameReason(before: string | undefined, now: { readonly reason: string; readonly inReach: number }): boolean {
  if (before === undefined) return false;
  const { reason, inReach } = JSON.parse(before) as typeof now;
  return reason === now.reason && inReach === now.inReach;
}
