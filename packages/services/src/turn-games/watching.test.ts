import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { tallyRules } from './testing/tally-rules.ts';
import { adding, turnWorld, type TurnWorld } from './testing/turn-world.ts';
import { CODES } from './turn-games.ts';
import { MOST_SPECTATORS, MOST_WATCHED, TOLD_MS } from './spectators.ts';
import { MOVED_AWAY, SHOW_LEAD_MS, sawTurns, watchTurns } from './watching.ts';
import { RulesUnavailable, type TurnRules } from './turn-rules.ts';

describe('who may watch which turn', () => {
  const sitting = (playerId: string | null, more: object = {}) => {
    return { playerId, ownerId: playerId, awaited: 1, leftTurn: null, lastTurn: 6, ...more };
  };
  const game = { phase: 'planning', turn: 6, watchDelay: 2, result: null } as const;

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

  it('goes on as it was for a game that goes on in files', () => {
    const seats = [sitting('ann'), sitting('bob')];
    const moved = { ...game, phase: 'over', turn: 5, result: MOVED_AWAY } as const;
    expect(['eve', 'ann'].map((who) => watchTurns(moved, seats, who))).toEqual([3, 0]);
    expect(['eve', 'ann'].map((who) => sawTurns(moved, seats, who))).toEqual([0, 5]);
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

describe.for(availableDatabases)('watching turn games on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

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

  it('tells spectators that a turn has run, not that orders came in, as long as they ask', async () => {
    const w = await turnWorld(database, 2);
    const gameId = await w.begun();
    const [ann, bob] = w.accounts as [string, string];
    const [eve, fay] = [await stranger(), await stranger()];
    for (const who of [eve, fay, ann]) await w.spectators.follow(who, gameId);
    const give = async (turn: number, who: string) =>
      (await w.orders.submit(who, { gameId, turn, orders: adding(1) })).notify;
    const toldOf = (notices: readonly { to: string; data: unknown }[], who: string) =>
      notices.filter(({ to }) => to === `account:${who}`).map(({ data }) => data);
    expect(toldOf(await give(1, ann), eve)).toEqual([]);
    const ran = await give(1, bob);
    expect([toldOf(ran, eve), toldOf(ran, fay)]).toEqual([
      [{ gameId, phase: 'planning', turn: 2 }],
      [{ gameId, phase: 'planning', turn: 2 }],
    ]);
    // One that orders came in, one that the turn has run: none twice for who plays and follows.
    expect(toldOf(ran, ann)).toHaveLength(2);
    expect(await w.spectators.leave(fay, gameId)).toEqual({ left: true });
    expect(await w.spectators.leave(fay, gameId)).toEqual({ left: false });
    w.clock.advance(TOLD_MS - 1);
    expect(await w.spectators.follow(eve, gameId)).toEqual({ untilMs: Math.floor(w.clock.wallMs()) + TOLD_MS });
    w.clock.advance(TOLD_MS - 1);
    await give(2, ann);
    const second = await give(2, bob);
    expect([toldOf(second, eve).length, toldOf(second, fay).length]).toEqual([1, 0]);
    w.clock.advance(1);
    const { notify } = await w.games.resign(bob, gameId);
    expect([toldOf(notify, eve), toldOf(notify, ann).length]).toEqual([[], 1]);
  });

  it('takes so many spectators of a game, so many games of an account, and who has the code of a private one', async () => {
    const w = await turnWorld(database, 2);
    const gameId = await w.begun({ open: false });
    const { joinCode } = await w.games.get(w.accounts[0]!, gameId);
    const eve = await stranger();
    for (const wrong of [undefined, 'x'])
      expect(await codeOf(w.spectators.follow(eve, gameId, wrong))).toBe('not-found');
    expect(await codeOf(w.spectators.follow(eve, 'none'))).toBe('not-found');
    const untilMs = Math.floor(w.clock.wallMs()) + 1000;
    const insert = 'insert into turn_spectator (game_id, account_id, until_ms) values (?, ?, ?)';
    const others = Array.from({ length: MOST_SPECTATORS }, (_, at) => `${gameId} ${at}`);
    const account = 'insert into account (id, username, username_key, created_ms) values (?, ?, ?, 0)';
    await database.batch([
      ...others.map((id) => ({ sql: account, values: [id, id, id] })),
      ...others.map((id) => ({ sql: insert, values: [gameId, id, untilMs] })),
    ]);
    expect(await codeOf(w.spectators.follow(eve, gameId, joinCode))).toBe('limit-reached');
    await w.spectators.follow(others[0]!, gameId, joinCode);
    w.clock.advance(1000);
    await w.spectators.follow(eve, gameId, joinCode);
    const { rows } = await database.query('select account_id as id from turn_spectator where game_id = ?', [gameId]);
    expect(rows.map(({ id }) => id).toSorted()).toEqual([others[0]!, eve].toSorted());

    const games: string[] = [];
    for (let made = 0; made < MOST_WATCHED; made++)
      games.push((await w.games.create(w.accounts[0]!, w.wanted)).reply.id);
    for (const id of games.slice(1)) await w.spectators.follow(eve, id);
    expect(await codeOf(w.spectators.follow(eve, games[0]!))).toBe('limit-reached');
    await w.spectators.follow(eve, gameId, joinCode);
    await w.spectators.leave(eve, gameId);
    await w.spectators.follow(eve, games[0]!);
  });

  it('says to whom a seat is free: before it begins, and of whoever left where substitutes are wanted', async () => {
    const w = await turnWorld(database, 2);
    const [ann, bob] = w.accounts as [string, string];
    const eve = await stranger();
    const joinable = async (id: string, who: string) => (await w.games.get(who, id)).joinable;
    const { id } = (await w.games.create(ann, w.wanted)).reply;
    expect([await joinable(id, eve), await joinable(id, ann)]).toEqual([true, false]);
    await w.games.join(bob, id);
    const substituted = await w.begun({ standIn: 'substitute' });
    expect([await joinable(id, eve), await joinable(substituted, eve)]).toEqual([false, false]);
    for (const left of [id, substituted]) await w.games.resign(bob, left);
    expect([await joinable(id, eve), await joinable(substituted, eve)]).toEqual([false, true]);
    expect(await joinable(substituted, bob)).toBe(false);
    expect(await codeOf(w.games.join(eve, id))).toBe('conflict');
    expect((await w.games.join(eve, substituted)).reply).toMatchObject({ seat: 2, joinable: false });
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
