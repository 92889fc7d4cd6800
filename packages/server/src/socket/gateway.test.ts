/** What a socket of the services is promised, over real sockets to a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ban } from '@rubato/services';
import { LiveServer } from '../api/testing/live-server.ts';
import { NodeClock } from '../node/node-clock.ts';
import { nodeRandom } from '../node/node-random.ts';
import { authenticated, LiveSocket } from './testing/live-socket.ts';

let live: LiveServer;
let url: string;

beforeAll(async () => {
  live = await new LiveServer().start();
  url = `${live.running.socketUrl}/ws`;
});
afterAll(() => live.stop());

const open = (options = {}) => new LiveSocket(url, options).opened();

test('a session token opens a socket; the answer says who speaks and within which limits', async () => {
  const login = await live.register();
  const socket = await open();
  const answer = await socket.ask('AUTH_REQUEST', { token: login.sessionToken, program: 'test 1' });
  expect(answer).toMatchObject({
    type: 'AUTH_RESPONSE',
    version: 1,
    priority: 'HIGH',
    data: {
      accountId: login.accountId,
      username: login.username,
      guest: false,
      limits: { messageBytes: 16_384, messagesPerSecond: 20, messageBurst: 60, idleTimeoutMs: 30_000 },
    },
  });
  expect(answer.timestamp).toBeGreaterThan(1_700_000_000_000);
  expect(await socket.ask('PING', { stamp: 1.5 })).toMatchObject({ type: 'PONG', data: { stamp: 1.5 } });
  expect(await socket.ask('AUTH_REQUEST', { token: login.sessionToken })).toMatchObject({
    type: 'ERROR',
    data: { code: 'conflict' },
  });
  socket.send('DISCONNECT', {});
  expect((await socket.closed).code).toBe(1000);
});

test('the main address takes them too, and rooms still open beside them', async () => {
  const { sessionToken } = await live.guest();
  const socket = await authenticated(live.running.socketUrl, sessionToken);
  socket.socket.close();
  const rooms = new WebSocket(url);
  const answer = new Promise((resolve) => rooms.once('message', (text: Buffer) => resolve(JSON.parse(String(text)))));
  rooms.once('open', () => rooms.send('{"type":"hello","versions":[1],"client":"test 1"}'));
  expect(await answer).toMatchObject({ type: 'welcome' });
  rooms.close();
});

test('what comes first must be a good AUTH_REQUEST', async () => {
  const early = await open();
  early.send('CHAT', { channel: 'global', message: 'hi' });
  expect(await early.closed).toMatchObject({ code: 4000 });
  expect(early.heard[0]).toMatchObject({ type: 'ERROR', data: { code: 'not-logged-in' } });
  const unknown = await open();
  expect((await unknown.ask('AUTH_REQUEST', { token: 'x'.repeat(43) })).data).toMatchObject({ code: 'not-logged-in' });
  expect((await unknown.closed).code).toBe(4003);
  const broken = await open();
  broken.send('AUTH_REQUEST', { token: 7 });
  await expect(broken.until(({ type }) => type === 'INVALID_MESSAGE')).resolves.toMatchObject({
    data: { message: expect.stringContaining('data.token: expected a text') },
  });
  expect((await broken.closed).code).toBe(4000);
});

test('another version is refused by a message and a close that name both', async () => {
  const socket = await open();
  socket.send('AUTH_REQUEST', { token: 'x' }, { version: 2 });
  const { code, reason } = await socket.closed;
  expect([code, reason]).toEqual([4001, expect.stringMatching(/version 1 .*other 2/)]);
  expect(socket.heard.map(({ type }) => type)).toEqual(['INVALID_MESSAGE', 'DISCONNECT']);
  expect(socket.heard[1]!.data).toMatchObject({ code: 4001, reason });
});

test('characters are made, chosen, read and deleted; every socket of the account hears of it', async () => {
  const { sessionToken } = await live.guest();
  const [one, two] = [await authenticated(url, sessionToken), await authenticated(url, sessionToken)];
  const made = await one.ask('CHARACTER_CREATE', { name: 'Brunhilde', faction: 'sun' });
  expect(made).toMatchObject({ type: 'CHARACTER_CREATE', data: { name: 'Brunhilde', level: 1 } });
  const { id } = made.data;
  expect((await two.next('CHARACTER_UPDATE')).data).toEqual(made.data);
  expect((await one.ask('CHARACTER_CREATE', { name: 'Brunhilde', faction: 'sun' })).data).toMatchObject({
    code: 'taken',
  });
  expect((await one.ask('CHARACTER_SELECT', { characterId: id })).data).toEqual(made.data);
  expect((await two.next('CHARACTER_SELECT')).data).toEqual(made.data);
  expect(live.running.gateway.plays(String(id))).toBe(true);
  const third = await open();
  expect((await third.ask('AUTH_REQUEST', { token: sessionToken })).data).toMatchObject({ character: made.data });
  expect((await two.ask('CHARACTER_UPDATE', { characterId: id })).data).toEqual(made.data);
  const stranger = await authenticated(url, (await live.guest()).sessionToken);
  expect((await stranger.ask('CHARACTER_SELECT', { characterId: id })).data).toMatchObject({ code: 'not-found' });
  expect((await one.ask('CHARACTER_DELETE', { characterId: id })).data).toMatchObject({ finalMs: expect.any(Number) });
  expect((await two.next('CHARACTER_DELETE')).data).toMatchObject({ characterId: id });
  expect(live.running.gateway.plays(String(id))).toBe(false);
  expect((await two.ask('CHAT', { channel: 'local', message: 'hi' })).data).toMatchObject({
    code: 'not-allowed',
    message: expect.stringContaining('CHARACTER_SELECT'),
  });
});

test('what a route changes reaches the sockets too', async () => {
  const { sessionToken: token } = await live.guest();
  const socket = await authenticated(url, token);
  const id = await live.character(token);
  expect((await socket.next('CHARACTER_UPDATE')).data).toMatchObject({ id });
  await live.call('selectCharacter', { token, input: { characterId: id } });
  expect((await socket.next('CHARACTER_SELECT')).data).toMatchObject({ id });
  await live.call('deleteCharacter', { token, input: { id } });
  expect((await socket.next('CHARACTER_DELETE')).data).toMatchObject({ characterId: id });
});

test('a session that ends closes its sockets at once and opens no other', async () => {
  const { sessionToken: token } = await live.guest();
  const socket = await authenticated(url, token);
  await live.call('logout', { token });
  expect(await socket.closed).toMatchObject({ code: 4003, reason: 'you logged out' });
  expect(socket.heard.at(-1)).toMatchObject({ type: 'DISCONNECT', priority: 'CRITICAL', data: { code: 4003 } });
  const again = await open();
  expect((await again.ask('AUTH_REQUEST', { token })).data).toMatchObject({ code: 'not-logged-in' });
});

test('a ban closes the sockets of the account', async () => {
  const { sessionToken, accountId } = await live.guest();
  const socket = await authenticated(url, sessionToken);
  const { database, deliver } = live.running.services;
  const wanted = { scope: 'account', subject: accountId, kind: 'login', reason: 'cheating', actorId: 'x' } as const;
  deliver((await ban({ database, clock: new NodeClock(), random: nodeRandom }, wanted)).notify);
  expect(await socket.closed).toMatchObject({ code: 4013, reason: 'this account is banned' });
});

test('a refresh token that is used twice closes the sockets of its session', async () => {
  const { sessionToken, refreshToken } = await live.guest();
  const socket = await authenticated(url, sessionToken);
  const renewed = await live.call('refresh', { input: { refreshToken } });
  await live.call('refresh', { input: { refreshToken: String(renewed.body['refreshToken']) } });
  await live.call('refresh', { input: { refreshToken } });
  expect((await socket.closed).code).toBe(4003);
});

test('a page of another origin opens no socket', async () => {
  const forged = new LiveSocket(url, { origin: 'https://evil.example' });
  expect((await forged.closed).code).toBe(4014);
  const own = await open({ origin: live.running.url });
  own.socket.close();
});
