import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { CLAIM_MS } from './closing.ts';
import { FULL } from './game-rows.ts';
import { MOST_POSITIONS } from './positions.ts';
import { tallyRules } from './testing/tally-rules.ts';
import { adding, turnWorld, type TurnWorld } from './testing/turn-world.ts';
import { MOST_TURN_GAMES } from './insert-game.ts';
import { MOST_SHEET_CHARACTERS } from './turn-orders.ts';
import { RulesUnavailable, type TurnRules } from './turn-rules.ts';
import { times } from '../../../../tools/provision/soak.ts';

describe.for(availableDatabases)('turn games on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  const statuses = async ({ games, accounts }: TurnWorld, gameId: string) =>
    Promise.all(accounts.map(async (account) => (await games.get(account, gameId)).status));
  const submit = ({ orders, accounts }: TurnWorld, gameId: string, at: number, turn: number, ...n: number[]) =>
    orders.submit(accounts[at]!, { gameId, turn, orders: adding(...n) });

  it('begin when the last seat is taken, say whose turn it is, and end rated', async () => {
    const w = await turnWorld(database);
    const { reply } = await w.games.create(w.accounts[0]!, { ...w.wanted, ladder: 'tally' });
    await w.games.join(w.accounts[1]!, reply.id);
    expect(await statuses(w, reply.id)).toEqual(['gathering', 'gathering', 'gathering']);
    const { notify } = await w.games.join(w.accounts[2]!, reply.id);
    expect(notify.map(({ to }) => to).sort()).toEqual(w.accounts.map((id) => `account:${id}`).sort());
    await submit(w, reply.id, 1, 1, 2);
    expect(await statuses(w, reply.id)).toEqual(['your-turn', 'waiting', 'your-turn']);
    for (let turn = 1; turn <= 4; turn++)
      for (const at of [0, 1, 2]) await submit(w, reply.id, at, turn, at === 1 ? 3 : 1);
    expect(await statuses(w, reply.id)).toEqual(['over', 'over', 'over']);
    await w.sweep.close();
    await w.sweep.close();
    const rated = await w.ratings.of('tally', w.accounts);
    expect(rated.map(({ matches }) => matches)).toEqual([1, 1, 1]);
    expect(rated[1]!.rating).toBeGreaterThan(rated[0]!.rating);
    expect(rated[0]!.rating).toBeCloseTo(rated[2]!.rating);
  });

  it(
    'come out alike whatever the order of arrival, every way that five players can come',
    { timeout: 60_000 },
    async () => {
      const w = await turnWorld(database, 5);
      const hashes = new Set<string>();
      // All 120 in the long run; else each fourth where the database is quick, and each seventeenth where it isn't.
      const step = times(kind.name === 'SQLite' ? 4 : 17, 1);
      for (const order of permutations([0, 1, 2, 3, 4]).filter((_, i) => i % step === 0)) {
        await database.batch([{ sql: 'delete from turn_game' }]);
        const id = await w.begun();
        for (const at of order) await submit(w, id, at, 1, at % 3, 1);
        const { rows } = await database.query('select hash, sheets from turn_record where game_id = ?', [id]);
        hashes.add(JSON.stringify(rows));
      }
      expect(hashes.size).toBe(1);
    },
  );

  it('show each seat its own, and the orders of others only when it is over', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    await submit(w, id, 0, 1, 3);
    await submit(w, id, 1, 1, 2);
    expect(JSON.parse((await w.orders.look(w.accounts[0]!, id)).view)).toEqual({ turn: 1, own: 3 });
    expect(JSON.parse(await w.orders.film(w.accounts[1]!, id, 1))).toMatchObject({ seat: 2, orders: adding(2) });
    expect(await codeOf(w.orders.film(w.accounts[1]!, id, 2))).toBe('not-found');
    expect(await codeOf(w.orders.history(w.accounts[0]!, id, 1))).toBe('not-allowed');
    const stranger = await person(database);
    expect(await codeOf(w.orders.look(stranger.accountId, id))).toBe('not-found');
    for (let turn = 2; turn <= 4; turn++) for (const at of [0, 1]) await submit(w, id, at, turn, 3);
    expect((await w.orders.history(w.accounts[1]!, id, 1)).turns).toHaveLength(4);
  });

  it('refuse orders that the rules refuse, by name, and of closed turns; later ones replace earlier ones', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    await expect(submit(w, id, 0, 1, 1, 9)).rejects.toThrow('refused: order 1 (add): too-much');
    const orders = 'x'.repeat(MOST_SHEET_CHARACTERS + 1);
    expect(await codeOf(w.orders.check(w.accounts[0]!, { gameId: id, turn: 1, orders }))).toBe('bad-value');
    expect(await codeOf(w.orders.check(w.accounts[0]!, { gameId: id, turn: 1, orders: '{}' }))).toBe('bad-value');
    expect(await codeOf(submit(w, id, 0, 2, 1))).toBe('conflict');
    expect((await submit(w, id, 0, 1, 1)).reply.revision).toBe(1);
    expect((await submit(w, id, 0, 1, 2)).reply.revision).toBe(2);
    await submit(w, id, 1, 1, 1);
    expect(await codeOf(submit(w, id, 0, 1, 3))).toBe('conflict');
    expect(JSON.parse((await w.orders.look(w.accounts[0]!, id)).view)).toEqual({ turn: 1, own: 2 });
  });

  it('go on from the database alone, and refuse another version or other rules', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    // Past a stored state, so that both ways back are gone.
    for (let turn = 1; turn <= 9; turn++) for (const at of [0, 1]) await submit(w, id, at, turn, turn % 2);
    const again = w.server();
    expect(JSON.parse((await again.orders.look(w.accounts[0]!, id)).view)).toEqual({ turn: 9, own: 5 });
    const newer = w.server([{ ...tallyRules, version: 2 }]);
    expect(await codeOf(newer.orders.look(w.accounts[0]!, id))).toBe('conflict');
    await database.batch([{ sql: `update turn_record set hash = 'other' where turn = 9` }]);
    await expect(w.server().orders.look(w.accounts[0]!, id)).rejects.toThrow('turn 9');
  });

  it('show a seat the beginning while the first turn is still being opened', async () => {
    const w = await turnWorld(database);
    const id = await w.begun();
    const before = await w.orders.look(w.accounts[0]!, id);
    await database.batch([{ sql: FULL, values: [id] }]);
    expect(await w.orders.look(w.accounts[0]!, id)).toEqual({ ...before, phase: 'simulating', turn: 0 });
  });

  it('are private with a code, joined once, and bounded in number', async () => {
    const w = await turnWorld(database, 2);
    const [ann, bob] = w.accounts as [string, string];
    const { reply } = await w.games.create(ann, { ...w.wanted, open: false });
    expect(reply.joinCode).toHaveLength(10);
    expect(await codeOf(w.games.join(bob, reply.id))).toBe('not-found');
    expect(await codeOf(w.games.get(bob, reply.id))).toBe('not-found');
    expect((await w.games.open(bob)).map(({ id }) => id)).not.toContain(reply.id);
    expect(await codeOf(w.games.join(ann, reply.id, reply.joinCode))).toBe('conflict');
    await w.games.join(bob, reply.id, reply.joinCode);
    const third = (await person(database)).accountId;
    expect(await codeOf(w.games.join(third, reply.id, reply.joinCode))).toBe('conflict');
    for (let made = 0; made < MOST_TURN_GAMES; made++) await w.games.create(third, w.wanted);
    expect(await codeOf(w.games.create(third, w.wanted))).toBe('limit-reached');
    expect(await w.games.open(bob)).toHaveLength(50);
    for (const bad of [{ seats: 6 }, { turnMs: 1 }, { missedMost: 0 }, { title: ' ' }, { settings: '{"start":11}' }])
      expect(await codeOf(w.games.create(ann, { ...w.wanted, ...bad }))).toBe('bad-value');
    expect(await codeOf(w.games.create(ann, { ...w.wanted, ladder: 'none' }))).toBe('not-found');
  });

  it('end when their rules fail, instead of failing for ever', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    await submit(w, id, 0, 1, -1);
    await submit(w, id, 1, 1, 1);
    const { status, result } = await w.games.get(w.accounts[0]!, id);
    expect([status, JSON.parse(result!)]).toEqual(['over', { winners: [], reason: 'rules-failed' }]);
    // The turn that failed was none: what stands is before it, and can be looked at.
    expect(await w.games.get(w.accounts[0]!, id)).toMatchObject({ turn: 0, sawTurns: 0 });
    expect(JSON.parse((await w.orders.look(w.accounts[0]!, id)).view)).toMatchObject({ turn: 0 });
    expect(w.log.lines.some(({ message }) => message.includes('rules of a turn game failed'))).toBe(true);
  });

  it('stand while their rules give no answer, are tried again, and lose no orders', async () => {
    const w = await turnWorld(database, 2);
    const away = { now: true };
    const rules: TurnRules = {
      ...tallyRules,
      load: () => {
        throw new Error('no snapshot yet');
      },
      begin: async (match) => {
        const position = await tallyRules.begin(match);
        const run = position.run.bind(position);
        position.run = (sheets) => {
          if (away.now) return Promise.reject(new RulesUnavailable('too slow'));
          return run(sheets);
        };
        return position;
      },
    };
    const { games, orders, sweep } = w.server([rules]);
    const id = await w.begun();
    for (const at of [0, 1]) await orders.submit(w.accounts[at]!, { gameId: id, turn: 1, orders: adding(2) });
    const status = async () => {
      const { phase, turn } = await games.get(w.accounts[0]!, id);
      return [phase, turn];
    };
    expect(await status()).toEqual(['simulating', 1]);
    expect(w.log.lines.some(({ message }) => message === 'a turn could not be run; it stands')).toBe(true);
    away.now = false;
    await sweep.close();
    expect(await status()).toEqual(['simulating', 1]);
    w.clock.advance(CLAIM_MS);
    await sweep.close();
    expect(await status()).toEqual(['planning', 2]);
    expect(JSON.parse((await orders.look(w.accounts[0]!, id)).view)).toMatchObject({ own: 2 });
  });

  it(`keep ${MOST_POSITIONS} positions in memory, and the others in the database`, async () => {
    const { positions, wanted } = await turnWorld(database, 2);
    const game = { ...wanted, seed: '00', version: 1, early: 1, vacations: 1, joinCode: null, ladder: null };
    for (let made = 0; made <= MOST_POSITIONS; made++)
      await positions.ask(
        {
          ...game,
          id: `g${made}`,
          phase: 'planning',
          turn: 1,
          deadlineMs: 0,
          claimedMs: 0,
          createdMs: 0,
          watchDelay: 1,
          closedMs: null,
          result: null,
        },
        0,
        () => undefined,
      );
    expect(positions.size).toBe(MOST_POSITIONS);
  });

  it('let players leave before they begin, and close with the last', async () => {
    const w = await turnWorld(database);
    const { reply } = await w.games.create(w.accounts[0]!, w.wanted);
    await w.games.join(w.accounts[1]!, reply.id);
    await w.games.resign(w.accounts[0]!, reply.id);
    expect(await w.games.mine(w.accounts[0]!)).toEqual([]);
    await w.games.resign(w.accounts[1]!, reply.id);
    expect(await codeOf(w.games.get(w.accounts[1]!, reply.id))).toBe('not-found');
  });

  it('go on without whoever resigns, at once if the others were waiting for nobody else', async () => {
    const w = await turnWorld(database);
    const id = await w.begun();
    for (const at of [0, 1]) await submit(w, id, at, 1, 1);
    await w.games.resign(w.accounts[2]!, id);
    const { turn, seats } = await w.games.get(w.accounts[0]!, id);
    expect([turn, seats[2]]).toMatchObject([2, { by: 'ai', resigned: true }]);
    expect(await codeOf(submit(w, id, 2, 2, 1))).toBe('not-found');
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
