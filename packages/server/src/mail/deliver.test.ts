import { afterAll, expect, it, vi } from 'vitest';
import { LiveServer } from '../api/testing/live-server.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import { AT_ONCE } from './deliver.ts';

const PLAYERS = AT_ONCE;
const tried: string[] = [];
const delivered: string[] = [];
let letGo = () => {};
const slow = new Promise<void>((resolve) => (letGo = resolve));
const server = await new LiveServer({
  turnGames: [{ ...tallyTurns, mostSeats: PLAYERS }],
  sendPush: async ({ subscription: { endpoint } }) => {
    tried.push(endpoint);
    if (endpoint.endsWith('/0')) await slow;
    delivered.push(endpoint);
    return 201;
  },
}).start();
afterAll(async () => {
  letGo();
  await server.stop();
});

it('a browser whose push service does not answer keeps nobody else waiting', { timeout: 20_000 }, async () => {
  const tokens: string[] = [];
  for (let at = 0; at < PLAYERS; at++) {
    const { sessionToken: token } = await server.guest();
    tokens.push(token);
    const input = { endpoint: `https://push.example/${at}`, p256dh: 'p', auth: 'a' };
    expect((await server.call('subscribePush', { token, input })).status).toBe(200);
  }
  const wanted = { game: 'tally', title: 'Sums', seats: PLAYERS, turnMs: 3_600_000 };
  const { id } = (await server.call('createTurnGame', { token: tokens[0], input: wanted })).body;
  for (const token of tokens.slice(1)) await server.call('joinTurnGame', { token, input: { id } });
  await vi.waitFor(() => expect(delivered).toHaveLength(PLAYERS - 1), 8000);
  expect([tried.length, delivered.includes('https://push.example/0')]).toEqual([PLAYERS, false]);
});
