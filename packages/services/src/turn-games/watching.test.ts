import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { migrate } from '../schema/migrate.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { tallyRules } from './testing/tally-rules.ts';
import { adding, turnWorld, type TurnWorld } from './testing/turn-world.ts';
import { CODES } from './turn-games.ts';
import { SHOW_LEAD_MS, sawTurns, watchTurns } from './watching.ts';
import { RulesUnavailable, type TurnRules } from './turn-rules.ts';

describe('who may watch which turn', () => {
  const sitting = (playerId: string | null, more: object = {}) => {
    return { playerId, ownerId: playerId, awaited: 1, leftTurn: null, lastTurn: 6, ...more };
  };
  const game = { phase: 'planning', turn: 6, watchDelay: 2 } as const;

  it('is decided by the delay for strangers, by the seat for players, and by nothing once it is over', () => {
    const seats = [sitting('ann'), sitting('bob')];
    const of = (phase: 'planning' | 'over', who: string) =>
      [watchTurns, sawTurns].map((turns) => turns({ ...game, phase }, seats, who));
    expect([of('planning', 'eve'), of('planning', 'ann')]).toEqual([
      [3, 0],
      [0, 5],
    ]);
    expect([of('over', 'eve'), of('over', 'ann')]).toEqual([
      [6, 0],
      [6, 6],
    ]);
    expect(watchTurns({ ...game, turn: 2 }, seats, 'eve')).toBe(0);
  });

  it('leaves what they saw to those who left, and makes spectators of them', () => {
    const seats = [sitting(null, { ownerId: 'ann', leftTurn: 3 }), sitting('bob')];
    expect([sawTurns(game, seats, 'ann'), watchTurns(game, seats, 'ann')]).toEqual([2, 3]);
  });

  it('makes spectators of whoever is out, not of whoever waits for their move', () => {
    const waits = (lastTurn: number) => [sitting('ann', { awaited: 0, lastTurn }), sitting('bob')];
    expect([4, 3].map((last) => watchTurns(game, waits(last), 'ann'))).toEqual([0, 3]);
  });
});

describe.for(databaseKinds.filter(({ available }) => available))('watching turn games on $name', (kind) => {
  let server: DatabaseServer;
  let database: Database;
  beforeAll(async () => {
    server = await kind.start();
    database = await server.fresh();
    await migrate(database, new ManualClock());
  });
  afterAll(() => server.stop());

  const play = async (w: TurnWorld, gameId: string, turns: readonly number[]) => {
    for (const turn of turns)
      for (const account of w.accounts) await w.orders.submit(account, { gameId, turn, orders: adding(1) });
  };
  const stranger = async () => (await person(database)).accountId;

  it('shows a spectator turns as late as was chosen, and nothing that seats see', async () => {
    const w = await turnWorld(database, 2);
    const gameId = await w.begun({ watchDelay: 2 });
    const eve = await stranger();
    await play(w, gameId, [1, 2]);
    expect(await w.games.get(eve, gameId)).toMatchObject({ status: 'watching', watchTurns: 0, sawTurns: 0 });
    expect(await codeOf(w.orders.watch(eve, { gameId, turn: 1 }))).toBe('not-allowed');
    await play(w, gameId, [3]);
    expect(await w.games.get(eve, gameId)).toMatchObject({ watchTurns: 1, watchDelay: 2 });
    const film = await w.orders.watch(eve, { gameId, turn: 1 });
    expect(JSON.parse(film)).toEqual({ turn: 1 });
    expect(film).not.toContain('orders');
    expect(await codeOf(w.orders.watch(eve, { gameId, turn: 2 }))).toBe('not-allowed');
    expect(await codeOf(w.orders.watch(eve, { gameId, turn: 1, seat: 1 }))).toBe('not-allowed');
    expect(await codeOf(w.orders.watch(eve, { gameId, turn: 4 }))).toBe('not-found');
    expect(await codeOf(w.orders.watch(w.accounts[0]!, { gameId, turn: 1 }))).toBe('not-allowed');
    expect(await codeOf(w.orders.film(eve, gameId, 1))).toBe('not-found');
    expect(await codeOf(w.orders.look(eve, gameId))).toBe('not-found');
    expect((await w.games.running(eve)).map(({ id }) => id)).toEqual([gameId]);
  });

  it('shows everything when it is over, also what each seat saw', async () => {
    const w = await turnWorld(database, 2);
    const gameId = await w.begun({ settings: '{"start":9}' });
    const eve = await stranger();
    await play(w, gameId, [1, 2]);
    expect(await w.games.get(eve, gameId)).toMatchObject({ status: 'over', watchTurns: 2 });
    expect(JSON.parse(await w.orders.watch(eve, { gameId, turn: 2, seat: 2 }))).toMatchObject({ seat: 2 });
    expect(await codeOf(w.orders.watch(eve, { gameId, turn: 2, seat: 3 }))).toBe('not-found');
    expect(JSON.parse(await w.orders.watch(w.accounts[0]!, { gameId, turn: 1 }))).toEqual({ turn: 1 });
    expect(await w.games.running(eve)).toEqual([]);
  });

  it('shows a private game to whoever has its code, which few tries don’t find', async () => {
    const w = await turnWorld(database, 2);
    const gameId = await w.begun({ open: false });
    const eve = await stranger();
    const { joinCode: code } = await w.games.get(w.accounts[0]!, gameId);
    await play(w, gameId, [1, 2]);
    expect(await w.games.running(eve)).toEqual([]);
    for (const wrong of [{}, { code: 'x' }]) {
      expect(await codeOf(w.orders.watch(eve, { gameId, turn: 1, ...wrong }))).toBe('not-found');
      expect(await codeOf(w.games.get(eve, gameId, wrong.code))).toBe('not-found');
    }
    expect(JSON.parse(await w.orders.watch(eve, { gameId, turn: 1, code }))).toEqual({ turn: 1 });
    expect(await w.games.find(eve, code!)).toMatchObject({ id: gameId, joinCode: code, watchTurns: 1 });
    for (let tries = 1; tries < CODES.tokens; tries++)
      expect(await codeOf(w.games.find(eve, `wrong${tries}`))).toBe('not-found');
    expect(await codeOf(w.games.find(eve, code!))).toBe('too-many');
    w.clock.advance(CODES.perMs);
    expect((await w.games.find(eve, code!)).id).toBe(gameId);
  });

  it('lets whoever left see what they saw, and the rest as a spectator', async () => {
    const w = await turnWorld(database, 3);
    const gameId = await w.begun();
    await play(w, gameId, [1]);
    const [ann, bob, cem] = w.accounts as [string, string, string];
    await w.games.resign(cem, gameId);
    const rest = { ...w, accounts: [ann, bob] };
    await play(rest, gameId, [2, 3]);
    expect(await w.games.get(cem, gameId)).toMatchObject({
      status: 'watching',
      formerSeat: 3,
      sawTurns: 1,
      watchTurns: 2,
    });
    expect(JSON.parse(await w.orders.film(cem, gameId, 1))).toMatchObject({ seat: 3 });
    expect(await codeOf(w.orders.film(cem, gameId, 2))).toBe('not-found');
    expect(JSON.parse(await w.orders.watch(cem, { gameId, turn: 2 }))).toEqual({ turn: 2 });
    expect(await codeOf(w.orders.watch(cem, { gameId, turn: 3 }))).toBe('not-allowed');
  });

  it('is never without delay where something is hidden, and shows a turn to all from one instant on', async () => {
    const w = await turnWorld(database, 2);
    for (const watchDelay of [0, -1, 21, 1.5])
      expect(await codeOf(w.games.create(w.accounts[0]!, { ...w.wanted, watchDelay }))).toBe('bad-value');
    const frank = w.server([{ ...tallyRules, hides: false }]);
    const { reply } = await frank.games.create(w.accounts[0]!, { ...w.wanted, watchDelay: 0 });
    await frank.games.join(w.accounts[1]!, reply.id);
    expect(await w.games.get(w.accounts[0]!, reply.id)).not.toHaveProperty('showMs');
    w.clock.advance(5000);
    await play(w, reply.id, [1]);
    const ranMs = w.clock.wallMs();
    w.clock.advance(700);
    const [player, spectator] = [w.accounts[1]!, await stranger()];
    for (const who of [player, spectator])
      expect(await w.games.get(who, reply.id)).toMatchObject({
        showMs: Math.floor(ranMs) + SHOW_LEAD_MS,
        nowMs: Math.floor(w.clock.wallMs()),
      });
    expect(await w.games.get(spectator, reply.id)).toMatchObject({ watchTurns: 1 });
  });

  it('stands full while the rules give no answer, and begins when they do', async () => {
    const w = await turnWorld(database, 2);
    let away = false;
    const rules: TurnRules = {
      ...tallyRules,
      begin: async (match) => {
        if (away) throw new RulesUnavailable('too slow');
        return tallyRules.begin(match);
      },
    };
    const { games, sweep } = w.server([rules]);
    const { reply } = await games.create(w.accounts[0]!, w.wanted);
    away = true;
    expect((await games.join(w.accounts[1]!, reply.id)).reply).toMatchObject({ phase: 'simulating', turn: 0 });
    away = false;
    w.clock.advance(60_000);
    await sweep.close();
    expect(await games.get(w.accounts[1]!, reply.id)).toMatchObject({ status: 'your-turn', turn: 1 });
  });
});
