import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { adding } from '../turn-games/testing/turn-world.ts';
import { HOUR_MS, tournamentWorld, type TournamentWorld } from './testing/tournament-world.ts';
import { MOST_ENTERED, MOST_ORGANISED } from './tournaments.ts';

describe.for(availableDatabases)('tournaments on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  const states = async (w: TournamentWorld, id: string) => (await w.all(id)).map(({ state }) => state);
  const standings = async (w: TournamentWorld, id: string) =>
    (await w.tournaments.standings(w.accounts[0]!, id)).map(({ seed, place, points }) => [seed, place, points]);
  const stateOf = async (w: TournamentWorld, id: string) =>
    (await w.tournaments.get(w.accounts[0]!, id)).tournament.state;
  /** Plays all that is open, the first seat winning, until nothing is. */
  const playOut = async (w: TournamentWorld, id: string) => {
    for (let rounds = 0; ; rounds++) {
      if (rounds > 20) throw new Error(`it doesn't end: ${JSON.stringify(w.log.lines.at(-1))}`);
      const open = (await w.all(id)).filter(({ state }) => state === 'playing');
      if (open.length === 0) return;
      for (const match of open) await w.playMatch(match, 3, 1);
      await w.settle();
    }
  };

  it('are announced, entered, begun, played and over, each step told', async () => {
    const w = await tournamentWorld(database, 3);
    const [ann, bob, cem] = w.accounts as [string, string, string];
    const { id, state } = await w.tournaments.create(ann, { ...w.wanted, opensMs: w.clock.wallMs() + 1000 });
    expect([state, await codeOf(w.tournaments.enter(bob, id))]).toEqual(['announced', 'conflict']);
    w.clock.advance(1000);
    for (const who of [ann, bob, cem]) await w.tournaments.enter(who, id);
    expect(await codeOf(w.tournaments.enter(bob, id))).toBe('conflict');
    await w.sweep.sweep();
    expect(await stateOf(w, id)).toBe('open');
    w.clock.advance(HOUR_MS);
    const told = (await w.sweep.sweep()).filter(({ type }) => type === 'TOURNAMENT');
    const events = told.map(({ to, data }) => `${to} ${(data as { event: string }).event}`);
    expect(events.filter((each) => each.endsWith('begun'))).toHaveLength(3);
    expect(events.filter((each) => each.endsWith('match-ready')).sort()).toEqual(
      [`account:${bob} match-ready`, `account:${cem} match-ready`].sort(),
    );
    expect(await w.tournaments.matches(bob, id)).toMatchObject([
      { state: 'over', by: 'bye', slots: [{ kind: 'entrant', seed: 1 }, { kind: 'bye' }] },
      { state: 'playing', slots: [{ seed: 2 }, { seed: 3 }] },
      {
        state: 'waiting',
        slots: [
          { kind: 'winner', of: 1, seed: 1 },
          { kind: 'winner', of: 2 },
        ],
      },
    ]);
    expect(await codeOf(w.tournaments.enter((await person(database)).accountId, id))).toBe('conflict');
    await playOut(w, id);
    expect(await standings(w, id)).toEqual([
      [1, 1, 2],
      [2, 2, 1],
      [3, 3, 0],
    ]);
    expect(await stateOf(w, id)).toBe('over');
    expect(await codeOf(w.tournaments.withdraw(bob, id))).toBe('conflict');
  });

  it.for(['single', 'double', 'swiss', 'round-robin'] as const)(
    'of format %s play all their matches',
    async (format) => {
      const w = await tournamentWorld(database, 4);
      const id = await w.begun({ format, ladder: 'tally' });
      await playOut(w, id);
      expect([format, await stateOf(w, id)]).toEqual([format, 'over']);
      const played = (await w.all(id)).filter(({ by }) => by === 'play').length;
      expect([format, played]).toEqual([format, { single: 3, double: 6, swiss: 4, 'round-robin': 6 }[format]]);
      await w.turns.sweep.close();
      const rated = await w.turns.ratings.of('tally', w.accounts);
      expect(rated.reduce((sum, { matches }) => sum + matches, 0)).toBe(2 * played);
    },
  );

  it('play a table round by round', async () => {
    const w = await tournamentWorld(database, 4);
    const id = await w.begun({ format: 'round-robin' });
    expect(await states(w, id)).toEqual(['playing', 'playing', 'ready', 'ready', 'ready', 'ready']);
  });

  it('take a result once, whoever calls and however often, and after a crash before it was written', async () => {
    const w = await tournamentWorld(database, 2);
    const id = await w.begun();
    const [match] = await w.all(id);
    await w.playMatch(match!, 3, 1);
    // Stopped in the middle of the transaction: the last statement before it is committed fails.
    const dying = w.server(failingAt(database, 'update tournament set state'));
    expect(await codeOf(dying.matches.take({ tournamentId: id, number: 1 }))).toContain('killed');
    expect(await states(w, id)).toEqual(['playing']);
    const others = [w.server(), w.server(), w.server()];
    const told = await Promise.all(others.map(({ matches }) => matches.take({ tournamentId: id, number: 1 })));
    expect(told.filter((notices) => notices.length > 0)).toHaveLength(1);
    expect(await stateOf(w, id)).toBe('over');
    expect(await w.sweep.sweep()).toEqual([]);
  });

  it('open a match once, though two servers sweep at a time', async () => {
    const w = await tournamentWorld(database, 2);
    const { id } = await w.tournaments.create(w.accounts[0]!, w.wanted);
    for (const account of w.accounts) await w.tournaments.enter(account, id);
    await w.tournaments.begin(w.accounts[0]!, id);
    await Promise.all([w.server().sweep.sweep(), w.server().sweep.sweep()]);
    const { rows } = await database.query('select count(*) as n from turn_game');
    expect([Number(rows[0]!['n']), (await w.all(id))[0]!.plays]).toEqual([1, 1]);
  });

  it('play a drawn match of a bracket once more with the seats changed, then go by scores, then by seed', async () => {
    // The second case: what the worse seed adds brings it as far in as many turns, and to a higher score.
    for (const [first, second, winner] of [
      [3, 3, 'first'],
      [4, 5, 'second'],
    ] as const) {
      const w = await tournamentWorld(database, 2);
      const id = await w.begun();
      const seatsNow = async () => {
        const { rows } = await database.query(
          'select s.player_id as id from turn_seat s join tournament_match m on m.play_id = s.game_id order by s.seat',
        );
        return rows.map((row) => row['id']);
      };
      const before = await seatsNow();
      await w.playMatch((await w.all(id))[0]!, first, second);
      await w.settle();
      expect((await w.all(id))[0]).toMatchObject({ state: 'playing', plays: 2 });
      expect(await seatsNow()).toEqual([...before].reverse());
      await w.playMatch((await w.all(id))[0]!, second, first);
      await w.settle();
      expect((await w.all(id))[0]).toMatchObject({ state: 'over', result: winner, by: 'tie-break' });
    }
  });

  it('lose a match without the first turn, or with too many missed; two who do not come are both out', async () => {
    const w = await tournamentWorld(database, 8);
    const id = await w.begun();
    const [one, two, three, four] = await w.all(id);
    const adds = (match: typeof one, seat: 1 | 2, turn: number) => orders(w, match!.playId!, seat, turn, 1);
    await adds(one, 2, 1);
    for (const seat of [1, 2] as const) await adds(three, seat, 1);
    await adds(three, 1, 2);
    for (const seat of [1, 2] as const) await adds(four, seat, 1);
    await w.turns.pass(HOUR_MS + 1);
    await w.settle();
    // Nobody came to the second, so that nobody is there for the winner of the first.
    expect((await w.all(id)).slice(0, 2)).toMatchObject([
      { state: 'over', result: 'second', by: 'absence' },
      { state: 'over', result: 'none', by: 'absence' },
    ]);
    expect((await w.all(id))[4]).toMatchObject({ state: 'over', result: 'first', by: 'walkover' });
    await adds(three, 1, 3);
    await w.turns.pass(HOUR_MS + 1);
    await w.settle();
    expect((await w.all(id))[2]).toMatchObject({ state: 'over', result: 'first', by: 'absence' });
    const ended = await w.turns.games.get(w.accounts[0]!, one!.playId!).catch(() => undefined);
    expect(ended?.phase ?? 'over').toBe('over');
    expect(two!.playId).toBeDefined();
    await w.settle();
    await playOut(w, id);
    expect(await stateOf(w, id)).toBe('over');
  });

  it('go on without whoever withdraws, in the middle of a match too, or whose account is deleted', async () => {
    const w = await tournamentWorld(database, 4);
    const id = await w.begun();
    const [, , , last] = w.accounts;
    const { notify } = await w.tournaments.withdraw(last!, id);
    expect(notify.map(({ data }) => (data as { event?: string }).event)).toContain('match-over');
    expect((await w.all(id))[0]).toMatchObject({ state: 'over', result: 'first', by: 'walkover' });
    expect(await codeOf(w.tournaments.withdraw(last!, id))).toBe('conflict');
    await database.batch([{ sql: 'delete from character where account_id = ?', values: [w.accounts[1]!] }]);
    await database.batch([{ sql: 'delete from account where id = ?', values: [w.accounts[1]!] }]);
    await w.settle();
    expect((await w.all(id))[1]).toMatchObject({ state: 'over', result: 'second', by: 'walkover' });
    await playOut(w, id);
    expect((await standings(w, id))[0]).toEqual([1, 1, 2]);
  });

  it('let their organiser decide with a reason, which is kept', async () => {
    const w = await tournamentWorld(database, 4);
    const id = await w.begun();
    const [ann, bob] = w.accounts as [string, string];
    const match = { tournamentId: id, number: 1 };
    const own = { result: 'second', reason: 'agreed by letter' } as const;
    expect(await codeOf(w.tournaments.setResult(bob, match, own))).toBe('not-allowed');
    expect(await codeOf(w.tournaments.setResult(ann, match, { ...own, reason: ' ' }))).toBe('bad-value');
    expect(await codeOf(w.tournaments.setResult(ann, match, { ...own, result: 'draw' }))).toBe('bad-value');
    expect(await codeOf(w.tournaments.setResult(ann, { ...match, number: 3 }, own))).toBe('conflict');
    expect(await codeOf(w.tournaments.setResult(ann, { ...match, number: 9 }, own))).toBe('not-found');
    const { reply } = await w.tournaments.setResult(ann, match, own);
    expect(reply).toMatchObject({ result: 'second', by: 'organiser', reason: 'agreed by letter' });
    expect(await codeOf(w.tournaments.setResult(ann, match, own))).toBe('conflict');
    const made = { number: 1, action: 'result', by: ann, match: 1, ...own };
    expect(await w.tournaments.decisions(bob, id)).toEqual([{ ...made, atMs: w.clock.wallMs() }]);
    expect(await w.tournaments.decisions(bob, id, { before: 1 })).toEqual([]);
    expect((await w.turns.games.get(ann, (await w.all(id))[0]!.playId!)).phase).toBe('over');
  });

  it('are cancelled by their organiser, or for want of entrants', async () => {
    const w = await tournamentWorld(database, 2);
    const [ann, bob] = w.accounts as [string, string];
    const { id } = await w.tournaments.create(ann, w.wanted);
    expect(await codeOf(w.tournaments.cancel(bob, id))).toBe('not-allowed');
    expect(await codeOf(w.tournaments.begin(ann, id))).toBe('conflict');
    await w.tournaments.enter(bob, id);
    await w.tournaments.withdraw(bob, id);
    await w.tournaments.enter(bob, id);
    w.clock.advance(HOUR_MS);
    await w.sweep.sweep();
    expect((await w.tournaments.get(ann, id)).tournament).toMatchObject({
      state: 'cancelled',
      reason: 'too few entered',
    });
    const { id: other } = await w.tournaments.create(ann, { ...w.wanted, closesMs: w.clock.wallMs() + 1 });
    expect((await w.tournaments.cancel(ann, other)).reply).toEqual({ cancelled: true });
    expect(await codeOf(w.tournaments.cancel(ann, other))).toBe('conflict');
    const [few, called] = await Promise.all([id, other].map((each) => w.tournaments.decisions(bob, each)));
    expect(few).toMatchObject([{ action: 'cancel', reason: 'too few entered' }]);
    expect(few![0]!.by).toBeUndefined();
    expect(called).toMatchObject([{ action: 'cancel', by: ann, reason: 'by its organiser' }]);
  });

  it('are private with a code, within ratings, and bounded in number', async () => {
    const w = await tournamentWorld(database, 3);
    const [ann, bob, cem] = w.accounts as [string, string, string];
    const { id, joinCode } = await w.tournaments.create(ann, { ...w.wanted, open: false, mostEntrants: 2 });
    expect(joinCode).toHaveLength(10);
    for (const call of ['get', 'enter', 'cancel', 'decisions'] as const)
      expect(await codeOf(w.tournaments[call](bob, id))).toBe('not-found');
    expect(await w.tournaments.list(bob)).toEqual([]);
    await w.tournaments.enter(bob, id, joinCode);
    expect(await w.tournaments.list(bob)).toHaveLength(1);
    await w.tournaments.enter(ann, id, joinCode);
    expect(await codeOf(w.tournaments.enter(cem, id, joinCode))).toBe('limit-reached');
    const rated = { ...w.wanted, ladder: 'tally', leastRating: 1600 };
    const { id: strong } = await w.tournaments.create(ann, rated);
    expect(await codeOf(w.tournaments.enter(bob, strong))).toBe('not-allowed');
    for (let made = 2; made < MOST_ORGANISED; made++) await w.tournaments.create(ann, w.wanted);
    expect(await codeOf(w.tournaments.create(ann, w.wanted))).toBe('limit-reached');
    for (let made = 0; made < MOST_ENTERED; made++) {
      const organiser = (await person(database)).accountId;
      await w.tournaments.enter(cem, (await w.tournaments.create(organiser, w.wanted)).id);
    }
    const { id: more } = await w.tournaments.create(bob, w.wanted);
    expect(await codeOf(w.tournaments.enter(cem, more))).toBe('limit-reached');
  });

  it.for([
    { title: ' ' },
    { mostEntrants: 1 },
    { mostEntrants: 257 },
    { format: 'round-robin', mostEntrants: 65 },
    { closesMs: 0 },
    { closesMs: Number.MAX_SAFE_INTEGER },
    { rounds: 3 },
    { format: 'swiss', rounds: 21 },
    { twice: true },
    { leastRating: 1000 },
    { ladder: 'tally', leastRating: 1700, mostRating: 1600 },
    { turnMs: 1 },
    { missedMost: 0 },
    { settings: '{"start":11}' },
  ] as const)('refuse %o', async (bad) => {
    const w = await tournamentWorld(database, 1);
    expect(await codeOf(w.tournaments.create(w.accounts[0]!, { ...w.wanted, ...bad }))).toBe('bad-value');
  });

  it('are watched, late, by whoever sees them, unless their organiser keeps them closed', async () => {
    const w = await tournamentWorld(database, 2);
    const { games, orders } = w.turns;
    const eve = (await person(database)).accountId;
    const id = await w.begun({ watchDelay: 2 });
    expect((await w.tournaments.get(eve, id)).tournament).toMatchObject({ watchDelay: 2 });
    const [{ gameId, watchCode: code } = {}] = await w.tournaments.matches(eve, id);
    for (let turn = 1; turn <= 3; turn++)
      for (const who of w.accounts) await orders.submit(who, { gameId: gameId!, turn, orders: adding(1) });
    expect(await codeOf(games.get(eve, gameId!))).toBe('not-found');
    expect(await games.get(eve, gameId!, code)).toMatchObject({ status: 'watching', watchDelay: 2, watchTurns: 1 });
    expect(await w.turns.spectators.follow(eve, gameId!, code)).toHaveProperty('untilMs');
    expect(JSON.parse(await orders.watch(eve, { gameId: gameId!, turn: 1, code }))).toEqual({ turn: 1 });
    expect(await codeOf(orders.watch(eve, { gameId: gameId!, turn: 2, code }))).toBe('not-allowed');
    expect(await codeOf(games.join(eve, gameId!, code))).toBe('conflict');
    const own = { result: 'first', reason: 'agreed' } as const;
    const decided = await w.tournaments.setResult(w.accounts[0]!, { tournamentId: id, number: 1 }, own);
    expect(decided.reply).toMatchObject({ state: 'over', watchCode: code });
    expect(decided.notify).toContainEqual(expect.objectContaining({ to: `account:${eve}`, type: 'TURN_GAME' }));
    // Turn 4 was open when it was decided, and never ran.
    expect(await games.get(eve, gameId!, code)).toMatchObject({ status: 'over', turn: 3, watchTurns: 3 });
    expect(JSON.parse(await orders.watch(eve, { gameId: gameId!, turn: 3, code }))).toEqual({ turn: 3 });
    expect(await codeOf(orders.watch(eve, { gameId: gameId!, turn: 4, code }))).toBe('not-found');
    expect(JSON.parse((await orders.look(w.accounts[0]!, gameId!)).view)).toMatchObject({ turn: 3 });

    const closed = await w.begun({ watching: false });
    expect((await w.tournaments.get(eve, closed)).tournament).not.toHaveProperty('watchDelay');
    for (const who of [eve, ...w.accounts]) {
      const [match] = await w.tournaments.matches(who, closed);
      expect(match).toMatchObject({ state: 'playing', gameId: expect.any(String) });
      expect(match).not.toHaveProperty('watchCode');
    }
    for (const more of [{ watchDelay: 0 }, { watchDelay: 21 }, { watching: false, watchDelay: 1 }])
      expect(await codeOf(w.tournaments.create(eve, { ...w.wanted, ...more }))).toBe('bad-value');
  });

  it('refuse games and ladders that there are not', async () => {
    const w = await tournamentWorld(database, 1);
    for (const bad of [{ game: 'chess' }, { ladder: 'none' }])
      expect(await codeOf(w.tournaments.create(w.accounts[0]!, { ...w.wanted, ...bad }))).toBe('not-found');
  });
});

async function orders(w: TournamentWorld, gameId: string, seat: number, turn: number, n: number): Promise<void> {
  const { rows } = await w.database.query('select player_id as id from turn_seat where game_id = ? and seat = ?', [
    gameId,
    seat,
  ]);
  const sheet = JSON.stringify([{ name: 'add', args: { n } }]);
  await w.turns.orders.submit(rows[0]!['id'] as string, { gameId, turn, orders: sheet });
}

/** A database whose server is killed at this statement. */
function failingAt(database: Database, start: string): Database {
  const killed = (sql: string) => {
    if (sql.startsWith(start)) throw new Error('killed');
  };
  return {
    engine: database.engine,
    query: (sql, values) => database.query(sql, values),
    batch: (statements, options) => database.batch(statements, options),
    healthy: () => database.healthy(),
    close: async () => {},
    transaction: (work, options) =>
      database.transaction(
        (transaction) =>
          work({
            query: (sql, values) => {
              killed(sql);
              return transaction.query(sql, values);
            },
            batch: (statements) => {
              for (const { sql } of statements) killed(sql);
              return transaction.batch(statements);
            },
          }),
        options,
      ),
  };
}
