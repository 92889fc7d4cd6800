import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { CLAIM_MS } from './closing.ts';
import { MOST_SUBSCRIPTIONS } from './push-subscriptions.ts';
import { GRACE_MS } from './sweep.ts';
import { adding, DAY_MS, turnWorld, type TurnWorld } from './testing/turn-world.ts';
import { VACATION_MS } from './vacations.ts';

describe.for(availableDatabases)('deadlines of turns on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  const submit = ({ orders, accounts }: TurnWorld, gameId: string, at: number, turn: number, ...n: number[]) =>
    orders.submit(accounts[at]!, { gameId, turn, orders: adding(...n) });
  const turnOf = async ({ games, accounts }: TurnWorld, id: string) => (await games.get(accounts[0]!, id)).turn;
  const played = async (id: string, turn: number) => {
    const sql = 'select sheets from turn_record where game_id = ? and turn = ?';
    const sheets = JSON.parse((await database.query(sql, [id, turn])).rows[0]!['sheets'] as string) as { by: string }[];
    return sheets.map(({ by }) => by);
  };

  it('close a turn with what is there: handed in, a sound draft, or nothing', async () => {
    const w = await turnWorld(database, 4);
    const id = await w.begun();
    await submit(w, id, 0, 1, 1);
    await w.orders.draft(w.accounts[1]!, { gameId: id, turn: 1, orders: adding(2) });
    const { problems } = await w.orders.draft(w.accounts[2]!, { gameId: id, turn: 1, orders: adding(9) });
    expect(problems).toEqual([{ index: 0, reason: 'too-much', fatal: true }]);
    await w.pass(DAY_MS - 1);
    expect(await turnOf(w, id)).toBe(1);
    await w.pass(1);
    expect(await turnOf(w, id)).toBe(2);
    expect(await played(id, 1)).toEqual(['player', 'draft', 'none', 'none']);
    expect(await codeOf(submit(w, id, 3, 1, 1))).toBe('conflict');
  });

  it('wait for themselves where a turn is not to close early', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun({ early: false });
    for (const at of [0, 1]) await submit(w, id, at, 1, 1);
    await w.sweep.close();
    expect(await turnOf(w, id)).toBe(1);
    await w.pass(DAY_MS);
    expect(await turnOf(w, id)).toBe(2);
  });

  it('give the seat to the computer after so many turns missed in a row, and then to a substitute', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun({ standIn: 'substitute' });
    const stranger = (await person(database)).accountId;
    const miss = async (turn: number) => {
      await submit(w, id, 0, turn, 1);
      await w.pass(DAY_MS);
    };
    await miss(1);
    for (const at of [0, 1]) await submit(w, id, at, 2, 1);
    await miss(3);
    expect(await codeOf(w.games.join(stranger, id))).toBe('conflict');
    await miss(4);
    await submit(w, id, 0, 5, 1);
    expect(await played(id, 5)).toEqual(['player', 'ai']);
    expect((await w.games.open(stranger)).map((game) => game.id)).toContain(id);
    expect((await w.games.join(stranger, id)).reply).toMatchObject({ seat: 2, status: 'your-turn', turn: 6 });
    expect(await codeOf(submit(w, id, 1, 6, 1))).toBe('not-found');
  });

  it('run to the end by themselves when nobody plays any more', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    for (const account of w.accounts) await w.games.resign(account, id);
    for (let sweeps = 0; sweeps < 12; sweeps++) await w.sweep.close();
    expect((await w.games.get(w.accounts[0]!, id)).status).toBe('over');
  });

  it('are postponed by a vacation, as far as the year’s budget goes', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    const [ann, bob] = w.accounts as [string, string];
    await submit(w, id, 0, 1, 1);
    const now = w.clock.wallMs();
    expect(await codeOf(w.vacations.set(bob, now + VACATION_MS + 1))).toBe('limit-reached');
    expect(await w.vacations.set(bob, now + 3 * DAY_MS)).toEqual({
      untilMs: now + 3 * DAY_MS,
      leftMs: VACATION_MS - 3 * DAY_MS,
    });
    await w.pass(DAY_MS);
    expect(await w.games.get(ann, id)).toMatchObject({ turn: 1, deadlineMs: now + 3 * DAY_MS });
    await w.pass(2 * DAY_MS);
    expect(await turnOf(w, id)).toBe(2);
    await w.vacations.set(bob, w.clock.wallMs() + 2 * DAY_MS);
    await w.pass(DAY_MS / 2);
    const back = await w.vacations.set(bob, 0);
    expect(back).toEqual({ leftMs: VACATION_MS - 3.5 * DAY_MS });
  });

  it('stay for games without vacations', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun({ vacations: false });
    await w.vacations.set(w.accounts[1]!, w.clock.wallMs() + 3 * DAY_MS);
    await w.pass(DAY_MS);
    expect(await turnOf(w, id)).toBe(2);
  });

  it('leave time after an outage, and stay as near when the clock is set back', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    await w.sweep.close();
    w.clock.advance(5 * DAY_MS);
    await w.sweep.close();
    const { turn, deadlineMs } = await w.games.get(w.accounts[0]!, id);
    expect([turn, deadlineMs]).toEqual([1, w.clock.wallMs() + GRACE_MS]);
    // What a clock wrote that ran a day ahead until now.
    await database.batch([
      { sql: 'update turn_sweep set at_ms = at_ms + ?', values: [DAY_MS] },
      { sql: 'update turn_game set deadline_ms = deadline_ms + ?', values: [DAY_MS] },
    ]);
    await w.sweep.close();
    expect((await w.games.get(w.accounts[0]!, id)).deadlineMs).toBe(w.clock.wallMs() + GRACE_MS);
  });

  it('survive a server that stops while it runs a turn, which then runs once', async () => {
    const w = await turnWorld(database, 2);
    const id = await w.begun();
    await submit(w, id, 0, 1, 1);
    await w.orders.draft(w.accounts[1]!, { gameId: id, turn: 1, orders: adding(2) });
    const claim = `update turn_game set phase = 'simulating', claimed_ms = ? where id = ?`;
    await database.batch([{ sql: claim, values: [w.clock.wallMs(), id] }]);
    expect(await codeOf(submit(w, id, 1, 1, 1))).toBe('conflict');
    await w.sweep.close();
    expect((await w.games.get(w.accounts[0]!, id)).status).toBe('simulating');
    w.clock.advance(CLAIM_MS);
    const [one, other] = [w.server(), w.server()];
    await Promise.all([one.sweep.close(), other.sweep.close(), one.closer.close(id), other.closer.close(id)]);
    expect(await turnOf(w, id)).toBe(2);
    expect(await played(id, 1)).toEqual(['player', 'draft']);
  });

  it('are reminded of once, and only those who have not handed in', async () => {
    const w = await turnWorld(database);
    const id = await w.begun();
    await submit(w, id, 0, 1, 1);
    expect(await w.sweep.remind()).toEqual([]);
    await w.pass((DAY_MS * 3) / 4);
    const reminders = await w.sweep.remind();
    expect(reminders.map(({ accountId }) => accountId)).toEqual(w.accounts.slice(1));
    expect(reminders[0]).toMatchObject({ gameId: id, title: 'Tally', turn: 1 });
    expect(await w.server().sweep.remind()).toEqual([]);
  });

  it('are pushed to browsers with a public address, so many of an account; the server keeps its keys', async () => {
    const { push, accounts } = await turnWorld(database, 1);
    const at = (endpoint: string) => push.add(accounts[0]!, { endpoint, p256dh: 'p', auth: 'a' });
    for (const bad of [
      'http://push.example/1',
      'https://127.0.0.1/',
      'https://localhost/',
      'https://push.example:8443/',
      'x',
    ])
      expect(await codeOf(at(bad))).toBe('bad-value');
    for (let i = 0; i < MOST_SUBSCRIPTIONS; i++) await at(`https://push.example/${i}`);
    await at('https://push.example/0');
    expect(await codeOf(at('https://push.example/more'))).toBe('limit-reached');
    await push.remove(accounts[0]!, 'https://push.example/0');
    expect(await push.of(accounts[0]!)).toHaveLength(MOST_SUBSCRIPTIONS - 1);
    const kept = await push.keys(() => ({ publicKey: 'one', privateKey: 'two' }));
    expect(await push.keys(() => ({ publicKey: 'other', privateKey: 'other' }))).toEqual(kept);
  });
});
