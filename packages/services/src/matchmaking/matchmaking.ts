/** What players do about queues: search, alone or as a party, stop, accept a match, and ask how it stands. */
import type { Caller } from '../accounts/sessions.ts';
import { refuseBanned } from '../accounts/bans.ts';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import type { Ratings } from '../ratings/ratings.ts';
import type { ServiceContext, ServiceResult } from '../service-context.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { newId } from '../uuid.ts';
import type { MatchReason } from './decide.ts';
import { wordsOf, type WaitReason } from './explain.ts';
import { NEWCOMER } from '../ratings/glicko2.ts';
import { ledParty } from './led-party.ts';
import { disbandOffer, told } from './offers.ts';
import { checkQueue, type Queue } from './queue.ts';
import {
  findMatch,
  insertTicket,
  latestTicket,
  moveTickets,
  queuedLock,
  queueLock,
  type MatchRow,
  type MatchState,
  type TicketRow,
  type TicketState,
} from './rows.ts';

export interface Search {
  readonly queue: string;
  /** The nearest first; default: all of the queue's. */
  readonly regions?: readonly string[];
  /** With the party that the caller's character leads. */
  readonly party?: boolean;
}

export interface SearchStatus {
  readonly state: TicketState | 'none';
  readonly ticketId?: string;
  readonly queue?: string;
  /** Who searches together. */
  readonly players?: number;
  readonly sinceMs?: number;
  readonly expiresMs?: number;
  /** While it waits. */
  readonly why?: WaitReason & { readonly words: string };
  readonly match?: FoundMatch;
}

export interface FoundMatch {
  readonly id: string;
  readonly state: MatchState;
  readonly game: string;
  readonly mode: string;
  readonly region: string;
  /** From 0. */
  readonly team: number;
  /** From 1. */
  readonly seat: number;
  /** To join with, once the room is there. */
  readonly code?: string;
  readonly room?: string;
  /** Of the server that has the room; absent when it is the one asked. */
  readonly url?: string;
  /** Until when to accept, while it is offered. */
  readonly acceptUntilMs?: number;
  readonly why: MatchReason;
}

/** Searches begun by one account. */
export const SEARCHES: Rate = { tokens: 20, perMs: 60_000 };

type Context = Pick<ServiceContext, 'database' | 'clock' | 'random'>;
type Result<T> = ServiceResult<T, Notice>;

const WAITING = `select count(*) as count from queue_ticket where queue = ? and state in ('waiting', 'offered')`;
const ACCEPT = 'update queue_member set accepted = 1 where account_id = ? and ticket_id = ?';
const MISSING = `select count(*) as count from queue_member m join queue_ticket t on t.id = m.ticket_id
  where t.match_id = ? and t.state = 'offered' and m.accepted = 0`;

export class Matchmaking {
  readonly #context: Context;
  readonly #queues: ReadonlyMap<string, Queue>;
  readonly #ratings: Ratings;

  constructor(context: Context, queues: readonly Queue[], ratings: Ratings) {
    this.#context = context;
    this.#queues = new Map(queues.map((queue) => [queue.name, checkQueue(queue)]));
    this.#ratings = ratings;
    const ladders = new Set(ratings.ladders().map(({ name }) => name));
    for (const { name, ladder } of queues)
      if (ladder !== undefined && !ladders.has(ladder))
        throw new TypeError(`the queue ${name} has no ladder ${ladder}`);
  }

  queues(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /**
   * Begins a search for the caller, or for the party that the caller leads. Throws Refused: `not-found`, `bad-value`,
   * `not-allowed` (not the leader), `banned` (anybody of them, from ranked queues), `conflict` (somebody searches
   * already), `limit-reached`, `too-many`.
   */
  async enqueue(caller: Caller, wanted: Search, address: string): Promise<Result<SearchStatus>> {
    const { database, clock } = this.#context;
    const queue = this.#queue(wanted.queue);
    const regions = regionsOf(queue, wanted.regions);
    await takeTokens(database, clock, [{ bucket: `search account ${caller.accountId}`, rate: SEARCHES }]);
    const party = wanted.party ? await ledParty(database, caller) : undefined;
    const members = party?.accountIds ?? [caller.accountId];
    if (members.length > queue.teamSize)
      throw new Refused(
        'bad-value',
        `a team of this queue has ${queue.teamSize} players, your party ${members.length}`,
      );
    const nowMs = clock.wallMs();
    if (queue.ranked)
      for (const accountId of members) await refuseBanned(database, { accountId, address }, { kind: 'ranked', nowMs });
    const rating = await this.#ratingOf(queue, members);
    const ticket = {
      id: newId(this.#context),
      queue: queue.name,
      partyId: party?.id,
      members,
      rating,
      regions,
      sinceMs: nowMs,
      expiresMs: nowMs + queue.ticketMs,
    };
    await database.transaction(
      async (transaction) => {
        for (const accountId of members) {
          const before = await latestTicket(transaction, accountId);
          if (before?.state === 'waiting' || before?.state === 'offered')
            throw new Refused(
              'conflict',
              accountId === caller.accountId
                ? 'you search already; cancel that first'
                : 'somebody of your party searches already',
            );
        }
        const { rows } = await transaction.query<{ count: number }>(WAITING, [queue.name]);
        if (rows[0]!.count >= queue.limit)
          throw new Refused('limit-reached', `${queue.limit} searches wait in this queue; try again later`);
        await transaction.batch(insertTicket(ticket));
      },
      { locks: [queueLock(queue.name), ...members.map(queuedLock)] },
    );
    const reply = await this.status(caller);
    const others = members.filter((id) => id !== caller.accountId);
    return {
      reply,
      notify: others.map((id) => told(id, 'MATCH_SEARCH', { ticketId: ticket.id, queue: queue.name, reason: 'party' })),
    };
  }

  /** Ends the caller's search, and the party's with it; what was offered is void. Throws Refused `not-found`. */
  async cancel(caller: Caller): Promise<Result<SearchStatus>> {
    const ticket = await this.#searching(caller);
    const { database, clock } = this.#context;
    const notify = await database.transaction(
      async (transaction) => {
        const now = await latestTicket(transaction, caller.accountId);
        if (now?.id !== ticket.id || (now.state !== 'waiting' && now.state !== 'offered')) throw noSearch();
        const nowMs = clock.wallMs();
        if (now.state === 'offered') return disbandOffer(transaction, now.matchId!, nowMs, new Set([now.id]));
        await transaction.batch([
          moveTickets([now.id], 'waiting', { state: 'cancelled', matchId: null, endedMs: nowMs }),
        ]);
        return now.members.map((id) => told(id, 'MATCH_CANCELLED', { ticketId: now.id, reason: 'cancelled' }));
      },
      { locks: [queueLock(ticket.queue)] },
    );
    return {
      reply: await this.status(caller),
      notify: notify.filter(({ to }) => to !== `account:${caller.accountId}`),
    };
  }

  /** Says yes to a match; it begins when everybody did. Throws Refused `not-found`, or `conflict` when the time is over. */
  async accept(caller: Caller, matchId: string): Promise<Result<SearchStatus>> {
    const ticket = await this.#searching(caller);
    const { database, clock } = this.#context;
    await database.transaction(
      async (transaction) => {
        const now = await latestTicket(transaction, caller.accountId);
        const match = now?.matchId === matchId ? await findMatch(transaction, matchId) : undefined;
        if (!now || !match) throw new Refused('not-found', 'no such match is offered to you');
        if (now.state === 'matched') return;
        if (now.state !== 'offered' || match.deadlineMs <= clock.wallMs())
          throw new Refused('conflict', 'the time to accept is over');
        await transaction.query(ACCEPT, [caller.accountId, now.id]);
        const { rows } = await transaction.query<{ count: number }>(MISSING, [matchId]);
        if (rows[0]!.count === 0) await begin(transaction, matchId, clock.wallMs());
      },
      { locks: [queueLock(ticket.queue)] },
    );
    return { reply: await this.status(caller), notify: [] };
  }

  /** How the caller's latest search stands: also what a client asks that comes back after a while. */
  async status({ accountId }: Pick<Caller, 'accountId'>): Promise<SearchStatus> {
    const { database } = this.#context;
    const ticket = await latestTicket(database, accountId);
    if (!ticket) return { state: 'none' };
    const match = ticket.matchId === undefined ? undefined : await findMatch(database, ticket.matchId);
    const { id, queue, members, state, sinceMs, expiresMs, why } = ticket;
    const shown = { state, ticketId: id, queue, players: members.length, sinceMs, expiresMs };
    if (state === 'waiting' && why !== undefined) return { ...shown, why: spoken(JSON.parse(why) as WaitReason) };
    const found = match && foundOf(this.#queues.get(queue), match, accountId);
    return found ? { ...shown, match: found } : shown;
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw new Refused('not-found', 'there is no such queue');
    return queue;
  }

  async #searching({ accountId }: Caller): Promise<TicketRow> {
    const ticket = await latestTicket(this.#context.database, accountId);
    if (!ticket) throw noSearch();
    return ticket;
  }

  async #ratingOf({ ladder }: Queue, members: readonly string[]): Promise<number> {
    if (ladder === undefined) return NEWCOMER.rating;
    const ratings = await this.#ratings.of(ladder, members);
    return ratings.reduce((sum, { rating }) => sum + rating, 0) / members.length;
  }
}

async function begin(transaction: Parameters<typeof findMatch>[0], matchId: string, nowMs: number): Promise<void> {
  await transaction.query(`update queue_ticket set state = 'matched', ended_ms = ? where match_id = ?`, [
    nowMs,
    matchId,
  ]);
  await transaction.query(`update found_match set state = 'formed' where id = ? and state = 'offered'`, [matchId]);
}

/** What a player is told of a match; undefined for whoever has no seat in it any more. */
export function foundOf(queue: Queue | undefined, match: MatchRow, accountId: string): FoundMatch | undefined {
  const seat = match.players.indexOf(accountId);
  if (seat < 0 || !queue) return undefined;
  const { id, state, region, room, code, url, deadlineMs } = match;
  return {
    id,
    state,
    game: queue.game,
    mode: queue.mode,
    region,
    team: Math.floor(seat / queue.teamSize),
    seat: seat + 1,
    ...(code === undefined || room === undefined ? {} : { code, room }),
    ...(url === undefined || url === '' ? {} : { url }),
    ...(state === 'offered' ? { acceptUntilMs: deadlineMs } : {}),
    why: JSON.parse(match.why) as MatchReason,
  };
}

function regionsOf(queue: Queue, wanted: readonly string[] = queue.regions): readonly string[] {
  const unknown = wanted.find((region) => !queue.regions.includes(region));
  if (unknown !== undefined || wanted.length === 0 || new Set(wanted).size !== wanted.length)
    throw new Refused('bad-value', `regions: name each of these at most once: ${queue.regions.join(', ')}`);
  return wanted;
}

function spoken(why: WaitReason) {
  return { ...why, words: wordsOf(why) };
}

function noSearch(): Refused {
  return new Refused('not-found', 'you search for no match');
}
