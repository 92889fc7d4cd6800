import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseError, PasswordHashOverloaded, type LogLevel } from '@rubato/ports';
import { defineRoute } from '@rubato/protocol';
import { optional, text, u16 } from '@rubato/schema';
import { Refused, Throttled } from '@rubato/services';
import { RateBuckets } from './rate-buckets.ts';
import { addServiceRoutes, type ApiCall } from './service-routes.ts';

const routes = {
  echo: defineRoute('POST /api/things/{id}', {
    group: 'things',
    meaning: 'Says it again.',
    caller: 'anyone',
    params: { id: text(8) },
    query: { times: optional(u16) },
    body: { name: text(64) },
    reply: { id: text(8), name: text(64), times: optional(u16) },
  }),
  mine: defineRoute('GET /api/mine', { group: 'things', meaning: 'Who asks.', reply: { account: text(8) } }),
  hero: defineRoute('PUT /api/things/{id}', {
    group: 'things',
    meaning: 'Plays.',
    caller: 'character',
    params: { id: text(8) },
  }),
  fail: defineRoute('POST /api/fail', { group: 'things', meaning: 'Fails.', caller: 'anyone' }),
};

interface Caller {
  readonly account: string;
  readonly character?: string;
}

const sessions: Readonly<Record<string, Caller>> = {
  'token-a': { account: 'a' },
  'token-h': { account: 'h', character: 'c' },
};

let app: FastifyInstance;
let failure: unknown;
let nowMs = 0;
const calls: ApiCall<Caller>[] = [];
const logged: [LogLevel, string][] = [];

beforeEach(async () => {
  calls.length = logged.length = nowMs = 0;
  const rates = (burst: number) => new RateBuckets({ perSecond: 1, burst, now: () => nowMs });
  app = Fastify({ bodyLimit: 4096 });
  addServiceRoutes<Caller>(app, {
    routes,
    handlers: {
      echo: async (input: { id: string; name: string }, call) => {
        calls.push(call);
        return { ...input, secret: 'not declared' };
      },
      mine: async (_input, { caller }) => ({ account: caller!.account }),
      hero: async () => ({}),
      fail: async () => {
        throw failure;
      },
    },
    origins: ['https://play.example'],
    resolve: async (token) => sessions[token],
    accountOf: ({ account }) => account,
    hasCharacter: ({ character }) => character !== undefined,
    addressRates: rates(30),
    accountRates: rates(5),
    log: { log: (level, message) => void logged.push([level, message]) },
  });
  await app.ready();
});

afterEach(() => app.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const post = (payload: unknown, headers: Record<string, string> = {}, url = '/api/things/7') =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

test('a reply holds what is declared and nothing else, and nobody keeps it', async () => {
  const answer = await post({ name: 'x' }, {}, '/api/things/7?times=2');
  expect([answer.statusCode, answer.json()]).toEqual([200, { id: '7', name: 'x', times: 2 }]);
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('what is not declared is refused with its place', async () => {
  const refused = async (payload: unknown, url?: string) => {
    const answer = await post(payload, {}, url);
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'bad-request']);
    return answer.json().message as string;
  };
  expect(await refused({ name: 7 })).toBe('body.name: expected a text, got 7');
  expect(await refused({ name: 'x', admin: true })).toMatch(/^body\.admin: expected no such field/);
  expect(await refused({ name: 'x' }, '/api/things/7?token=abc')).toMatch(/^query\.token: expected no such field/);
  expect(await refused('{"name":"x","__proto__":{}}')).toMatch(/^__proto__: no field may have this name/);
  expect(await refused('{"name":"x","constructor":{"prototype":{}}}')).toMatch(/^constructor:/);
  expect(await refused('['.repeat(2000))).toMatch(/deeper than 16/);
  expect(await refused('{"name":')).toMatch(/no JSON/);
  expect(await refused('')).toMatch(/^body: expected a JSON object/);
  expect((await post('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(400);
  expect(calls).toEqual([]);
});

test('a body above the limit is refused', async () => {
  const answer = await post({ name: 'x'.repeat(5000) });
  expect([answer.statusCode, answer.json().error]).toEqual([413, 'too-large']);
});

test('the caller comes from the bearer token, and only from there', async () => {
  const get = async (headers: Record<string, string>) => (await app.inject({ url: '/api/mine', headers })).json();
  expect(await get(bearer('token-a'))).toEqual({ account: 'a' });
  for (const headers of [{}, bearer('gone'), { authorization: 'token-a' }, { cookie: 'token=token-a' }])
    expect(await get(headers as Record<string, string>)).toMatchObject({ error: 'not-logged-in' });
  const answer = await app.inject('/api/mine');
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
});

test('a route for a character wants one chosen', async () => {
  const put = (token: string) => app.inject({ method: 'PUT', url: '/api/things/1', headers: bearer(token) });
  expect((await put('token-a')).json()).toMatchObject({ error: 'not-allowed' });
  expect([(await put('token-h')).statusCode, (await put('token-h')).json()]).toEqual([200, {}]);
});

test('a handler is told the address, the program and the idempotency key', async () => {
  await post({ name: 'x' }, { 'user-agent': 'y'.repeat(500), 'idempotency-key': 'k-1', ...bearer('token-a') });
  expect(calls).toEqual([
    { address: '127.0.0.1', program: 'y'.repeat(128), idempotencyKey: 'k-1', caller: { account: 'a' } },
  ]);
  for (const key of ['', 'a b', 'x'.repeat(65)])
    expect((await post({ name: 'x' }, { 'idempotency-key': key })).json()).toMatchObject({ error: 'bad-request' });
});

test('too many requests of one account or one address are told when to come again', async () => {
  const mine = (token: string) => app.inject({ url: '/api/mine', headers: bearer(token) });
  for (let i = 0; i < 5; i++) expect((await mine('token-a')).statusCode).toBe(200);
  const refused = await mine('token-a');
  expect([refused.statusCode, refused.headers['retry-after'], refused.json()]).toEqual([
    429,
    '1',
    { error: 'too-many', message: 'too many requests; try again in 1 s', retryAfterMs: 1000 },
  ]);
  expect((await mine('token-h')).statusCode).toBe(200);
  for (let i = 0; i < 23; i++) await app.inject('/api/mine');
  expect((await app.inject('/api/mine')).json()).toMatchObject({ error: 'too-many' });
  nowMs = 2000;
  expect((await mine('token-a')).statusCode).toBe(200);
});

test('pages from elsewhere are refused unless they are listed', async () => {
  const from = (origin: string) => post({ name: 'x' }, { origin });
  const forged = await from('https://evil.example');
  expect([forged.statusCode, forged.json().error]).toEqual([403, 'not-allowed']);
  expect(forged.headers['access-control-allow-origin']).toBeUndefined();
  expect((await from('null')).statusCode).toBe(403);
  const listed = await from('https://play.example');
  expect([listed.statusCode, listed.headers['access-control-allow-origin'], listed.headers['vary']]).toEqual([
    200,
    'https://play.example',
    'origin',
  ]);
  const preflight = (origin: string) => app.inject({ method: 'OPTIONS', url: '/api/things/9', headers: { origin } });
  const answer = await preflight('https://play.example');
  expect([answer.statusCode, answer.headers['access-control-allow-methods']]).toEqual([204, 'POST, PUT']);
  expect((await preflight('https://evil.example')).statusCode).toBe(403);
});

test('errors have the codes of the table; what broke inside stays in the log', async () => {
  const answer = async (error: unknown) => {
    failure = error;
    const { statusCode, headers, body } = await post('', {}, '/api/fail');
    return [statusCode, JSON.parse(body).error, headers['retry-after'], body.includes('secret')];
  };
  expect(await answer(new Refused('taken', 'x'))).toEqual([409, 'taken', undefined, false]);
  expect(await answer(new Throttled(1500))).toEqual([429, 'too-many', '2', false]);
  expect(await answer(new PasswordHashOverloaded('secret'))).toEqual([503, 'overloaded', '1', false]);
  expect(await answer(new DatabaseError('busy', 'secret'))).toEqual([503, 'overloaded', '1', false]);
  expect(logged).toEqual([]);
  expect(await answer(new DatabaseError('failed', 'secret'))).toEqual([500, 'failed', undefined, false]);
  expect(await answer(new TypeError('secret'))).toEqual([500, 'failed', undefined, false]);
  expect(logged).toHaveLength(2);
});

test('a route without a handler is found before anybody calls it', async () => {
  const other = Fastify();
  const options = { routes, handlers: {} } as unknown as Parameters<typeof addServiceRoutes>[1];
  const limits = { origins: [], log: { log: () => {} } };
  addServiceRoutes(other, { ...options, ...limits });
  await expect(other.ready()).rejects.toThrow('the route echo has no handler');
});
