import { describe, expect, it, vi } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { Ledger } from '../ledger/ledger.ts';
import type { Notice } from '../notice.ts';
import { ACTIVE_QUESTS } from '../quests/quests.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { toyRules, ToyWorld } from './testing/toy-world.ts';
import { World, WORLD_TIDY_MS, type WorldPort } from './world.ts';
import type { WorldRules } from './world-rules.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

describe.for(availableDatabases)('the world’s services on $name', (kind) => {
  let database: Database;
  let toys = 0;
  migratedDatabase(kind, (made) => void (database = made));

  async function stage(options: { rules?: WorldRules; database?: Database } = {}) {
    const clock = new ManualClock();
    const log = new RecordingLog();
    const ledger = new Ledger({ database, clock, random: new SeededRandom(`toy ${toys}`) });
    const toy = new ToyWorld(`toy ${toys++}`);
    const told: Notice[] = [];
    const open = (over = options.database ?? database) =>
      new World(
        { database: over, clock, log, ledger, tell: (some) => void told.push(...some) },
        options.rules ?? toyRules,
      );
    const world = open();
    await world.attach(toy);
    const gold = async (id: string) => (await ledger.balances(id)).find(({ asset }) => asset === 'gold')?.amount ?? 0;
    const toldOf = (type: string) => told.filter((notice) => notice.type === type);
    const states = async (who: { accountId: string; characterId: string }) =>
      Object.fromEntries((await world.quests(who)).map(({ id, state }) => [id, state]));
    return { clock, log, ledger, toy, told, open, world, gold, toldOf, states };
  }

  const slain = (character: string, kindOf = 'rat') => ({ name: 'slain', data: { character, kind: kindOf } });

  describe('quests', () => {
    it('are offered to those whom they ask, accepted once, and told with their steps', async () => {
      const { world, toldOf } = await stage();
      const ann = await person(database);
      expect((await world.quests(ann)).map(({ id, state }) => [id, state])).toEqual([
        ['errand', 'offered'],
        ['rats', 'offered'],
      ]);
      const [first] = await world.accept(ann, 'errand');
      expect(first).toMatchObject({
        id: 'errand',
        state: 'active',
        steps: [
          { have: 0, need: 1 },
          { have: 0, need: 2 },
        ],
      });
      expect(await codeOf(world.accept(ann, 'errand'))).toBe('conflict');
      expect(await codeOf(world.accept(ann, 'no-quest'))).toBe('not-found');
      await vi.waitFor(() => expect(toldOf('QUEST_UPDATE')).toHaveLength(1));
      expect(toldOf('QUEST_UPDATE')[0]).toMatchObject({
        to: `character:${ann.characterId}`,
        data: { quests: [{ id: 'errand', state: 'active' }] },
      });
    });

    it('advance step by step with the character’s own events, and are rewarded once done', async () => {
      const { world, toy, gold, states } = await stage();
      const [ann, bob] = [await person(database), await person(database)];
      const { characterId } = ann;
      await world.accept(ann, 'errand');
      await world.accept(ann, 'rats');
      await world.settled(toy.happen(slain(bob.characterId), slain(characterId, 'wolf')));
      await world.settled(
        toy.happen({ name: 'travelled', data: { character: characterId, to: 'harbour' } }, slain(characterId)),
      );
      expect((await world.quests(ann)).map(({ id, steps }) => [id, steps.map(({ have }) => have)])).toEqual([
        ['errand', [0, 0]],
        ['rats', [1]],
      ]);
      await world.settled(toy.happen({ name: 'travelled', data: { character: characterId, to: 'tower' } }));
      // One event, two quests: each has its own reward.
      await world.settled(toy.happen(slain(characterId), slain(characterId)));
      expect(await states(ann)).toEqual({ errand: 'done', rats: 'done' });
      await vi.waitFor(async () => expect(await gold(characterId)).toBe(35));
      expect(await gold(bob.characterId)).toBe(0);
    });

    it('can be taken again only where they say so, and count from the start then', async () => {
      const { world, toy, gold } = await stage();
      const ann = await person(database);
      for (const quest of ['rats', 'errand']) await world.accept(ann, quest);
      const { characterId } = ann;
      toy.happen({ name: 'travelled', data: { character: characterId, to: 'tower' } });
      await world.settled(toy.happen(slain(characterId), slain(characterId)));
      expect(await codeOf(world.accept(ann, 'errand'))).toBe('not-allowed');
      const [rats] = await world.accept(ann, 'rats');
      expect(rats).toMatchObject({ id: 'rats', state: 'active', steps: [{ have: 0 }] });
      await world.settled(toy.happen(slain(characterId), slain(characterId)));
      await vi.waitFor(async () => expect(await gold(characterId)).toBe(40));
    });

    it('are abandoned, and offered no more than taken anew', async () => {
      const { world, toy, states } = await stage();
      const ann = await person(database);
      await world.accept(ann, 'rats');
      await world.settled(toy.happen(slain(ann.characterId)));
      await world.abandon(ann, 'rats');
      expect(await states(ann)).toMatchObject({ rats: 'failed' });
      expect(await codeOf(world.abandon(ann, 'rats'))).toBe('not-found');
      await world.settled(toy.happen(slain(ann.characterId)));
      const [rats] = await world.accept(ann, 'rats');
      expect(rats).toMatchObject({ state: 'active', steps: [{ have: 0 }] });
    });

    it('are under way in a certain number at most', async () => {
      const many = Array.from({ length: ACTIVE_QUESTS + 1 }, (_, n) => ({ ...toyRules.quests[1]!, id: `q${n}` }));
      const { world } = await stage({ rules: { ...toyRules, quests: many } });
      const ann = await person(database);
      for (let n = 0; n < ACTIVE_QUESTS; n++) await world.accept(ann, `q${n}`);
      expect(await codeOf(world.accept(ann, `q${ACTIVE_QUESTS}`))).toBe('limit-reached');
      const tooMany = Array.from({ length: 65 }, (_, n) => ({ ...toyRules.quests[1]!, id: `q${n}` }));
      await expect(stage({ rules: { ...toyRules, quests: tooMany } })).rejects.toThrow(RangeError);
    });

    it('of somebody else’s character are nobody’s business', async () => {
      const { world } = await stage();
      const [ann, bob] = [await person(database), await person(database)];
      const thief = { accountId: bob.accountId, characterId: ann.characterId };
      expect(await codeOf(world.quests(thief))).toBe('not-found');
      expect(await codeOf(world.accept(thief, 'rats'))).toBe('not-found');
    });

    it('the world refuses are not taken', async () => {
      const { world, toy, states } = await stage();
      const ann = await person(database);
      toy.rejects = 'busy';
      expect(await codeOf(world.accept(ann, 'rats'))).toBe('not-allowed');
      expect(await states(ann)).toMatchObject({ rats: 'offered' });
    });
  });

  describe('what happened', () => {
    const captured = (character: string) => ({ name: 'captured', data: { character } });

    it('is listed, the newest first and a page at a time, and told to everybody', async () => {
      const { world, toy, toldOf } = await stage();
      const ann = await person(database);
      for (let n = 0; n < 5; n++) await world.settled(toy.happen(slain('nobody'), captured(ann.characterId)));
      const first = await world.events({ limit: 3 });
      const rest = await world.events({ before: first.at(-1)!.id });
      expect([...first, ...rest].map(({ id }) => id)).toEqual(
        ['5-1', '4-1', '3-1', '2-1', '1-1'].map((id) => shift(toy, id)),
      );
      expect(first[0]).toMatchObject({ kind: 'capture', text: `${ann.characterId} took it`, faction: 'dawn' });
      expect(await world.events({ before: 'nonsense' })).toHaveLength(5);
      await vi.waitFor(() => expect(toldOf('EVENT_TRIGGER')).toHaveLength(5));
      expect(toldOf('SHARD_CAPTURED')[0]).toMatchObject({
        to: 'world',
        data: { shard: { id: 's1' }, byName: ann.name },
      });
      expect(toldOf('WORLD_STATE')).toHaveLength(5);
    });

    /** Turn numbers in this world count also what nobody lists. */
    function shift(toy: ToyWorld, id: string): string {
      const [at, index] = id.split('-');
      const listed = toy.turns.filter(({ events }) => events.some(({ name }) => name === 'captured'));
      return `${listed[Number(at) - 1]!.turn}-${index}`;
    }

    it('tells the whole state once a turn, however much of it changed', async () => {
      const { toy, toldOf } = await stage();
      toy.happen({ name: 'shifted', data: {} }, { name: 'shifted', data: {} });
      await vi.waitFor(() => expect(toldOf('REALITY_SHIFT')).toHaveLength(2));
      await vi.waitFor(() => expect(toldOf('SHARD_STATUS')).toHaveLength(1));
      expect(toldOf('REALITY_SHIFT')[0]!.data).toEqual({ from: 'a', to: 'b', reason: 'so', atMs: expect.any(Number) });
    });

    it('brings its own reward, once', async () => {
      const { world, toy, gold } = await stage();
      const ann = await person(database);
      await world.settled(toy.happen(captured(ann.characterId), captured('nobody that exists')));
      await vi.waitFor(async () => expect(await gold(ann.characterId)).toBe(10));
    });
  });

  describe('after a crash', () => {
    it('goes on where the tables are: nothing twice, nothing lost', async () => {
      const { world, toy, open, gold, states } = await stage();
      const ann = await person(database);
      const { characterId } = ann;
      await world.accept(ann, 'rats');
      await world.settled(toy.happen(slain(characterId)));
      await world.stop();
      // Nobody listens while the world goes on.
      toy.happen(slain(characterId), { name: 'captured', data: { character: characterId } });
      const next = open();
      await next.attach(toy);
      await next.settled(toy.turns.at(-1)!.turn);
      expect(await states(ann)).toMatchObject({ rats: 'done' });
      await vi.waitFor(async () => expect(await gold(characterId)).toBe(15));
      await next.stop();
      const third = open();
      await third.attach(toy);
      await third.settled(toy.turns.at(-1)!.turn);
      await third.stop();
      expect([await gold(characterId), (await states(ann))['rats']]).toEqual([15, 'done']);
    });

    it('makes the same rows again from the journal alone', async () => {
      const { world, toy } = await stage();
      const ann = await person(database);
      await world.accept(ann, 'errand');
      toy.happen({ name: 'travelled', data: { character: ann.characterId, to: 'tower' } });
      await world.settled(
        toy.happen(slain(ann.characterId), { name: 'captured', data: { character: ann.characterId } }),
      );
      const rows = async () => {
        const ask = (sql: string) => database.query(sql, [ann.characterId]).then((result) => result.rows);
        return [
          await ask('select quest_id, state, step, have, times from quest where character_id = ? order by quest_id'),
          await ask('select match_id, turn, reward_index, what from reward where character_id = ? order by turn'),
          await database
            .query('select turn, event_index, kind, told from world_event where match_id = ?', [toy.match])
            .then(({ rows: all }) => all),
        ];
      };
      const before = await rows();
      await world.stop();
      for (const table of ['projected', 'world_event', 'reward'])
        await database.batch([{ sql: `delete from ${table} where match_id = ?`, values: [toy.match] }]);
      await database.batch([{ sql: 'delete from quest where character_id = ?', values: [ann.characterId] }]);
      const again = (await stage()).open();
      await again.attach(toy);
      await again.settled(toy.turns.at(-1)!.turn);
      expect(await rows()).toEqual(before);
      await again.stop();
    });

    it('pays what a crash left unpaid, and never twice', async () => {
      const { world, toy, ledger, gold, log, clock } = await stage();
      const ann = await person(database);
      // The ledger is away at first; then it pays but the answer is lost.
      const grant = vi.spyOn(ledger, 'grant').mockRejectedValueOnce(new Error('away'));
      await world.settled(toy.happen({ name: 'captured', data: { character: ann.characterId } }));
      await vi.waitFor(() => expect(log.lines.some(({ level }) => level === 'warn')).toBe(true));
      expect(await gold(ann.characterId)).toBe(0);
      grant.mockImplementationOnce(async (...granted) => {
        grant.mockRestore();
        await ledger.grant(...granted);
        throw new Error('lost');
      });
      await clock.run(WORLD_TIDY_MS + 1000);
      await vi.waitFor(async () => expect(await gold(ann.characterId)).toBe(10));
      await clock.run(WORLD_TIDY_MS + 1000);
      await vi.waitFor(async () => {
        const due = await database.query('select 1 from reward where match_id = ? and paid_ms is null', [toy.match]);
        expect(due.rows).toEqual([]);
      });
      expect(await gold(ann.characterId)).toBe(10);
      await world.stop();
    });

    it('tries again what the database refused, in order', async () => {
      let failing = 2;
      const flaky: Database = new Proxy(database, {
        get(target, key) {
          if (key === 'transaction' && failing-- > 0) return () => Promise.reject(new Error('away'));
          const value = Reflect.get(target, key) as unknown;
          return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
        },
      });
      const { toy, clock, world } = await stage({ database: flaky });
      const ann = await person(database);
      const last = toy.happen({ name: 'captured', data: { character: ann.characterId } });
      await clock.run(5000);
      await world.settled(last);
      expect(await world.events()).toHaveLength(1);
      await world.stop();
    });
  });

  describe('what players ask', () => {
    it('becomes an order of the world, which may refuse it', async () => {
      const { world, toy } = await stage();
      const ann = await person(database);
      expect((await world.claim(ann, 's1')).reply).toMatchObject({ id: 's1', name: 'One' });
      expect(toy.orders.at(-1)).toEqual({
        name: 'claim',
        args: { kind: 'claim', shardId: 's1', who: ann.characterId, from: 'harbour' },
      });
      toy.rejects = 'guarded';
      await expect(world.claim(ann, 's1')).rejects.toMatchObject({ code: 'not-allowed', message: 'no: guarded' });
      await world.release(ann);
      expect(await world.talk(ann, 'elder')).toBe('Hm.');
      const dusk = await person(database, { faction: 'dusk' });
      expect(await codeOf(world.claim(dusk, 's1'))).toBe('not-found');
    });

    it('to travel is told to the world before the character’s row changes', async () => {
      const { world, toy } = await stage();
      const ann = await person(database);
      const journey = { player: ann, fromId: 'harbour', toId: 'tower' };
      toy.rejects = 'far';
      expect(await world.mayTravel(journey)).toMatchObject({ code: 'not-allowed' });
      expect(await world.mayTravel(journey)).toBeUndefined();
      expect(toy.turns.at(-1)!.events).toMatchObject([{ name: 'travelled', data: { to: 'tower' } }]);
    });

    it('is answered as overloaded while there is no world', async () => {
      const { open } = await stage();
      const none = open();
      const ann = await person(database);
      const calls = [
        () => none.now(),
        () => none.claim(ann, 's1'),
        () => none.accept(ann, 'rats'),
        () => none.events(),
      ];
      for (const call of calls) expect(await codeOf(call())).toBe('overloaded');
      expect(await none.mayTravel({ player: ann, fromId: 'harbour', toId: 'tower' })).toMatchObject({
        code: 'overloaded',
      });
      expect(() => none.shards()).toThrow(expect.objectContaining({ code: 'overloaded' }));
    });
  });

  it('tells the world the time now and then, and stops when told to', async () => {
    const { toy, clock, world } = await stage();
    const clocks = () => toy.orders.filter(({ name }) => name === 'clock').length;
    expect(clocks()).toBe(1);
    await clock.run(WORLD_TIDY_MS + 1);
    expect([clocks(), toy.listeners]).toEqual([2, 1]);
    await world.stop();
    await clock.run(WORLD_TIDY_MS * 3);
    expect([clocks(), toy.listeners]).toEqual([2, 0]);
  });

  it('answers what was ordered even when the tables can’t follow at the moment', async () => {
    const stuck: Database = new Proxy(database, {
      get(target, key) {
        if (key === 'transaction') return () => new Promise(() => {});
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    const { world, clock } = await stage({ database: stuck });
    const ann = await person(database);
    let answered = false;
    const answer = world.accept(ann, 'rats').finally(() => (answered = true));
    await vi.waitFor(async () => {
      await clock.run(1000);
      expect(answered).toBe(true);
    });
    expect((await answer).find(({ id }) => id === 'rats')!.state).toBe('offered');
    await world.stop();
  });

  it('of a game is the one that was named first', async () => {
    const { world, toy } = await stage();
    const game = `game of ${toy.match}`;
    expect([await world.home(game, 'a'), await world.home(game, 'b'), await world.home(game, 'a')]).toEqual([
      'a',
      'a',
      'a',
    ]);
  });

  it('counts who is online', async () => {
    const { world } = await stage();
    expect((await world.now()).players).toBe(await world.players());
  });

  it('stops following when it is stopped while it still begins', async () => {
    const { open, toy } = await stage();
    const before = toy.listeners;
    const slow: WorldPort = {
      match: toy.match,
      view: () => ({}),
      order: (order) => toy.order(order),
      follow: async (...asked) => {
        await Promise.resolve();
        return toy.follow(...asked);
      },
    };
    const world = open();
    const attaching = world.attach(slow);
    const stopping = world.stop();
    await Promise.all([attaching, stopping]);
    expect(toy.listeners).toBe(before);
  });
});
