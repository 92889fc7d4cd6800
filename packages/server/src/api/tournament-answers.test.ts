/** Each success and refusal that the routes of tournaments and ladders declare, on both databases; a restart in the middle. */
import { expect, test, vi } from 'vitest';
import { createApi } from '@rubato/client';
import { ladderRoutes, tournamentRoutes, type ApiRouteName } from '@rubato/protocol';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import { answering } from './testing/answering.ts';

const names = Object.keys({ ...tournamentRoutes, ...ladderRoutes }) as ApiRouteName[];
const adding = (n: number) => JSON.stringify([{ name: 'add', args: { n } }]);
const none = '00000000-0000-0000-0000-000000000000';
const HOUR_MS = 3_600_000;

onBothDatabases((databaseUrl) => {
  const { live, answers, guest, call, code } = answering(databaseUrl, {
    turnGames: [tallyTurns],
    ladders: [{ name: 'tally', periodMs: 1e9 }],
  });

  const wanted = () => ({
    title: 'Sums',
    format: 'single',
    game: 'tally',
    turnMs: HOUR_MS,
    mostEntrants: 2,
    closesMs: Date.now() + HOUR_MS,
  });

  test('a tournament from its announcement to its standings, over a restart', { timeout: 30_000 }, async () => {
    const [ann, bob, cem] = [await guest(), await guest(), await guest()];
    expect(await code(ann, 'createTournament', { ...wanted(), mostEntrants: 1 })).toBe('bad-value');
    expect(await code(ann, 'createTournament', { ...wanted(), game: 'chess' })).toBe('not-found');
    const { id } = await call(ann, 'createTournament', wanted());
    expect((await call(cem, 'tournaments'))['tournaments']).toMatchObject([{ id, state: 'open', own: false }]);
    for (const name of ['beginTournament', 'cancelTournament'] as const) {
      expect(await code(cem, name, { id })).toBe('not-allowed');
      expect(await code(cem, name, { id: none })).toBe('not-found');
    }
    expect(await code(ann, 'beginTournament', { id })).toBe('conflict');
    for (const who of [ann, bob]) expect(await call(who, 'enterTournament', { id })).toEqual({ entered: true });
    expect(await code(bob, 'enterTournament', { id })).toBe('conflict');
    expect(await code(cem, 'enterTournament', { id })).toBe('limit-reached');
    expect(await code(cem, 'enterTournament', { id: none })).toBe('not-found');
    expect(await code(cem, 'leaveTournament', { id })).toBe('not-found');
    expect(await call(ann, 'beginTournament', { id })).toEqual({ begun: true });
    expect(await code(ann, 'cancelTournament', { id })).toBe('conflict');
    await live.restart();
    const match = async () => {
      const { matches } = await call(cem, 'tournamentMatches', { id }, '?after=0');
      return (matches as { gameId: string; watchCode: string; state: string }[])[0]!;
    };
    await vi.waitFor(async () => expect(await match()).toMatchObject({ state: 'playing' }), { timeout: 10_000 });
    const { gameId, watchCode } = await match();
    const game = async () => (await live.call('turnGame', { token: ann, input: { id: gameId } })).body;
    await vi.waitFor(async () => expect(await game()).toMatchObject({ phase: 'planning' }), { timeout: 10_000 });
    const seen = await live.call('turnGame', { token: cem, input: { id: gameId }, query: `?code=${watchCode}` });
    expect(seen.body).toMatchObject({ status: 'watching', watchDelay: 1, watchTurns: 0 });
    for (let turn = 1; turn <= 4; turn++)
      for (const [who, n] of [
        [ann, 3],
        [bob, 1],
      ] as const)
        expect(await code(who, 'submitOrders', { id: gameId, turn, orders: adding(n) })).toBeUndefined();
    const over = async () => (await call(bob, 'tournament', { id }))['tournament'];
    await vi.waitFor(async () => expect(await over()).toMatchObject({ state: 'over' }), { timeout: 10_000 });
    expect((await call(bob, 'tournamentStandings', { id }))['standings']).toMatchObject([
      { seed: 1, place: 1, points: 1 },
      { seed: 2, place: 2, points: 0 },
    ]);
    expect((await call(bob, 'tournament', { id }))['entrants']).toMatchObject([{ seed: 1 }, { seed: 2, own: true }]);
    expect(await code(bob, 'leaveTournament', { id })).toBe('conflict');
  });

  test('leaving, calling off, deciding, codes, limits', async () => {
    const [ann, bob] = [await guest(), await guest()];
    const { id, joinCode, ...announced } = await call(ann, 'createTournament', {
      ...wanted(),
      open: false,
      watching: false,
    });
    expect(announced).not.toHaveProperty('watchDelay');
    for (const name of ['tournament', 'tournamentMatches', 'tournamentStandings', 'tournamentDecisions'] as const) {
      expect(await code(bob, name, { id })).toBe('not-found');
      expect(await code(bob, name, { id }, `?code=${String(joinCode)}`)).toBeUndefined();
    }
    await call(bob, 'enterTournament', { id, code: joinCode });
    expect(await call(bob, 'leaveTournament', { id })).toEqual({ withdrawn: true });
    expect(await call(ann, 'cancelTournament', { id })).toEqual({ cancelled: true });
    const { decisions } = await call(ann, 'tournamentDecisions', { id });
    expect(decisions).toMatchObject([{ number: 1, action: 'cancel', reason: 'by its organiser' }]);
    const strong = await call(ann, 'createTournament', { ...wanted(), ladder: 'tally', leastRating: 1600 });
    expect(await code(bob, 'enterTournament', { id: strong['id'] })).toBe('not-allowed');
    const { id: decided } = await call(ann, 'createTournament', { ...wanted(), format: 'round-robin' });
    for (const who of [ann, bob]) await call(who, 'enterTournament', { id: decided });
    await call(ann, 'beginTournament', { id: decided });
    const own = { id: decided, number: 1, result: 'draw', reason: 'agreed' };
    expect(await code(bob, 'decideTournamentMatch', own)).toBe('not-allowed');
    expect(await code(ann, 'decideTournamentMatch', { ...own, reason: ' ' })).toBe('bad-value');
    expect(await code(ann, 'decideTournamentMatch', { ...own, number: 9 })).toBe('not-found');
    expect(await call(ann, 'decideTournamentMatch', own)).toMatchObject({ result: 'draw', by: 'organiser' });
    expect(await code(ann, 'decideTournamentMatch', own)).toBe('conflict');
    const made = { number: 1, action: 'result', match: 1, result: 'draw', reason: 'agreed' };
    expect((await call(bob, 'tournamentDecisions', { id: decided }))['decisions']).toMatchObject([made]);
    expect((await call(bob, 'tournamentDecisions', { id: decided }, '?before=1'))['decisions']).toEqual([]);
    for (let made = 1; made < 5; made++) await call(ann, 'createTournament', wanted());
    expect(await code(ann, 'createTournament', wanted())).toBe('limit-reached');
  });

  test('ladders, who stands where, and why', async () => {
    const [ann, bob] = [await live.guest(), await live.guest()];
    const token = ann.sessionToken;
    const teams = [ann, bob].map(({ accountId }, at) => ({ place: at + 1, members: [accountId] }));
    await live.running.services.ratings.record({ matchId: 'one', ladder: 'tally', teams });
    expect(await call(undefined, 'ladders')).toMatchObject({ ladders: [{ name: 'tally' }] });
    const { places } = await call(undefined, 'ladderStandings', { ladder: 'tally' }, '?division=0&from=1');
    expect(places).toMatchObject([{ accountId: ann.accountId, rank: 1, division: 0 }, { accountId: bob.accountId }]);
    expect(await code(undefined, 'ladderStandings', { ladder: 'none' })).toBe('not-found');
    expect(await code(undefined, 'ladderStandings', { ladder: 'tally' }, '?division=9')).toBe('bad-value');
    const { accountId } = bob;
    const { changes } = await call(token, 'ladderHistory', { ladder: 'tally', accountId });
    expect(changes).toMatchObject([{ matchId: 'one', place: 2, others: [{ accountId: ann.accountId, place: 1 }] }]);
    expect(await call(token, 'ladderHistory', { ladder: 'tally', accountId })).toHaveProperty('name', bob.username);
    expect(await call(token, 'ladderHistory', { ladder: 'tally', accountId }, '?before=1')).toEqual({ changes: [] });
    expect(await code(token, 'ladderHistory', { ladder: 'none', accountId })).toBe('not-found');
  });

  test('the client has a method for each', async () => {
    const api = createApi({ baseUrl: live.running.url });
    await api.guest();
    const { id } = await api.createTournament({ ...wanted(), format: 'swiss' });
    expect((await api.tournament({ id })).tournament).toMatchObject({ id, own: true, state: 'open' });
    for (const name of names) expect(api[name as 'tournaments']).toBeTypeOf('function');
  });

  test('every answer was seen', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
