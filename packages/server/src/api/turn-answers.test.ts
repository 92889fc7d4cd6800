/** Each success and refusal that the routes of turn games declare, on both databases. */
import { expect, test, vi } from 'vitest';
import { turnRoutes, type ApiRouteName } from '@rubato/protocol';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import { authenticated } from '../socket/testing/live-socket.ts';
import { answering } from './testing/answering.ts';

const names = Object.keys(turnRoutes) as ApiRouteName[];
const adding = (...numbers: number[]) => JSON.stringify(numbers.map((n) => ({ name: 'add', args: { n } })));
const none = '00000000-0000-0000-0000-000000000000';

onBothDatabases((databaseUrl) => {
  const { live, answers, guest, call, code } = answering(databaseUrl, { turnGames: [tallyTurns] });

  const wanted = { game: 'tally', title: 'Sums', seats: 2, turnMs: 60_000 };

  test('a game from its opening to its history', async () => {
    const [ann, bob, cem] = [await guest(), await guest(), await guest()];
    expect(await code(ann, 'createTurnGame', { ...wanted, game: 'chess' })).toBe('not-found');
    expect(await code(ann, 'createTurnGame', { ...wanted, seats: 9 })).toBe('bad-value');
    const { id } = await call(ann, 'createTurnGame', wanted);
    const sheet = (turn: number, ...n: number[]) => ({ id, turn, orders: adding(...n) });
    expect((await call(bob, 'openTurnGames'))['games']).toMatchObject([{ id, status: 'gathering' }]);
    for (const name of ['turnState', 'checkOrders', 'draftOrders', 'submitOrders'] as const) {
      expect(await code(ann, name, sheet(1))).toBe('conflict');
      expect(await code(cem, name, sheet(1))).toBe('not-found');
    }
    expect(await call(bob, 'joinTurnGame', { id })).toMatchObject({ status: 'your-turn', seat: 2 });
    expect(await code(cem, 'joinTurnGame', { id })).toBe('conflict');
    expect(await code(cem, 'joinTurnGame', { id: none })).toBe('not-found');
    expect((await call(ann, 'turnGames', {}, `?before=${none}`))['games']).toEqual([]);
    for (const name of ['checkOrders', 'draftOrders', 'submitOrders'] as const)
      expect(await code(ann, name, { id, turn: 1, orders: '7' })).toBe('bad-value');
    const problems = [{ index: 0, reason: 'too-much', fatal: true }];
    expect(await call(ann, 'checkOrders', sheet(1, 9))).toEqual({ problems });
    expect(await call(ann, 'draftOrders', sheet(1, 9))).toEqual({ revision: 1, problems });
    expect((await call(ann, 'submitOrders', sheet(1, 9)))['message']).toContain('order 0 (add): too-much');
    for (let turn = 1; turn <= 4; turn++)
      for (const who of [ann, bob]) expect(await code(who, 'submitOrders', sheet(turn, 3))).toBeUndefined();
    const over = await call(ann, 'turnGame', { id });
    expect([over['status'], JSON.parse(over['result'] as string)]).toEqual(['over', { winners: [1, 2] }]);
    expect(await code(ann, 'turnGame', { id: none })).toBe('not-found');
    expect(await code(ann, 'resignTurnGame', { id })).toBe('conflict');
    const { view } = await call(bob, 'turnState', { id });
    expect((JSON.parse((view as string[]).join('')) as { sums: object }).sums).toEqual({ 9: { owner: 2, sum: 12 } });
    expect(await call(bob, 'turnFilm', { id, turn: 4 })).toHaveProperty('film');
    expect(await code(bob, 'turnFilm', { id, turn: 5 })).toBe('not-found');
    expect((await call(ann, 'turnHistory', { id }, '?from=3'))['turns']).toMatchObject([{ turn: 3 }, { turn: 4 }]);
    expect(await code(cem, 'turnHistory', { id })).toBe('not-found');
  });

  test('watching a game as a spectator: late, without what seats hide, by code where it is private', async () => {
    const [ann, bob, cem] = [await guest(), await guest(), await guest()];
    expect(await code(ann, 'createTurnGame', { ...wanted, watchDelay: 0 })).toBe('bad-value');
    const { id, joinCode } = await call(ann, 'createTurnGame', { ...wanted, open: false });
    await call(bob, 'joinTurnGame', { id, code: joinCode });
    const give = async (turn: number) => {
      for (const who of [ann, bob]) await call(who, 'submitOrders', { id, turn, orders: adding(3) });
    };
    for (const turn of [1, 2]) await give(turn);
    expect(await code(cem, 'watchTurn', { id, turn: 1 })).toBe('not-found');
    expect(await code(cem, 'turnGame', { id })).toBe('not-found');
    expect(await call(cem, 'turnGame', { id }, `?code=${String(joinCode)}`)).toMatchObject({ status: 'watching' });
    expect(await call(cem, 'findTurnGame', { code: joinCode })).toMatchObject({ id, watchTurns: 1, sawTurns: 0 });
    expect(await code(cem, 'findTurnGame', { code: 'wrong' })).toBe('not-found');
    for (let tries = 2; tries < 20; tries++) await call(cem, 'findTurnGame', { code: joinCode });
    expect(await code(cem, 'findTurnGame', { code: joinCode })).toBe('too-many');
    const query = `?code=${String(joinCode)}`;
    const film = ((await call(cem, 'watchTurn', { id, turn: 1 }, query))['film'] as string[]).join('');
    expect(JSON.parse(film)).toMatchObject({ first: { state: { sums: {}, clock: { ticks: 0 } } }, events: [] });
    expect(film).not.toContain('owner');
    expect(await code(cem, 'watchTurn', { id, turn: 2 }, query)).toBe('not-allowed');
    expect(await code(ann, 'watchTurn', { id, turn: 1 })).toBe('not-allowed');
    expect((await call(cem, 'runningTurnGames'))['games']).toEqual([]);
    for (const turn of [3, 4]) await give(turn);
    const seen = ((await call(cem, 'watchTurn', { id, turn: 4 }, `${query}&seat=2`))['film'] as string[]).join('');
    expect(Object.values((JSON.parse(seen) as { first: { state: { sums: object } } }).first.state.sums)).toEqual([
      { owner: 2, sum: 9 },
    ]);
    const { id: shown } = await call(ann, 'createTurnGame', wanted);
    await call(bob, 'joinTurnGame', { id: shown });
    expect((await call(cem, 'runningTurnGames'))['games']).toMatchObject([{ id: shown, status: 'watching' }]);
  });

  test(
    'a spectator hears at once that a turn may be watched, and nothing of a later one',
    { timeout: 30_000 },
    async () => {
      const [ann, bob, cem] = [await guest(), await guest(), await live.guest()];
      const secret = 'Q7';
      const { id, joinCode } = await call(ann, 'createTurnGame', {
        ...wanted,
        title: secret,
        open: false,
        watchDelay: 2,
      });
      await call(bob, 'joinTurnGame', { id, code: joinCode });
      const token = cem.sessionToken;
      expect(await code(token, 'followTurnGame', { id })).toBe('not-found');
      expect(await call(token, 'followTurnGame', { id, code: joinCode })).toHaveProperty('untilMs');
      const socket = await authenticated(`${live.running.socketUrl}/ws`, token);
      const query = `?code=${String(joinCode)}`;
      const given = [3, 2, 1] as const;
      for (const [at, n] of given.entries()) {
        const turn = at + 1;
        for (const who of [ann, bob]) {
          await call(who, 'draftOrders', { id, turn, orders: adding(n, 0, n) });
          await call(who, 'submitOrders', { id, turn, orders: adding(n, 0) });
        }
        const heard = await socket.next('TURN_GAME');
        expect(heard.data).toEqual({ gameId: id, phase: 'planning', turn: turn + 1 });
        // What may be seen now is what the notice was for.
        const { watchTurns } = await call(token, 'turnGame', { id }, query);
        expect(watchTurns).toBe(Math.max(0, turn - 2));
        for (let later = 1; later <= turn; later++) {
          const answer = await call(token, 'watchTurn', { id, turn: later }, query);
          expect(answer.error).toBe(later <= turn - 2 ? undefined : 'not-allowed');
          expect(Object.keys(answer).toSorted()).toEqual(answer.error ? ['error', 'message'] : ['film']);
        }
        for (const name of ['turnState', 'turnHistory'] as const)
          expect(await code(token, name, { id })).toBe('not-found');
        expect(await code(token, 'turnFilm', { id, turn })).toBe('not-found');
      }
      const game = await call(token, 'turnGame', { id }, query);
      const fields = `id game title settings phase turn status turnMs deadlineMs seats joinable watchDelay watchTurns sawTurns showMs
      nowMs joinCode`;
      expect(Object.keys(game).toSorted()).toEqual(fields.split(/\s+/).toSorted());
      const all = JSON.stringify([socket.heard, game, await call(token, 'watchTurn', { id, turn: 1 }, query)]);
      expect(all).not.toMatch(/"(owner|sum|orders|args|draft|hash|seed|result)"/);
      expect(await call(token, 'leaveTurnGame', { id })).toEqual({ left: true });
      socket.socket.close();
    },
  );

  test('leaving, limits, vacations, subscriptions', async () => {
    const [ann, bob] = [await guest(), await guest()];
    const { id } = await call(ann, 'createTurnGame', wanted);
    await call(bob, 'joinTurnGame', { id });
    expect(await code(ann, 'turnHistory', { id })).toBe('not-allowed');
    expect(await call(bob, 'resignTurnGame', { id })).toEqual({ resigned: true });
    expect(await code(bob, 'resignTurnGame', { id })).toBe('not-found');
    const { database } = live.running.services;
    const [{ player_id: annId } = {}] = (
      await database.query('select player_id from turn_seat where game_id = ? and seat = 1', [id as string])
    ).rows;
    const insert = `insert into turn_seat (game_id, seat, player_id) values (?, ?, ?)`;
    await database.batch(
      Array.from({ length: 50 }, (_, i) => ({ sql: insert, values: [id as string, 10 + i, annId as string] })),
    );
    expect(await code(ann, 'createTurnGame', wanted)).toBe('limit-reached');
    const { id: other } = await call(bob, 'createTurnGame', wanted);
    expect(await code(ann, 'joinTurnGame', { id: other })).toBe('limit-reached');

    const account = 'insert into account (id, username, username_key, created_ms) values (?, ?, ?, 0)';
    const follow = 'insert into turn_spectator (game_id, account_id, until_ms) values (?, ?, ?)';
    const crowd = Array.from({ length: 200 }, (_, i) => `one of many ${i}`);
    await database.batch([
      ...crowd.map((one) => ({ sql: account, values: [one, one, one] })),
      ...crowd.map((one) => ({ sql: follow, values: [other as string, one, Date.now() + 60_000] })),
    ]);
    expect(await code(ann, 'followTurnGame', { id: other })).toBe('limit-reached');

    const untilMs = Date.now() + 3_600_000;
    expect(await call(ann, 'setVacation', { untilMs })).toMatchObject({ untilMs });
    expect(await call(ann, 'vacation')).toMatchObject({ untilMs });
    expect(await code(ann, 'setVacation', { untilMs: untilMs * 2 })).toBe('limit-reached');

    expect((await call(undefined, 'pushKey'))['publicKey']).toMatch(/^[\w-]{80,}$/);
    const browser = (i: number) => ({ endpoint: `https://push.example/${i}`, p256dh: 'p', auth: 'a' });
    expect(await code(ann, 'subscribePush', { ...browser(0), endpoint: 'http://push.example' })).toBe('bad-value');
    for (let i = 0; i < 10; i++) await call(ann, 'subscribePush', browser(i));
    expect(await code(ann, 'subscribePush', browser(10))).toBe('limit-reached');
    expect(await call(ann, 'unsubscribePush', {}, `?endpoint=${encodeURIComponent(browser(0).endpoint)}`)).toEqual({
      subscribed: false,
    });
  });

  test('a deadline that passes while the server is down is met after it is back', { timeout: 60_000 }, async () => {
    const [ann, bob] = [await guest(), await guest()];
    const { id } = await call(ann, 'createTurnGame', { ...wanted, turnMs: 10_000 });
    await call(bob, 'joinTurnGame', { id });
    await call(bob, 'draftOrders', { id, turn: 1, orders: adding(2) });
    const past = 'update turn_game set deadline_ms = 1 where id = ?';
    await live.running.services.database.batch([{ sql: past, values: [id as string] }]);
    await live.restart();
    await vi.waitFor(async () => expect((await call(bob, 'turnGame', { id }))['turn']).toBe(2), { timeout: 25_000 });
    const { view } = await call(bob, 'turnState', { id });
    expect((view as string[]).join('')).toContain('"sum":2');
  });

  test('every answer was seen', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
