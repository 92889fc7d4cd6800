/** Each success and refusal that the routes of looking for opponents declare, on both databases. */
import { expect, test, vi } from 'vitest';
import { createApi } from '@rubato/client';
import { seekRoutes, type ApiRouteName } from '@rubato/protocol';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import { answering } from './testing/answering.ts';

const names = Object.keys(seekRoutes) as ApiRouteName[];
const none = '00000000-0000-0000-0000-000000000000';
const HOUR_MS = 3_600_000;

onBothDatabases((databaseUrl) => {
  const { live, answers, guest, call, code } = answering(databaseUrl, {
    turnGames: [tallyTurns],
    ladders: [{ name: 'tally', periodMs: 1e9 }],
  });

  const wanted = { game: 'tally', seats: 2, leastTurnMs: HOUR_MS, mostTurnMs: 2 * HOUR_MS };
  const seeks = async (token: string) =>
    (await call(token, 'turnSeeks'))['seeks'] as { state: string; gameId?: string; why?: object }[];

  test('from a ticket to an order in the game that came of it, over a restart', { timeout: 20_000 }, async () => {
    const [ann, bob] = [await guest(), await guest()];
    const { id } = await call(ann, 'seekTurnGame', { ...wanted, ladder: 'tally' });
    expect(await seeks(ann)).toMatchObject([
      { id, state: 'waiting', ratingGap: 100, why: { reason: 'nobody', looking: 0, needed: 1 } },
    ]);
    await live.restart();
    await call(bob, 'seekTurnGame', { ...wanted, settings: '{"start":9}', ladder: 'tally' });
    await vi.waitFor(async () => expect(await seeks(ann)).toMatchObject([{ state: 'matched' }]), { timeout: 8000 });
    const gameId = (await seeks(ann))[0]?.gameId;
    expect(await code(ann, 'cancelTurnSeek', { id })).toBe('conflict');
    const game = async () => (await live.call('turnGame', { token: bob, input: { id: gameId } })).body;
    await vi.waitFor(async () => expect(await game()).toMatchObject({ phase: 'planning' }), { timeout: 8000 });
    expect(await game()).toMatchObject({ turn: 1, turnMs: 2 * HOUR_MS, settings: '{"start":9}', ladder: 'tally' });
    const news = async () => (await live.call('notifications', { token: bob })).body['notifications'];
    const found = expect.objectContaining({ kind: 'match', link: `/tally/${gameId}` });
    await vi.waitFor(async () => expect(await news()).toContainEqual(found), { timeout: 8000 });
  });

  test('refusals', async () => {
    const [ann, bob] = [await live.guest(), await guest()];
    const token = ann.sessionToken;
    expect(await code(token, 'seekTurnGame', { ...wanted, seats: 7 })).toBe('bad-value');
    expect(await code(token, 'seekTurnGame', { ...wanted, game: 'chess' })).toBe('not-found');
    const { id } = await call(token, 'seekTurnGame', { ...wanted, seats: 3 });
    expect(await code(bob, 'cancelTurnSeek', { id })).toBe('not-found');
    expect(await code(token, 'cancelTurnSeek', { id: none })).toBe('not-found');
    expect(await call(token, 'cancelTurnSeek', { id })).toEqual({ cancelled: true });
    for (let made = 0; made < 10; made++) await call(token, 'seekTurnGame', { ...wanted, seats: 3 });
    expect(await code(token, 'seekTurnGame', { ...wanted, seats: 3 })).toBe('limit-reached');
    const banned = `insert into ban (id, scope, subject, kind, reason, actor_id, created_ms)
      values ('b', 'account', ?, 'ranked', 'x', 'x', 0)`;
    await live.running.services.database.batch([{ sql: banned, values: [ann.accountId] }]);
    expect(await code(token, 'seekTurnGame', { ...wanted, ladder: 'tally' })).toBe('banned');
  });

  test('the client has a method for each', async () => {
    const api = createApi({ baseUrl: live.running.url });
    await api.guest();
    const { id } = await api.seekTurnGame({ ...wanted, seats: 3, waitMs: HOUR_MS });
    expect((await api.turnSeeks({})).seeks).toMatchObject([{ id, state: 'waiting' }]);
    expect(await api.cancelTurnSeek({ id })).toEqual({ cancelled: true });
  });

  test('every answer was seen', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
