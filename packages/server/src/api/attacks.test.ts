/** What somebody who means harm would try on the API, against a started server. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Channel } from '@rubato/ports';
import { closeCodes, decodeServer, encodeMessage, PROTOCOL_VERSION, type ServerMessage } from '@rubato/protocol';
import { BitWriter } from '@rubato/schema';
import { ACCOUNT_LIMITS, ban } from '@rubato/services';
import { ARGON2_COST, Argon2PasswordHash } from '../auth/argon2-password-hash.ts';
import { HEADER_BYTES } from '../http/http-server.ts';
import { NodeClock } from '../node/node-clock.ts';
import { nodeRandom } from '../node/node-random.ts';
import type { StartOptions } from '../serve.ts';
import { connectWebSocket } from '../websocket/connect.ts';
import { LiveServer, NO_LIMITS, PASSWORD } from './testing/live-server.ts';

/** For whoever needs nothing of his own; a page from this origin may call it. */
const common = new LiveServer({ config: { origins: ['https://play.example'] } });
const servers: LiveServer[] = [];

beforeAll(async () => {
  await common.start();
});
afterAll(() => common.stop());
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options: Partial<StartOptions>): Promise<LiveServer> {
  const server = new LiveServer(options);
  servers.push(server);
  return server.start();
}

interface Socket {
  readonly channel: Channel;
  readonly closed: Promise<number>;
  readonly answered: Promise<ServerMessage['type'] | number>;
}

/** Says hello with a token. */
async function greet(server: LiveServer, token: string): Promise<Socket> {
  const channel = await connectWebSocket(server.running.socketUrl, { subprotocol: 'rubato.v1' });
  let heard: (type: ServerMessage['type']) => void;
  const first = new Promise<ServerMessage['type']>((resolve) => (heard = resolve));
  const closed = new Promise<number>((resolve) =>
    channel.listen({ message: (message) => heard(decodeServer(message as Uint8Array).type), closed: resolve }),
  );
  channel.send(
    encodeMessage(new BitWriter(256), { type: 'hello', versions: [PROTOCOL_VERSION], client: 'test', token }),
  );
  return { channel, closed, answered: Promise.race([first, closed]) };
}

test('a refresh token used twice ends its session for good: sockets, tokens and all, over a restart', async () => {
  const server = await start({ accountLimits: { ...NO_LIMITS, refreshGraceMs: -1 } });
  const stolen = await server.register();
  const refresh = (refreshToken: string) => server.call('refresh', { input: { refreshToken } });
  const { body: owner } = await refresh(stolen.refreshToken);
  const socket = await greet(server, String(owner['sessionToken']));
  expect(await socket.answered).toBe('welcome');
  expect((await refresh(stolen.refreshToken)).body.error).toBe('token-reused');
  expect(await socket.closed).toBe(closeCodes.notAuthorised.code);
  for (const restarted of [false, true]) {
    if (restarted) await server.restart();
    expect((await refresh(String(owner['refreshToken']))).status).toBe(401);
    expect((await server.call('sessions', { token: String(owner['sessionToken']) })).body.error).toBe('not-logged-in');
    expect((await server.call('sessions', { token: stolen.sessionToken })).body.error).toBe('not-logged-in');
  }
});

test('a token that logged out opens no socket, and its open one is closed', async () => {
  const server = common;
  const { sessionToken: token } = await server.register();
  const open = await greet(server, token);
  expect(await open.answered).toBe('welcome');
  await server.call('logout', { token });
  expect(await open.closed).toBe(closeCodes.notAuthorised.code);
  expect(await (await greet(server, token)).answered).toBe(closeCodes.notAuthorised.code);
  expect(await (await greet(server, 'x'.repeat(43))).answered).toBe(closeCodes.notAuthorised.code);
});

test('a session that has ended reads nothing more, from the answer to its end on', async () => {
  const server = common;
  const { username, sessionToken: here } = await server.register();
  const read = async (token: string) => (await server.call('characters', { token })).body.error;
  const login = async () =>
    String((await server.call('login', { input: { username, password: PASSWORD } })).body['sessionToken']);
  const ends = [
    (token: string) => server.call('logout', { token }),
    () => server.call('revokeOthers', { token: here }),
    () => server.call('password', { token: here, input: { oldPassword: PASSWORD, newPassword: PASSWORD } }),
  ];
  for (const end of ends) {
    const token = await login();
    // Read before, and by others meanwhile: nothing of that may be remembered.
    expect(await Promise.all([read(token), read(token), read(here)])).toEqual([undefined, undefined, undefined]);
    const [ended] = await Promise.all([end(token), read(here), read(here)]);
    expect(ended.body.error).toBeUndefined();
    expect(await Promise.all([read(token), read(here), read(token)])).toEqual([
      'not-logged-in',
      undefined,
      'not-logged-in',
    ]);
  }
});

test('a ban closes sockets and keeps the account out', async () => {
  const server = common;
  const { accountId, sessionToken, username } = await server.register();
  const socket = await greet(server, sessionToken);
  expect(await socket.answered).toBe('welcome');
  const { database, deliver } = server.running.services;
  const wanted = { scope: 'account', subject: accountId, kind: 'login', reason: 'cheating', actorId: 'test' } as const;
  deliver((await ban({ database, clock: new NodeClock(), random: nodeRandom }, wanted)).notify);
  expect(await socket.closed).toBe(closeCodes.kicked.code);
  expect(await (await greet(server, sessionToken)).answered).toBe(closeCodes.notAuthorised.code);
  const login = await server.call('login', { input: { username, password: PASSWORD } });
  expect(login.body).toMatchObject({ error: 'banned', message: expect.stringContaining('cheating') });
});

test('the sixth failed login within a minute is not even tried', async () => {
  const server = await start({ accountLimits: { ...NO_LIMITS, loginPerAccount: ACCOUNT_LIMITS.loginPerAccount } });
  const { username } = await server.register();
  const login = (password: string) => server.call('login', { input: { username, password } });
  for (let i = 0; i < 5; i++) expect((await login('wrong horse battery')).body.error).toBe('wrong-credentials');
  const sixth = await login(PASSWORD);
  expect([sixth.status, sixth.body.error, Number(sixth.headers.get('retry-after')) > 0]).toEqual([
    429,
    'too-many',
    true,
  ]);
});

test('an unknown name costs one argon2 verification of full strength, as a wrong password does, and reads the same', async () => {
  const verified: string[] = [];
  const passwords = new Argon2PasswordHash();
  const verify = passwords.verify.bind(passwords);
  passwords.verify = (hash, password) => {
    verified.push(hash.split('$').slice(0, 4).join('$'));
    return verify(hash, password);
  };
  const server = await start({ passwords });
  const { username } = await server.register();
  const answers = [];
  for (const name of [username, 'nobody'.repeat(3), username, 'nobody'.repeat(3)]) {
    verified.length = 0;
    const { status, body } = await server.call('login', { input: { username: name, password: 'wrong horse battery' } });
    answers.push({ status, body, verified: [...verified] });
  }
  // Equal work instead of equal time, which a busy machine never shows twice.
  const { memoryKiB, passes, lanes } = ARGON2_COST;
  expect(answers[0]).toMatchObject({ status: 401, verified: [`$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}`] });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test('a page from elsewhere can neither call nor read', async () => {
  const server = common;
  const { sessionToken: token } = await server.register();
  const from = (origin: string) => server.call('characters', { token, headers: { origin } });
  const forged = await from('https://evil.example');
  expect([forged.status, forged.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  const listed = await from('https://play.example');
  expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://play.example']);
  expect((await from(server.running.url)).status).toBe(200);
});

test('a body of 100 MB is refused before it was sent', async () => {
  const server = common;
  const head = (headers: string) =>
    `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;
  const answerTo = (text: string, more: string) =>
    new Promise<{ answer: string; sent: number }>((resolve, reject) => {
      let answer = '';
      const socket = connect(server.running.port, '127.0.0.1').on('error', () => {});
      socket.setTimeout(5000, () => reject(new Error('no answer')));
      socket.on('data', (bytes) => (answer += String(bytes)));
      socket.on('close', () => resolve({ answer, sent: socket.bytesWritten }));
      socket.write(text + more);
    });
  const announced = await answerTo(head('Content-Length: 104857600'), '{"username":"');
  expect([announced.answer.split('\r\n')[0], announced.sent < 1000]).toEqual(['HTTP/1.1 413 Payload Too Large', true]);
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const chunked = await answerTo(head('Transfer-Encoding: chunked'), chunk + chunk);
  expect(chunked.answer.split('\r\n')[0]).toBe('HTTP/1.1 413 Payload Too Large');
});

test(`headers of more than ${HEADER_BYTES} bytes are refused`, async () => {
  const { running } = common;
  const status = async (bytes: number) => {
    const headers = { 'x-more': 'x'.repeat(bytes) };
    return (await fetch(`${running.url}/api/status`, { headers })).status;
  };
  expect([await status(HEADER_BYTES / 2), await status(HEADER_BYTES)]).toEqual([200, 431]);
});

test('JSON that is deep, wide or reaches for prototypes changes nothing', async () => {
  const server = common;
  const send = async (body: string) => (await server.call('login', { body })).body.error;
  expect(await send('['.repeat(30_000) + ']'.repeat(30_000))).toBe('bad-request');
  expect(await send(`{"username":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`)).toBe('bad-request');
  expect(await send(`{${Array.from({ length: 4000 }, (_, i) => `"k${i}":1`).join(',')}}`)).toBe('bad-request');
  expect(await send('{"username":"a","password":"b","__proto__":{"admin":true}}')).toBe('bad-request');
  expect(await send('{"username":"a","password":"b","constructor":{"prototype":{"admin":true}}}')).toBe('bad-request');
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

test('SQL and markup in a text are text: refused where a rule says so, returned as they came elsewhere', async () => {
  const server = common;
  const texts = [
    `'; drop table account; --`,
    `" or 1=1 --`,
    '<script>alert(1)</script>',
    '${7*7}',
    `x' union select 1`,
  ];
  const { username, sessionToken: token } = await server.register();
  for (const text of texts) {
    const account = { username: text, password: PASSWORD };
    expect((await server.call('register', { input: account })).body.error).toBe('bad-value');
    expect((await server.call('login', { input: account })).body.error).toBe('wrong-credentials');
    expect((await server.call('login', { input: { username, password: text } })).body.error).toBe('wrong-credentials');
    const mail = { username: 'Emil', password: PASSWORD, email: text };
    expect((await server.call('register', { body: JSON.stringify(mail) })).body.error).toBe('bad-value');
    expect((await server.call('refresh', { input: { refreshToken: text } })).body.error).toBe('not-logged-in');
    const create = (name: string, faction: string) =>
      server.call('createCharacter', { token, input: { name, faction } });
    expect((await create(text, 'sun')).body.error).toBe('bad-value');
    expect((await create('Emil', text)).body.error).toBe('bad-value');
    for (const name of ['selectCharacter', 'deleteCharacter', 'restoreCharacter', 'revoke'] as const)
      expect((await server.call(name, { token, input: { id: text, characterId: text } })).body.error).toBe('not-found');
    // What a program says to be is the one text that is kept as it came.
    const { body: login } = await server.call('login', {
      input: { username, password: PASSWORD },
      headers: { 'user-agent': text },
    });
    const { headers, body } = await server.call('sessions', { token: String(login['sessionToken']) });
    const programs = (body['sessions'] as { program: string }[]).map(({ program }) => program);
    expect([programs.includes(text), headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
      true,
      'application/json; charset=utf-8',
      'nosniff',
    ]);
  }
  expect((await server.call('characters', { token })).body).toEqual({ characters: [] });
});

test('somebody else’s character and session are as good as none', async () => {
  const server = common;
  const [owner, thief] = [await server.register(), await server.register()];
  const id = await server.character(owner.sessionToken);
  const { body } = await server.call('sessions', { token: owner.sessionToken });
  const session = (body['sessions'] as { id: string }[])[0]!.id;
  const token = thief.sessionToken;
  for (const name of ['selectCharacter', 'deleteCharacter', 'restoreCharacter'] as const) {
    const theirs = await server.call(name, { token, input: { id, characterId: id } });
    const nobodys = await server.call(name, { token, input: { id: 'x', characterId: 'x' } });
    expect([theirs.status, theirs.body]).toEqual([404, nobodys.body]);
  }
  expect((await server.call('revoke', { token, input: { id: session } })).status).toBe(404);
  const mine = await server.call('characters', { token: owner.sessionToken });
  expect(mine.body['characters']).toMatchObject([{ id, selected: false }]);
});

test('accounts, sessions and characters are there after a restart', async () => {
  const server = common;
  const { sessionToken: token, username } = await server.register();
  const id = await server.character(token);
  await server.call('selectCharacter', { token, input: { characterId: id } });
  await server.restart();
  expect((await server.call('characters', { token })).body['characters']).toMatchObject([{ id, selected: true }]);
  expect((await server.call('login', { input: { username, password: PASSWORD } })).status).toBe(200);
  expect(await (await greet(server, token)).answered).toBe('welcome');
});
