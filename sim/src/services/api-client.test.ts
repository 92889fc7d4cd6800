/** The client's api against a started server: typed calls, renewal, storage, and a login that opens a socket. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError, createApi, type Api, type Client, type Login, type LoginStorage } from '@rubato/client';
import { startServer, type RunningServer } from '@rubato/server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { roomClient } from './node-clients.ts';

const password = 'correct horse battery';
const MANY = { tokens: 100_000, perMs: 1000 };
const data = mkdtempSync(join(tmpdir(), 'rubato-api-client-'));
const clients: Client[] = [];
let server: RunningServer;

beforeAll(async () => {
  const accountLimits = { registerPerAddress: MANY, loginPerAddress: MANY, guestPerAddress: MANY };
  server = await startServer({ games: [], accountLimits, config: { data, port: 0, adminPort: 0, sync: 'normal' } });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

class Kept implements LoginStorage {
  login: Login | undefined;
  readonly load = () => this.login;
  readonly save = (login: Login | undefined) => void (this.login = login);
}

/** An api that counts what it sends, by path. */
function counting(options: Partial<Parameters<typeof createApi>[0]> = {}) {
  const paths: string[] = [];
  const api = createApi({
    baseUrl: server.url,
    fetch: (input, init) => {
      paths.push(new URL(String(input)).pathname);
      return fetch(input, init);
    },
    ...options,
  });
  return { api, paths };
}

/** Ends the session token as an hour of silence would. */
function expire(login: Login): Promise<unknown> {
  const sql = `update session_token set access_expires_ms = 1 where session_id in
    (select id from session where account_id = ?)`;
  return server.services.database.batch([{ sql, values: [login.accountId] }]);
}

function connected(api: Api): Promise<string> {
  const client = roomClient(server, api);
  clients.push(client);
  return new Promise((resolve) =>
    client.onState(({ state, reason }) => {
      if (state === 'connected' || state === 'failed') resolve(`${state} ${reason}`.trim());
    }),
  );
}

test('calls are methods with the declared input and reply', async () => {
  const { api } = counting();
  const login = await api.register({ username: 'Berta', password });
  expect(api.account).toEqual({ accountId: login.accountId, username: 'Berta' });
  const { id } = await api.createCharacter({ name: 'Aldric', faction: 'wanderers' });
  await api.selectCharacter({ characterId: id });
  expect((await api.characters()).characters).toMatchObject([{ id, name: 'Aldric', selected: true }]);
  expect((await api.deleteCharacter({ id })).finalMs).toBeGreaterThan(Date.now());
  await api.logout();
  expect(api.account).toBeUndefined();
  await expect(api.characters()).rejects.toMatchObject({ code: 'not-logged-in', status: 401 });
});

test('a refusal has a code for programs and words for people', async () => {
  const { api } = counting();
  const error = await api.login({ username: 'Nobody', password }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'wrong-credentials', status: 401, message: expect.stringMatching(/no account/) });
  const away = createApi({ baseUrl: 'http://127.0.0.1:1' });
  await expect(away.characters()).rejects.toMatchObject({ code: 'network', status: 0 });
  const stranger = createApi({ baseUrl: server.url, fetch: async () => new Response('<html>', { status: 502 }) });
  await expect(stranger.characters()).rejects.toMatchObject({ code: 'network', status: 502 });
  const liar = createApi({ baseUrl: server.url, fetch: async () => Response.json({ characters: 'none' }) });
  await expect(liar.characters()).rejects.toThrow(/not as declared: characters/);
});

test('a newer server may say more than this program knows', async () => {
  const reply = { characters: [], news: 1 };
  const api = createApi({ baseUrl: server.url, fetch: async () => Response.json(reply) });
  expect(await api.characters()).toEqual({ characters: [] });
});

test('a session that ran out is renewed once, for all calls that wait for it', async () => {
  const storage = new Kept();
  const { api, paths } = counting({ storage });
  const login = await api.register({ username: 'Caesar', password });
  await expire(login);
  paths.length = 0;
  await Promise.all([api.characters(), api.characters(), api.sessions()]);
  expect(paths.filter((path) => path === '/api/auth/refresh')).toHaveLength(1);
  expect([paths.length, storage.login!.sessionToken === login.sessionToken]).toEqual([7, false]);
});

test('a login that cannot be renewed is forgotten, and the call says why', async () => {
  const storage = new Kept();
  const { api, paths } = counting({ storage });
  const login = await api.register({ username: 'Doris', password });
  const other = createApi({ baseUrl: server.url, token: login.sessionToken });
  await other.logout();
  paths.length = 0;
  await expect(api.characters()).rejects.toMatchObject({ code: 'not-logged-in' });
  expect([paths, storage.login, api.account]).toEqual([['/api/characters', '/api/auth/refresh'], undefined, undefined]);
});

test('a server that is away for a moment costs no login', async () => {
  const storage = new Kept();
  let away = false;
  const { api } = counting({
    storage,
    fetch: (input, init) =>
      away && String(input).includes('refresh') ? Promise.reject(new Error('gone')) : fetch(input, init),
  });
  await expire(await api.register({ username: 'Emil', password }));
  away = true;
  await expect(api.characters()).rejects.toMatchObject({ code: 'network' });
  away = false;
  expect(await api.characters()).toEqual({ characters: [] });
});

test('a stored login goes on in the next life of a program', async () => {
  const storage = new Kept();
  await counting({ storage }).api.register({ username: 'Friedrich', password });
  const { api } = counting({ storage });
  expect([api.account?.username, (await api.characters()).characters]).toEqual(['Friedrich', []]);
});

test('a login opens a socket, also after its token ran out; a logout closes it', async () => {
  const soon = Date.now() + 3_600_000;
  const { api } = counting({ wallMs: () => soon });
  await expire(await api.register({ username: 'Gustav', password }));
  expect(await connected(api)).toBe('connected');
  const client = clients.at(-1)!;
  const failed = new Promise<string>((resolve) =>
    client.onState(({ state, reason }) => state === 'failed' && resolve(reason)),
  );
  await api.logout();
  expect(await failed).toBe('you logged out (4003)');
});

test('a login that is over opens no socket, not even a guest’s', async () => {
  const late = Date.now() + 3_600_000;
  const { api } = counting({ wallMs: () => late });
  const login = await api.register({ username: 'Heinrich', password });
  await createApi({ baseUrl: server.url, token: login.sessionToken }).logout();
  expect(await connected(api)).toMatch(/^failed .*log in again/);
});

test('two programs that share a kept login renew it once: the second takes over what the first got', async () => {
  const storage = new Kept();
  const first = counting({ storage });
  await first.api.guest();
  const second = counting({ storage });
  await expire(storage.login!);
  await first.api.sessions();
  await second.api.sessions();
  const renewals = (paths: readonly string[]) => paths.filter((path) => path === '/api/auth/refresh').length;
  expect([renewals(first.paths), renewals(second.paths)]).toEqual([1, 0]);
  expect((await second.api.sessions()).sessions).toHaveLength(1);
});
