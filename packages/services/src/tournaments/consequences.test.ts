/** What tournaments bring about elsewhere: notifications, and what ladders make of their matches. */
import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { adding } from '../turn-games/testing/turn-world.ts';
import { HOUR_MS, tournamentWorld, type TournamentWorld } from './testing/tournament-world.ts';

describe.for(availableDatabases)('tournaments on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  const notes = async (of: string) => {
    const sql = `select title, link from notification where kind = 'tournament' and id like ? and account_id = ? order by id`;
    return async (id: string) => (await database.query(sql, [`tournament:${id}:%`, of])).rows;
  };
  const matchesWon = async (w: TournamentWorld) =>
    (await w.turns.ratings.of('tally', w.accounts)).map(({ rating, matches }) => [matches, Math.sign(rating - 1500)]);
  /** Of two who stand at ten: one leaves, and the computer takes what it needs to win. */
  const wonByStandIn = async (w: TournamentWorld) => {
    const id = await w.begun({ ladder: 'tally', settings: '{"start":10}' });
    await w.turns.sweep.close();
    const [match] = await w.all(id);
    const gameId = match!.playId!;
    const { rows } = await database.query('select player_id as id from turn_seat where game_id = ? order by seat', [
      gameId,
    ]);
    const [leaver, stayer] = rows.map((row) => row['id'] as string) as [string, string];
    await w.turns.games.resign(leaver, gameId);
    await w.turns.orders.submit(stayer, { gameId, turn: 1, orders: adding(0) });
    const game = await w.turns.games.get(stayer, gameId);
    expect(JSON.parse(game.result!)).toMatchObject({ winners: [1] });
    return { id, stayer: w.accounts.indexOf(stayer) };
  };

  it('tell of their beginning, of each match and of their end, each once', async () => {
    const w = await tournamentWorld(database, 2);
    const id = await w.begun();
    const of = await notes(w.accounts[0]!);
    const [{ playId } = {}] = await w.all(id);
    const ready = { title: 'Cup: your match 1', link: `/tally/${playId}` };
    const begun = { title: 'Cup has begun', link: `/tournaments/${id}` };
    expect((await of(id)).map(({ title }) => title).sort()).toEqual([begun.title, ready.title].sort());
    expect(await of(id)).toEqual(expect.arrayContaining([begun, ready]));
    await w.turns.sweep.close();
    await w.playMatch({ playId: playId! }, 3, 1);
    await w.settle();
    const titles = (await of(id)).map(({ title }) => title);
    expect(titles.sort()).toEqual(['Cup has begun', 'Cup is over', 'Cup: your match 1']);
    const { id: other } = await w.tournaments.create(w.accounts[0]!, w.wanted);
    await w.tournaments.enter(w.accounts[0]!, other);
    await w.tournaments.cancel(w.accounts[0]!, other);
    expect((await of(other)).map(({ title }) => title)).toEqual(['Cup was called off']);
  });

  it('note nothing of what was undone', async () => {
    const w = await tournamentWorld(database, 2);
    const { id } = await w.tournaments.create(w.accounts[0]!, w.wanted);
    for (const account of w.accounts) await w.tournaments.enter(account, id);
    const stopping: Database = {
      engine: database.engine,
      query: (sql, values) => database.query(sql, values),
      batch: (statements, options) => database.batch(statements, options),
      healthy: () => database.healthy(),
      close: async () => {},
      transaction: (work, options) =>
        database.transaction(async (transaction) => {
          await work(transaction);
          throw new Error('the server stopped');
        }, options),
    };
    w.clock.advance(HOUR_MS);
    await w.server(stopping).sweep.sweep();
    const of = await notes(w.accounts[0]!);
    expect(await of(id)).toEqual([]);
    // Another server goes on.
    await w.server().sweep.sweep();
    expect(await of(id)).toHaveLength(2);
    await w.server().sweep.sweep();
    expect(await of(id)).toHaveLength(2);
  });

  it('count a stand-in’s win as the loss of whoever left, on the ladder too, whichever sweep comes first', async () => {
    for (const turnsFirst of [true, false]) {
      const w = await tournamentWorld(database, 2);
      const { id, stayer } = await wonByStandIn(w);
      if (turnsFirst) {
        await w.turns.sweep.close();
        expect(await matchesWon(w)).toEqual([0, 0].map(() => [0, 0]));
      }
      await w.settle();
      const [match] = await w.all(id);
      expect(match).toMatchObject({ state: 'over', by: 'absence', result: match!.seeds[0] === 1 ? 'second' : 'first' });
      expect((await w.tournaments.standings(w.accounts[0]!, id))[0]).toMatchObject({ place: 1, won: 1 });
      await w.turns.sweep.close();
      const expected = [0, 1].map((at) => [1, at === stayer ? 1 : -1]);
      expect([turnsFirst, await matchesWon(w)]).toEqual([turnsFirst, expected]);
    }
  });

  it('rate what their organiser decided before they saw the end', async () => {
    const w = await tournamentWorld(database, 2);
    const { id, stayer } = await wonByStandIn(w);
    const [match] = await w.all(id);
    const leaverFirst = match!.seeds[0] === 1 ? 'first' : 'second';
    const own = { result: leaverFirst, reason: 'the line was down' } as const;
    await w.tournaments.setResult(w.accounts[0]!, { tournamentId: id, number: 1 }, own);
    await w.turns.sweep.close();
    expect(await matchesWon(w)).toEqual([0, 1].map((at) => [1, at === stayer ? -1 : 1]));
  });
});
