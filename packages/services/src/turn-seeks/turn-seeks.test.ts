import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { SeededRandom } from '@rubato/ports/doubles';
import { ban } from '../accounts/bans.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { codeOf } from '../testing/service-world.ts';
import { MOST_TURN_GAMES } from '../turn-games/insert-game.ts';
import { adding, DAY_MS } from '../turn-games/testing/turn-world.ts';
import { MOST_IN_POOL } from './seek-rows.ts';
import { POOLS_AT_ONCE, SEEK_KEPT_MS } from './seek-sweep.ts';
import { seekWorld } from './testing/seek-world.ts';
import { MOST_SEEKS, SEEKS_SHOWN } from './turn-seeks.ts';

const HOUR_MS = 3_600_000;

describe.for(availableDatabases)('tickets for turn games on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  const block = (a: string, b: string) =>
    database.batch([
      {
        sql: `insert into block (account_id, character_id, blocked_id, name, created_ms)
          select ?, id, account_id, name, 0 from character where account_id = ?`,
        values: [a, b],
      },
    ]);

  /** Tickets straight into the database, two of each game. */
  const strangers = (accountIds: readonly string[], games: readonly string[], state = 'waiting') =>
    database.batch(
      games.flatMap((game) =>
        accountIds.map((accountId, at) => ({
          sql: `insert into turn_seek (id, account_id, game, seats, least_ms, most_ms, only_rated, gap, most_gap, state,
            since_ms, expires_ms) values (?, ?, ?, 2, 1, 1, 0, 0, 0, ?, 0, 1000000000000000)`,
          values: [`${game} ${at}`, accountId, game, state],
        })),
      ),
    );
  const names = (count: number) => Array.from({ length: count }, (_, at) => `a-${1000 + at}`);

  it('of games that this server doesn’t have, however many, keep nobody waiting for one that it has', async () => {
    const w = await seekWorld(database, 4);
    await strangers(w.accounts.slice(2), names(POOLS_AT_ONCE + 1));
    for (const at of [0, 1]) await w.seek(at);
    await w.sweep.sweep();
    expect(await w.games()).toMatchObject([{ players: [0, 1] }]);
    expect(await w.server(database, []).sweep.sweep()).toEqual([]);
  });

  it(`are listed ${SEEKS_SHOWN} of them, the newest first`, async () => {
    const w = await seekWorld(database, 1);
    await strangers([w.accounts[0]!], names(SEEKS_SHOWN + 1), 'expired');
    const listed = await w.seeks.mine(w.accounts[0]!);
    expect(listed.map(({ game }) => game)).toEqual(
      names(SEEKS_SHOWN + 1)
        .slice(1)
        .toReversed(),
    );
  });

  it('become a game that is played, and each is told', async () => {
    const w = await seekWorld(database, 3);
    const asked = await w.seek(0, { settings: '{"start":2}', mostTurnMs: 2 * DAY_MS });
    expect(asked).toMatchObject({ state: 'waiting', settings: '{"start":2}', why: { reason: 'nobody', needed: 1 } });
    await w.seek(1, { settings: '{"start":3}' });
    expect(await w.sweep.sweep()).toEqual([]);
    const { id } = await w.seek(2, { leastTurnMs: 2 * DAY_MS });
    const told = await w.sweep.sweep();
    const [game] = await w.games();
    expect(game).toMatchObject({ settings: '{"start":2}', turnMs: 2 * DAY_MS, ladder: null, players: [0, 2] });
    expect(told.map(({ to, type }) => [to, type]).sort()).toEqual(
      [0, 2].map((at) => [`account:${w.accounts[at]}`, 'TURN_GAME']).sort(),
    );
    expect(await w.seeks.mine(w.accounts[2]!)).toMatchObject([{ id, state: 'matched', gameId: game!.id }]);
    expect(await w.states(1)).toEqual(['waiting']);
    const { rows } = await database.query(
      `select account_id as id, body, link from notification where kind = 'match' order by account_id`,
    );
    expect(rows).toEqual(
      [0, 2].map((at) => ({
        id: w.accounts[at],
        body: `Against ${w.accounts[2 - at]}; the game has begun.`,
        link: `/tally/${game!.id}`,
      })),
    );
    await w.turns.sweep.close();
    const sheet = { gameId: game!.id, turn: 1, orders: adding(1) };
    for (const at of [0, 2]) expect(await codeOf(w.turns.orders.submit(w.accounts[at]!, sheet))).toBe('done');
    expect(await w.sweep.sweep()).toEqual([]);
    expect(await w.games()).toHaveLength(1);
  });

  it('are rated when all want it, by ranges that widen', async () => {
    const w = await seekWorld(database, 4);
    const [ann, bob] = w.accounts as [string, string];
    // Ann goes far above the others.
    for (let won = 0; won < 3; won++)
      await w.ratings.record({
        matchId: `${ann} ${won}`,
        ladder: 'tally',
        teams: [
          { place: 1, members: [ann] },
          { place: 2, members: [bob] },
        ],
      });
    expect((await w.ratings.of('tally', [ann]))[0]!.rating).toBeGreaterThan(1650);
    await w.seek(0, { ladder: 'tally', onlyRated: true });
    await w.seek(2, { ladder: 'tally' });
    await w.seek(3);
    await w.sweep.sweep();
    // Neither on the ladder with Cem, who is too far away, nor without it with Dan.
    expect((await w.games()).map(({ players, ladder }) => [players, ladder])).toEqual([[[2, 3], null]]);
    await w.seek(2, { ladder: 'tally', mostRatingGap: 5000 });
    expect((await w.seeks.mine(w.accounts[2]!))[0]).toMatchObject({
      ratingGap: 100,
      why: { reason: 'rating', sameLadder: 1, fit: 0, widensInMs: 600_000 },
    });
    await w.sweep.sweep();
    expect(await w.games()).toHaveLength(1);
    w.clock.advance(5 * HOUR_MS);
    expect((await w.seeks.mine(w.accounts[2]!))[0]).toMatchObject({ ratingGap: 850, why: { reason: 'each-other' } });
    await w.sweep.sweep();
    expect((await w.games())[1]).toMatchObject({ players: [0, 2], ladder: 'tally' });
  });

  it('seat up to six, and never two who are apart', async () => {
    const w = await seekWorld(database, 6);
    await block(w.accounts[0]!, w.accounts[1]!);
    for (const at of [0, 1]) await w.seek(at);
    expect((await w.seeks.mine(w.accounts[1]!))[0]).toMatchObject({ why: { reason: 'nobody', looking: 0 } });
    await w.sweep.sweep();
    expect(await w.games()).toEqual([]);
    await w.seek(2);
    await w.sweep.sweep();
    expect((await w.games()).map(({ players }) => players)).toEqual([[0, 2]]);
    for (let at = 1; at < 6; at++) await w.seek(at, { seats: 5, settings: at % 2 === 0 ? '{}' : '{ }' });
    // A second ticket of one account fills no second seat.
    for (const at of [1, 1]) await w.seek(at, { seats: 3 });
    await w.seek(2, { seats: 3 });
    await w.sweep.sweep();
    expect((await w.games()).map(({ players }) => players)).toContainEqual([1, 2, 3, 4, 5]);
    expect(await w.games()).toHaveLength(2);
  });

  it('are taken back, expire, and are forgotten', async () => {
    const w = await seekWorld(database, 3);
    const [ann, bob] = w.accounts as [string, string];
    const { id } = await w.seek(0);
    expect(await codeOf(w.seeks.cancel(bob, id))).toBe('not-found');
    expect(await w.seeks.cancel(ann, id)).toEqual({ cancelled: true });
    expect(await codeOf(w.seeks.cancel(ann, id))).toBe('not-found');
    await w.seek(0, { waitMs: HOUR_MS });
    w.clock.advance(HOUR_MS);
    expect(await w.seek(1)).toMatchObject({ why: { looking: 0 } });
    expect(await w.states(0)).toEqual(['expired']);
    await w.sweep.sweep();
    expect(await w.games()).toEqual([]);
    const late = await w.seek(2);
    await w.sweep.sweep();
    expect(await codeOf(w.seeks.cancel(w.accounts[2]!, late.id))).toBe('conflict');
    expect([await w.states(0), await w.states(1)]).toEqual([['expired'], ['matched']]);
    w.clock.advance(SEEK_KEPT_MS);
    await w.sweep.sweep();
    expect([await w.states(0), await w.states(1)]).toEqual([[], []]);
    expect(await w.games()).toHaveLength(1);
  });

  it('make one game each, whoever sweeps how often at the same time', async () => {
    const w = await seekWorld(database, 6);
    for (let at = 0; at < 6; at++) await w.seek(at, { seats: 2 });
    const servers = Array.from({ length: 4 }, () => w.server());
    await Promise.all([
      ...servers.map(({ sweep }) => sweep.sweep()),
      ...servers.map(({ sweep }) => sweep.sweep()),
      w.seeks.mine(w.accounts[0]!),
    ]);
    const games = await w.games();
    expect(games.flatMap(({ players }) => players).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(games).toHaveLength(3);
    expect(w.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('are used or taken back, never both', async () => {
    const w = await seekWorld(database, 2);
    for (let round = 0; round < 6; round++) {
      await database.batch([{ sql: 'delete from turn_seek' }, { sql: 'delete from turn_game' }]);
      const { id } = await w.seek(0);
      await w.seek(1);
      const [cancelled] = await Promise.all([codeOf(w.seeks.cancel(w.accounts[0]!, id)), w.sweep.sweep()]);
      const played = (await w.games()).length === 1;
      expect([cancelled, played]).toEqual(played ? ['conflict', true] : ['done', false]);
      expect(await w.states(1)).toEqual([played ? 'matched' : 'waiting']);
    }
  });

  it('wait on when the server stops in the middle, for another to go on', async () => {
    const w = await seekWorld(database, 2);
    for (const at of [0, 1]) await w.seek(at);
    // It ends at each of the transaction's statements in turn; the statement itself was still made.
    let statements = 0;
    for (let stops = 1; ; stops++) {
      statements = 0;
      const stopping: Database = {
        engine: database.engine,
        query: (...asked) => database.query(...asked),
        batch: (...asked) => database.batch(...asked),
        transaction: (work, options) =>
          database.transaction(
            (transaction) =>
              work({
                query: async (sql, values) => stopAt(await transaction.query(sql, values), stops),
                batch: async (all) => stopAt(await transaction.batch(all), stops),
              }),
            options,
          ),
        healthy: () => database.healthy(),
        close: async () => {},
      };
      const told = await w.server(stopping).sweep.sweep();
      if (told.length > 0) break;
      expect([await w.states(0), await w.states(1)]).toEqual([['waiting'], ['waiting']]);
      const { rows } = await database.query('select count(*) as n from turn_game');
      expect([stops, Number(rows[0]!['n'])]).toEqual([stops, 0]);
      expect((await database.query('select id from notification')).rows).toEqual([]);
    }
    function stopAt<T>(answer: T, stops: number): T {
      statements += 1;
      if (statements === stops) throw new Error('the server stopped');
      return answer;
    }
    expect(statements).toBeGreaterThan(6);
    expect((await w.games()).map(({ players }) => players)).toEqual([[0, 1]]);
    expect(await w.server().sweep.sweep()).toEqual([]);
  });

  it('make no game of those whom a block or another game came between at the last moment', async () => {
    const w = await seekWorld(database, 2);
    const [ann, bob] = w.accounts as [string, string];
    const fill = async () => {
      for (let made = 0; made < MOST_TURN_GAMES; made++) await w.turns.games.create(bob, w.turns.wanted);
    };
    for (const meddle of [fill, () => block(bob, ann)]) {
      await database.batch([{ sql: 'delete from turn_seek' }, { sql: 'delete from turn_game' }]);
      for (const at of [0, 1]) await w.seek(at);
      const meddled: Database = {
        engine: database.engine,
        query: (...asked) => database.query(...asked),
        batch: (...asked) => database.batch(...asked),
        healthy: () => database.healthy(),
        close: async () => {},
        // After the tickets were read.
        transaction: async (work, options) => {
          await meddle();
          return database.transaction(work, options);
        },
      };
      expect(await w.server(meddled).sweep.sweep()).toEqual([]);
      expect([await w.states(0), await w.states(1)]).toEqual([['waiting'], ['waiting']]);
    }
    expect(w.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('are matched by a server that has the game', async () => {
    const w = await seekWorld(database, 2);
    for (const at of [0, 1]) await w.seek(at);
    expect(await w.server(database, []).sweep.sweep()).toEqual([]);
    expect(await w.states(0)).toEqual(['waiting']);
    expect(await w.sweep.sweep()).toHaveLength(2);
  });

  it('have limits', async () => {
    const w = await seekWorld(database, 3);
    for (const bad of [
      { seats: 1 },
      { seats: 7 },
      { seats: 6 },
      { leastTurnMs: 9999 },
      { mostTurnMs: DAY_MS - 1 },
      { mostTurnMs: 31 * DAY_MS },
      { ratingGap: -1 },
      { ratingGap: 600 },
      { mostRatingGap: 5001 },
      { waitMs: 59_999 },
      { waitMs: 15 * DAY_MS },
      { onlyRated: true },
      { settings: '[]' },
      { settings: '{' },
      { settings: '{"start":11}' },
    ])
      expect([bad, await codeOf(w.seek(0, bad))]).toEqual([bad, 'bad-value']);
    for (const none of [{ game: 'chess' }, { ladder: 'chess' }])
      expect(await codeOf(w.seek(0, none))).toBe('not-found');
    const { clock } = w;
    const banned = { scope: 'account', subject: w.accounts[0]!, kind: 'ranked', reason: 'x', actorId: 'x' } as const;
    await ban({ database, clock, random: new SeededRandom('ban') }, banned);
    expect(await codeOf(w.seek(0, { ladder: 'tally' }))).toBe('banned');
    for (let made = 0; made < MOST_SEEKS; made++) await w.seek(0);
    expect(await codeOf(w.seek(0))).toBe('limit-reached');
    await database.batch([
      {
        sql: `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
          insert into turn_seek (id, account_id, game, seats, least_ms, most_ms, only_rated, gap, most_gap, state, since_ms,
          expires_ms) select 'crowd ' || i, ?, 'tally', 3, 1, 1, 0, 1, 1, 'waiting', 0, 9000000000000000 from n`,
        values: [MOST_IN_POOL, w.accounts[2]!],
      },
    ]);
    expect(await codeOf(w.seek(1, { seats: 3 }))).toBe('limit-reached');
    expect(await codeOf(w.seek(1, { seats: 2 }))).toBe('done');
  });

  it('wait while an account plays as much as it may', async () => {
    const w = await seekWorld(database, 3);
    for (let made = 0; made < MOST_TURN_GAMES; made++)
      await w.turns.games.create(w.accounts[0]!, { ...w.turns.wanted, seats: 2 });
    for (const at of [0, 1]) await w.seek(at);
    await w.sweep.sweep();
    expect((await w.seeks.mine(w.accounts[0]!))[0]).toMatchObject({ why: { reason: 'games-full' } });
    expect((await w.seeks.mine(w.accounts[1]!))[0]).toMatchObject({ why: { reason: 'nobody', looking: 0 } });
    await w.seek(2);
    await w.sweep.sweep();
    expect([await w.states(0), await w.states(1), await w.states(2)]).toEqual([['waiting'], ['matched'], ['matched']]);
  });
});
