/**
 * Friends are characters, so that nobody learns which others share an account with one's friend. One row stands for a
 * pair, whoever asked; two who ask each other are friends.
 */
import type { Clock, Database, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import type { Player } from '../player.ts';
import { isOnline, onlineSince } from '../presence/online.ts';
import { takeTokens } from '../throttle/throttle.ts';
import type { Told } from '../told.ts';
import { reachable } from './reachable.ts';
import { SOCIAL_LIMITS, type SocialLimits } from './social-limits.ts';

/** `asked`: by the reader; `asking`: by the other. */
export type FriendState = 'asked' | 'asking' | 'friends';

export interface Friend {
  readonly characterId: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly state: FriendState;
  readonly sinceMs: number;
  /** Only friends learn these. */
  readonly online: boolean;
  readonly locationId: string | undefined;
  readonly lastSeenMs: number | undefined;
}

export interface SocialContext {
  readonly database: Database;
  readonly clock: Clock;
}

interface Pair {
  readonly asked_by: string;
  readonly state: 'asked' | 'friends';
}

const PAIR = 'select asked_by, state from friendship where a_id = ? and b_id = ?';
const ASK = `insert into friendship (a_id, b_id, asked_by, state, created_ms) values (?, ?, ?, 'asked', ?)`;
const BEFRIEND = `update friendship set state = 'friends', created_ms = ? where a_id = ? and b_id = ?`;
const END = 'delete from friendship where a_id = ? and b_id = ?';
const COUNTS = `select
    coalesce(sum(case when state = 'friends' then 1 else 0 end), 0) as friends,
    coalesce(sum(case when state = 'asked' and asked_by = ? then 1 else 0 end), 0) as asked,
    coalesce(sum(case when state = 'asked' and asked_by <> ? then 1 else 0 end), 0) as asking
  from friendship where a_id = ? or b_id = ?`;
const LIST = `select c.id, c.name, c.faction, c.level, f.state, f.asked_by, f.created_ms, p.location_id, p.seen_ms,
    ${isOnline('p')} as online
  from friendship f join character c on c.id = (case when f.a_id = ? then f.b_id else f.a_id end)
  left join presence p on p.character_id = c.id
  where (f.a_id = ? or f.b_id = ?) and c.deleted_ms is null order by c.name_key limit ?`;

export class Friends {
  readonly #context: SocialContext;
  readonly #limits: SocialLimits;

  constructor(context: SocialContext, limits: Partial<SocialLimits> = {}) {
    this.#context = context;
    this.#limits = { ...SOCIAL_LIMITS, ...limits };
  }

  /**
   * Asks, or agrees to who asked. Throws Refused `not-found` for whoever can't be reached, `conflict` for whoever is a
   * friend or was asked already, `limit-reached`, or Throttled.
   */
  async ask(player: Player, characterId: string): Promise<Told<{ readonly state: FriendState }>> {
    const own = player.characterId;
    if (characterId === own) throw new Refused('bad-value', 'nobody befriends themselves');
    const { database, clock } = this.#context;
    await takeTokens(database, clock, [{ bucket: `friends asked ${own}`, rate: this.#limits.askRate }]);
    const state = await this.#changing(own, characterId, async (transaction, nowMs) => {
      await reachable(transaction, player, characterId);
      const pair = await pairOf(transaction, own, characterId);
      if (pair?.state === 'friends') throw new Refused('conflict', 'you are friends already');
      if (pair?.asked_by === own) throw new Refused('conflict', 'you asked already; wait for the answer');
      if (pair) return this.#befriend(transaction, own, characterId, nowMs);
      await this.#refuseFull(transaction, own, 'asked', 'you have');
      await this.#refuseFull(transaction, characterId, 'asking', 'this character has');
      await transaction.query(ASK, [...ordered(own, characterId), own, nowMs]);
      return 'asked';
    });
    return this.#told(player, characterId, state);
  }

  /** Throws Refused `not-found` when this character didn't ask, `limit-reached`. */
  async accept(player: Player, characterId: string): Promise<Told<{ readonly state: FriendState }>> {
    const own = player.characterId;
    const state = await this.#changing(own, characterId, async (transaction, nowMs) => {
      const pair = await pairOf(transaction, own, characterId);
      if (pair?.state !== 'asked' || pair.asked_by === own) throw new Refused('not-found', 'nobody asked for that');
      return this.#befriend(transaction, own, characterId, nowMs);
    });
    return this.#told(player, characterId, state);
  }

  /** Ends a friendship, takes a request back, or declines one. Throws Refused `not-found`. */
  async remove(player: Player, characterId: string): Promise<Told<void>> {
    const [aId, bId] = ordered(player.characterId, characterId);
    const [ended] = await this.#context.database.batch([{ sql: END, values: [aId, bId] }], { locks: [] });
    if (ended!.changes === 0) throw new Refused('not-found', 'there is no such friend or request');
    return { reply: undefined, notify: [updateFor(characterId, player, 'none')] };
  }

  /** By name; friends and open requests. */
  async list({ characterId }: Player): Promise<readonly Friend[]> {
    const { database, clock } = this.#context;
    const { friends, asked, asking } = this.#limits;
    const values = [onlineSince(clock.wallMs()), characterId, characterId, characterId, friends + asked + asking];
    const { rows } = await database.query(LIST, values);
    return (rows as unknown as readonly FriendRow[]).map((row) => friendOf(row, characterId));
  }

  async #befriend(transaction: Transaction, own: string, other: string, nowMs: number): Promise<'friends'> {
    await this.#refuseFull(transaction, own, 'friends', 'you have');
    await this.#refuseFull(transaction, other, 'friends', 'this character has');
    await transaction.query(BEFRIEND, [nowMs, ...ordered(own, other)]);
    return 'friends';
  }

  async #refuseFull(
    transaction: Transaction,
    characterId: string,
    what: 'friends' | 'asked' | 'asking',
    whose: string,
  ): Promise<void> {
    const { rows } = await transaction.query(COUNTS, [characterId, characterId, characterId, characterId]);
    if (Number(rows[0]![what]) < this.#limits[what]) return;
    const things = what === 'friends' ? 'friends' : 'open requests';
    throw new Refused('limit-reached', `${whose} as many ${things} as allowed (${this.#limits[what]})`);
  }

  #told(player: Player, characterId: string, state: FriendState): Told<{ readonly state: FriendState }> {
    const seen = state === 'asked' ? 'asking' : state;
    return { reply: { state }, notify: [updateFor(characterId, player, seen)] };
  }

  #changing<T>(
    oneId: string,
    otherId: string,
    work: (transaction: Transaction, nowMs: number) => Promise<T>,
  ): Promise<T> {
    const nowMs = this.#context.clock.wallMs();
    const locks = [oneId, otherId].map((id) => `friends ${id}`);
    return this.#context.database.transaction((transaction) => work(transaction, nowMs), { locks });
  }
}

function updateFor(to: string, by: Player, state: FriendState | 'none'): Notice {
  const data = { characterId: by.characterId, state };
  return { to: `character:${to}`, type: 'FRIEND_UPDATE', data, from: by.accountId };
}

async function pairOf(transaction: Transaction, oneId: string, otherId: string): Promise<Pair | undefined> {
  const { rows } = await transaction.query(PAIR, ordered(oneId, otherId));
  return rows[0] as unknown as Pair | undefined;
}

const ordered = (oneId: string, otherId: string): [string, string] =>
  oneId < otherId ? [oneId, otherId] : [otherId, oneId];

interface FriendRow {
  readonly id: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly state: 'asked' | 'friends';
  readonly asked_by: string;
  readonly created_ms: number;
  readonly location_id: string | null;
  readonly seen_ms: number | null;
  readonly online: number;
}

function friendOf(row: FriendRow, reader: string): Friend {
  const { id: characterId, name, faction, level, created_ms: sinceMs } = row;
  const shown = { characterId, name, faction, level, sinceMs };
  const hidden = { online: false, locationId: undefined, lastSeenMs: undefined };
  if (row.state === 'asked') return { ...shown, ...hidden, state: row.asked_by === reader ? 'asked' : 'asking' };
  return {
    ...shown,
    state: 'friends',
    online: row.online === 1,
    locationId: row.location_id ?? undefined,
    lastSeenMs: row.seen_ms ?? undefined,
  };
}
