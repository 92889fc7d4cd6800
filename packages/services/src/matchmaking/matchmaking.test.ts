import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { writeMessage, type SocketMessageType } from '@rubato/protocol';
import { ManualClock, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { ban } from '../accounts/bans.ts';
import { Ratings } from '../ratings/ratings.ts';
import type { Notice } from '../notice.ts';
import { person, type Person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { MatchDirector, PLACING_MS, REMEMBERED_MS, UNPLACED_MS, type MatchRooms } from './director.ts';
import { Matchmaking, SEARCHES } from './matchmaking.ts';
import type { Queue } from './queue.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const base: Queue = {
  name: 'base',
  game: 'arena',
  mode: 'duel',
  settings: '{"rounds":1}',
  teams: 2,
  teamSize: 1,
  ladder: 'duel',
  ranked: true,
  ratingGap: [
    { afterMs: 0, value: 100 },
    { afterMs: 20_000, value: 1000 },
  ],
  regions: ['eu', 'us'],
  regionReach: [{ afterMs: 0, value: 2 }],
  ticketMs: 120_000,
  backfill: false,
  limit: 50,
};

class Rooms implements MatchRooms {
  readonly region: string;
  readonly url = '';
  readonly opened: (readonly (string | null)[])[] = [];
  readonly kept: (readonly (string | null)[])[] = [];
  full = false;
  static made = 0;

  constructor(region = 'eu') {
    this.region = region;
  }

  open({ players }: Parameters<MatchRooms['open']>[0]) {
    if (this.full) throw new Error('full');
    this.opened.push(players);
    return { room: `room-${Rooms.made++}`, code: `CODE${Rooms.made}` };
  }

  keep(_room: string, players: readonly (string | null)[]): boolean {
    this.kept.push(players);
    return true;
  }
}

describe.for(availableDatabases)('matchmaking on $name', (kind) => {
  let database: Database;
  let worlds = 0;
  migratedDatabase(kind, (made) => void (database = made));

  function world(changes: Partial<Queue> = {}) {
    const clock = new ManualClock();
    const queue = { ...base, name: `queue-${worlds}`, ladder: `ladder-${worlds}`, ...changes };
    const context = { database, clock, log: new RecordingLog(), random: new SeededRandom(`world ${worlds++}`) };
    const ratings = new Ratings(context, [{ name: `ladder-${worlds - 1}`, periodMs: 1e9 }]);
    const made = () => ({
      matchmaking: new Matchmaking(context, [queue], ratings),
      director: new MatchDirector(context, [queue], ratings),
    });
    const { matchmaking, director } = made();
    const player = async () => callerOf(await person(database));
    const search = (caller: Player, more: object = {}) =>
      matchmaking.enqueue(caller, { queue: queue.name, ...more }, '10.0.0.1');
    const state = async (caller: Player) => (await matchmaking.status(caller)).state;
    const rooms = new Rooms();
    const decided = async () => [...(await director.decide()), ...(await director.place(rooms))];
    return { clock, queue, context, ratings, made, matchmaking, director, player, search, state, rooms, decided };
  }
  type Player = ReturnType<typeof callerOf>;
  function callerOf({ accountId, characterId }: Person) {
    const rest = { username: accountId, role: 'player', guest: false, sessionId: 's' } as const;
    return { ...rest, accountId, characterId };
  }
  async function partyOf(members: readonly Player[]): Promise<void> {
    const id = `party-${members[0]!.characterId}`;
    const party = `insert into party (id, name, leader_id, max_size, version, created_ms) values (?, ?, ?, 6, 1, 0)`;
    const member = 'insert into party_member (character_id, party_id, place, joined_ms) values (?, ?, ?, 0)';
    await database.batch([
      { sql: party, values: [id, id, members[0]!.characterId] },
      ...members.map(({ characterId }, at) => ({ sql: member, values: [characterId, id, at] })),
    ]);
  }
  /** Who hears a message of this type; each notice must be as it is declared. */
  const heard = (notices: readonly Notice[], type: string) => {
    for (const notice of notices)
      writeMessage(notice.type as SocketMessageType, 'notice', notice.data as object, { id: 'n', timestamp: 1 });
    return notices
      .filter((notice) => notice.type === type)
      .map(({ to }) => to)
      .sort();
  };
  /** Of each its body; a match has one note for each of its players, whatever becomes of it. */
  const noted = async (players: readonly Player[]) =>
    Promise.all(
      players.map(async ({ accountId }) => {
        const sql = 'select body from notification where account_id = ?';
        return (await database.query(sql, [accountId])).rows.map(({ body }) => String(body).split(' ')[0]);
      }),
    );
  const toAll = (players: readonly Player[]) => players.map(({ accountId }) => `account:${accountId}` as const).sort();

  it('leads from a search to a room with a code, told by notices and on asking', async () => {
    const { matchmaking, player, search, rooms, decided } = world();
    const both = [await player(), await player()];
    expect(await matchmaking.status(both[0]!)).toEqual({ state: 'none' });
    expect((await search(both[0]!)).reply).toMatchObject({ state: 'waiting', players: 1 });
    await decided();
    expect((await matchmaking.status(both[0]!)).why).toMatchObject({
      reason: 'too-few-players',
      words: expect.stringContaining('1 of 2 players'),
    });
    await search(both[1]!);
    const notices = await decided();
    expect(heard(notices, 'MATCH_FOUND')).toEqual(toAll(both));
    expect(await noted(both)).toEqual([['Your'], ['Your']]);
    const shown = await Promise.all(both.map((each) => matchmaking.status(each)));
    expect(shown.map(({ state, match }) => [state, match?.state, match?.region])).toEqual(
      Array(2).fill(['matched', 'placed', 'eu']),
    );
    expect(new Set(shown.map(({ match }) => match!.code))).toHaveLength(1);
    expect(shown.map(({ match }) => match!.seat).sort()).toEqual([1, 2]);
    expect(shown.map(({ match }) => match!.team).sort()).toEqual([0, 1]);
    expect(shown[0]!.match!.why).toMatchObject({ spread: 0, allowed: 100 });
    expect([...rooms.opened[0]!].sort()).toEqual(both.map(({ accountId }) => accountId).sort());
  });

  it('goes on after a restart: tickets are rows, and another server decides and places', async () => {
    const { made, player, search, rooms } = world();
    const both = [await player(), await player()];
    for (const each of both) await search(each);
    const after = made();
    await after.director.decide();
    const last = made();
    expect(heard(await last.director.place(rooms), 'MATCH_FOUND')).toEqual(toAll(both));
    expect((await last.matchmaking.status(both[1]!)).match?.code).toBeDefined();
    expect(await last.director.placed('eu')).toContainEqual(expect.objectContaining({ players: rooms.opened[0] }));
  });

  it('matches nobody twice, though several servers decide and place at once', async () => {
    const { made, player, search, matchmaking } = world();
    const players: Player[] = [];
    for (let count = 0; count < 8; count++) players.push(await player());
    for (const each of players) await search(each);
    const servers = Array.from({ length: 4 }, () => made().director);
    await Promise.all(servers.map((each) => each.decide()));
    const rooms = new Rooms();
    const notices = (await Promise.all(servers.map((each) => each.place(rooms)))).flat();
    expect(heard(notices, 'MATCH_FOUND')).toEqual(toAll(players));
    expect(rooms.opened.flat().toSorted()).toEqual(players.map(({ accountId }) => accountId).sort());
    expect((await matchmaking.status(players[0]!)).state).toBe('matched');
  });

  it('opens rooms only in the match’s own region', async () => {
    const { director, player, search, rooms } = world();
    const both = [await player(), await player()];
    for (const each of both) await search(each, { regions: ['us'] });
    await director.decide();
    expect(await director.place(rooms)).toEqual([]);
    expect(heard(await director.place(new Rooms('us')), 'MATCH_FOUND')).toEqual(toAll(both));
  });

  it('takes a party by its leader, whole, and every member may end its search', async () => {
    const { player, search, state, matchmaking, decided, rooms } = world({ teamSize: 2 });
    const party = [await player(), await player()];
    await partyOf(party);
    const [leader, member] = party as [Player, Player];
    expect(await codeOf(search(member, { party: true }))).toBe('not-allowed');
    expect(await codeOf(search(await player(), { party: true }))).toBe('not-found');
    const { notify } = await search(leader, { party: true });
    expect(heard(notify, 'MATCH_SEARCH')).toEqual(toAll([member]));
    expect(await codeOf(search(member))).toBe('conflict');
    await matchmaking.cancel(member);
    expect([await state(leader), await state(member)]).toEqual(['cancelled', 'cancelled']);
    await search(leader, { party: true });
    const others = [await player(), await player()];
    for (const each of others) await search(each);
    await decided();
    const seats = rooms.opened[0]!;
    const team = (who: Player) => Math.floor(seats.indexOf(who.accountId) / 2);
    expect([team(leader), team(others[0]!)]).toEqual([team(member), team(others[1]!)]);
  });

  it('refuses what cannot be searched for', async () => {
    const { player, search, matchmaking, context } = world();
    const caller = await player();
    for (const regions of [[], ['moon'], ['eu', 'eu']])
      expect(await codeOf(search(caller, { regions }))).toBe('bad-value');
    expect(await codeOf(search(caller, { queue: 'none' }))).toBe('not-found');
    expect(await codeOf(matchmaking.cancel(caller))).toBe('not-found');
    const party = [caller, await player()];
    await partyOf(party);
    expect(await codeOf(search(caller, { party: true }))).toBe('bad-value');
    await search(caller);
    expect(await codeOf(search(caller))).toBe('conflict');
    const banned = await player();
    const wanted = { scope: 'account', subject: banned.accountId, kind: 'ranked', reason: 'x', actorId: 'x' } as const;
    await ban(context, wanted);
    expect(await codeOf(search(banned))).toBe('banned');
    const casual = world({ ranked: false });
    expect(await codeOf(casual.search(banned))).toBe('done');
  });

  it('refuses a party of two characters of one account', async () => {
    const { search } = world({ teamSize: 2 });
    const first = await person(database);
    const second = await person(database, { accountId: first.accountId });
    await partyOf([callerOf(first), callerOf(second)]);
    expect(await codeOf(search(callerOf(first), { party: true }))).toBe('bad-value');
  });

  it('has limits: searches in a queue, and begun by one account', async () => {
    const narrow = world({ limit: 2 });
    await narrow.search(await narrow.player());
    await narrow.search(await narrow.player());
    expect(await codeOf(narrow.search(await narrow.player()))).toBe('limit-reached');
    const { player, search, matchmaking } = world();
    const restless = await player();
    for (let count = 0; count < SEARCHES.tokens; count++) {
      await search(restless);
      await matchmaking.cancel(restless);
    }
    expect(await codeOf(search(restless))).toBe('too-many');
  });

  it('ends searches that took too long', async () => {
    const { clock, player, search, state, decided } = world();
    const caller = await player();
    await search(caller);
    clock.advance(119_999);
    await decided();
    expect(await state(caller)).toBe('waiting');
    clock.advance(1);
    expect(heard(await decided(), 'MATCH_CANCELLED')).toEqual(toAll([caller]));
    expect(await state(caller)).toBe('expired');
    expect(await codeOf(search(caller))).toBe('done');
  });

  it('offers a match first where a queue wants that, and begins when all accepted', async () => {
    const { player, search, state, matchmaking, decided, rooms } = world({ acceptMs: 10_000 });
    const both = [await player(), await player()];
    for (const each of both) await search(each);
    expect(heard(await decided(), 'MATCH_OFFER')).toEqual(toAll(both));
    const { match } = await matchmaking.status(both[0]!);
    expect(match).toMatchObject({ state: 'offered', acceptUntilMs: expect.any(Number) });
    expect(await codeOf(matchmaking.accept(await player(), match!.id))).toBe('not-found');
    await matchmaking.accept(both[0]!, match!.id);
    expect([await state(both[0]!), rooms.opened.length]).toEqual(['offered', 0]);
    await matchmaking.accept(both[1]!, match!.id);
    expect(await codeOf(matchmaking.accept(both[1]!, match!.id))).toBe('done');
    expect(heard(await decided(), 'MATCH_FOUND')).toEqual(toAll(both));
    expect(await noted(both)).toEqual([['Accept'], ['Accept']]);
  });

  it('lets those who accepted wait on when another declines or stays silent', async () => {
    const { clock, player, search, state, matchmaking, decided } = world({ acceptMs: 10_000 });
    const [yes, no] = [await player(), await player()];
    for (const each of [yes, no]) await search(each);
    const { sinceMs } = await matchmaking.status(yes);
    await decided();
    await matchmaking.accept(yes, (await matchmaking.status(yes)).match!.id);
    const { notify } = await matchmaking.cancel(no);
    expect([heard(notify, 'MATCH_SEARCH'), await state(yes), await state(no)]).toEqual([
      toAll([yes]),
      'waiting',
      'cancelled',
    ]);
    const silent = await player();
    await search(silent);
    await decided();
    const offer = (await matchmaking.status(yes)).match!;
    await matchmaking.accept(yes, offer.id);
    clock.advance(10_000);
    expect(await codeOf(matchmaking.accept(silent, offer.id))).toBe('conflict');
    expect(heard(await decided(), 'MATCH_CANCELLED')).toEqual(toAll([silent]));
    expect(await matchmaking.status(yes)).toMatchObject({ state: 'waiting', sinceMs });
  });

  it('opens a room elsewhere when a server died over it, tries again when one is full, and gives up at last', async () => {
    const { clock, director, player, search, state, rooms, matchmaking } = world();
    const both = [await player(), await player()];
    for (const each of both) await search(each);
    await director.decide();
    await database.batch([
      {
        sql: `update found_match set state = 'placing', deadline_ms = ? where state = 'formed'`,
        values: [clock.wallMs() + PLACING_MS],
      },
    ]);
    expect(await director.place(rooms)).toEqual([]);
    clock.advance(PLACING_MS);
    rooms.full = true;
    expect(await director.place(rooms)).toEqual([]);
    expect((await matchmaking.status(both[0]!)).match?.state).toBe('formed');
    rooms.full = false;
    expect(heard(await director.place(rooms), 'MATCH_FOUND')).toEqual(toAll(both));

    const late = [await player(), await player()];
    for (const each of late) await search(each);
    await director.decide();
    rooms.full = true;
    clock.advance(UNPLACED_MS);
    expect(heard(await director.place(rooms), 'MATCH_SEARCH')).toEqual(toAll(late));
    expect(await state(late[0]!)).toBe('waiting');
  });

  it('widens with time, from the ratings of a ladder', async () => {
    const { clock, queue, ratings, player, search, state, decided, matchmaking } = world();
    const [strong, weak] = [await player(), await player()];
    const teams = [strong, weak].map(({ accountId }, at) => ({ place: at + 1, members: [accountId] }));
    for (let count = 0; count < 3; count++)
      await ratings.record({ matchId: `${queue.name} ${count}`, ladder: queue.ladder!, teams });
    for (const each of [strong, weak]) await search(each);
    await decided();
    expect((await matchmaking.status(weak)).why).toMatchObject({ reason: 'rating-gap', ratingGap: 100 });
    clock.advance(20_000);
    await decided();
    expect([await state(strong), await state(weak)]).toEqual(['matched', 'matched']);
  });

  it('changes a ladder once per ranked match, however often its end is told', async () => {
    const { clock, queue, ratings, player, search, director, decided, matchmaking, rooms } = world();
    const both = [await player(), await player()];
    for (const each of both) await search(each);
    await decided();
    const { match } = await matchmaking.status(both[0]!);
    await Promise.all([1, 2, 3].map(() => director.settle(match!.id, [2, 1])));
    await director.settle(match!.id, [1, 2]);
    const [loser, winner] = await ratings.of(queue.ladder!, rooms.opened[0]! as string[]);
    expect([loser!.matches, winner!.matches, winner!.rating > loser!.rating]).toEqual([1, 1, true]);
    expect((await matchmaking.status(both[0]!)).match?.state).toBe('ended');
    for (const each of both) await search(each);
    clock.advance(20_000);
    await decided();
    const second = (await matchmaking.status(both[0]!)).match!;
    await director.settle(second.id, undefined);
    expect((await ratings.of(queue.ladder!, [both[0]!.accountId]))[0]!.matches).toBe(1);
  });

  it('fills seats that became free in a running match, and keeps them for the newcomers', async () => {
    const { player, search, director, decided, matchmaking, rooms } = world({
      ranked: false,
      backfill: true,
      teamSize: 2,
    });
    const four: Player[] = [];
    for (let count = 0; count < 4; count++) four.push(await player());
    for (const each of four) await search(each);
    await decided();
    const { match } = await matchmaking.status(four[0]!);
    const players = rooms.opened[0]!;
    await director.offerSeats(
      match!.id,
      players.map((each, seat) => (seat === 3 ? null : each)),
    );
    const newcomer = await player();
    await search(newcomer);
    expect(heard(await decided(), 'MATCH_FOUND')).toEqual(toAll([newcomer]));
    expect((await matchmaking.status(newcomer)).match).toMatchObject({
      id: match!.id,
      seat: 4,
      team: 1,
      code: match!.code,
    });
    expect(rooms.kept[0]).toEqual([...players.slice(0, 3), newcomer.accountId]);
    expect(rooms.opened).toHaveLength(1);
    // Whoever lost the seat is in that match no more.
    const gone = four.find(({ accountId }) => accountId === players[3])!;
    expect((await matchmaking.status(gone)).match).toBeUndefined();
    await search(await player());
    expect(await decided()).toEqual([]);
  });

  it('forgets what ended long ago', async () => {
    const { clock, player, search, director, decided, matchmaking } = world();
    const both = [await player(), await player()];
    for (const each of both) await search(each);
    await decided();
    await director.settle((await matchmaking.status(both[0]!)).match!.id, [1, 2]);
    clock.advance(REMEMBERED_MS);
    expect((await matchmaking.status(both[0]!)).state).toBe('matched');
    clock.advance(1);
    while ((await director.forget()) > 0);
    expect(await matchmaking.status(both[0]!)).toEqual({ state: 'none' });
  });
});
