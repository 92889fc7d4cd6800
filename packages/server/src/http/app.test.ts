import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLevel } from '@rubato/ports';
import { routes, type RoomSummary } from '@rubato/protocol';
import type { ServerFacts } from './api.ts';
import { BODY_LIMIT_BYTES, buildApp } from './app.ts';

const room: RoomSummary = {
  id: 'r1',
  game: 'arena',
  gameVersion: 1,
  region: 'local',
  status: 'open',
  seats: 4,
  players: 2,
  bots: 2,
  spectators: 0,
  createdMs: 5,
};
const older: RoomSummary = { ...room, id: 'r0', game: 'tally', players: 1, createdMs: 1 };

let web: string;
let app: FastifyInstance;
const logged: [LogLevel, string][] = [];

beforeEach(() => {
  web = mkdtempSync(join(tmpdir(), 'rubato-web-'));
  mkdirSync(join(web, 'assets'));
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(web, 'assets', 'app-1a2b.js'), 'export {}');
  writeFileSync(join(web, '.secret'), 'x');
  logged.length = 0;
});

afterEach(async () => {
  await app.close();
  rmSync(web, { recursive: true });
});

async function build(
  facts: Partial<ServerFacts> = {},
  options: { web?: string | undefined; proxies?: string[]; tls?: boolean } = {},
): Promise<FastifyInstance> {
  const all: ServerFacts = {
    version: '1.2.3',
    region: 'local',
    regions: [{ id: 'eu', url: 'wss://eu.example' }],
    publicUrl: undefined,
    games: [{ name: 'arena', version: 1, seats: 4 }],
    startedMs: 1000,
    now: () => 3500,
    checks: { journal: async () => {}, services: async () => {} },
    notReady: () => '',
    rooms: () => [room, older],
    ...facts,
  };
  const log = { log: (level: LogLevel, message: string) => void logged.push([level, message]) };
  app = await buildApp({ facts: all, web, proxies: [], tls: false, log, ...options });
  return app;
}

describe('the routes', () => {
  it('answer as the table says, uncached and readable from other pages', async () => {
    await build();
    for (const route of Object.values(routes)) {
      const answer = await app.inject(route.path);
      expect(Object.keys(route.answers)).toContain(String(answer.statusCode));
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
        'content-type': 'application/json; charset=utf-8',
      });
    }
  });

  it('/healthz asks the store, and says what is wrong with it', async () => {
    await build();
    expect((await app.inject('/healthz')).json()).toEqual({ ok: true, checks: { journal: 'ok', services: 'ok' } });
    await app.close();
    await build({ checks: { journal: () => Promise.reject(new Error('disk full')), services: async () => {} } });
    const answer = await app.inject('/healthz');
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      { ok: false, checks: { journal: 'disk full', services: 'ok' } },
    ]);
  });

  it('/readyz says why players should go elsewhere', async () => {
    await build({ notReady: () => 'the server is about to stop' });
    const answer = await app.inject('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([503, { ready: false, reason: 'the server is about to stop' }]);
  });

  it('/regions lists this server as the request reached it, and the others', async () => {
    await build();
    const answer = await app.inject({ url: '/regions', headers: { host: 'play.example:8788' } });
    expect(answer.json()).toEqual({
      here: 'local',
      regions: [
        { id: 'local', url: 'ws://play.example:8788' },
        { id: 'eu', url: 'wss://eu.example' },
      ],
    });
  });

  it('/regions believes a proxy that was declared, the public URL above it, and the own list above both', async () => {
    const forwarded = {
      host: 'inside',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'outside.example',
    };
    const ours = async () =>
      (await app.inject({ url: '/regions', headers: forwarded, remoteAddress: '10.0.0.1' })).json().regions[0];
    await build({}, { proxies: ['10.0.0.1'] });
    expect(await ours()).toEqual({ id: 'local', url: 'wss://outside.example' });
    await app.close();
    await build({}, { proxies: ['10.0.0.2'] });
    expect(await ours()).toEqual({ id: 'local', url: 'ws://inside' });
    await app.close();
    await build({ publicUrl: 'wss://public.example' });
    expect(await ours()).toEqual({ id: 'local', url: 'wss://public.example' });
    await app.close();
    await build({ region: 'eu', publicUrl: 'wss://public.example' });
    expect(await ours()).toEqual({ id: 'eu', url: 'wss://eu.example' });
  });

  it('/api/status and /api/rooms count what is public', async () => {
    await build();
    expect((await app.inject('/api/status')).json()).toEqual({
      name: 'rubato',
      version: '1.2.3',
      protocolVersions: [1],
      region: 'local',
      uptimeMs: 2500,
      rooms: 2,
      players: 3,
      games: [{ name: 'arena', version: 1, seats: 4 }],
    });
    expect((await app.inject('/api/rooms')).json()).toEqual({ rooms: [older, room] });
    expect((await app.inject('/api/rooms?game=arena')).json()).toEqual({ rooms: [room] });
    expect((await app.inject('/api/rooms?game=arena&game=tally')).json()).toEqual({ rooms: [] });
  });
});

describe('the web app', () => {
  const page = { accept: 'text/html,*/*' };

  it('keeps files with hashed names for ever and asks again for the rest', async () => {
    await build();
    expect((await app.inject('/assets/app-1a2b.js')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
    const index = await app.inject({ url: '/', headers: page });
    expect([index.statusCode, index.headers['cache-control']]).toEqual([200, 'no-cache']);
    const again = await app.inject({ url: '/', headers: { ...page, 'if-none-match': String(index.headers['etag']) } });
    expect(again.statusCode).toBe(304);
  });

  it('sends what the build packed to whoever takes it, and the file itself to others', async () => {
    writeFileSync(join(web, 'assets', 'app-1a2b.js.gz'), gzipSync('export {}'));
    await build();
    const ask = (encoding: string, url = '/assets/app-1a2b.js') =>
      app.inject({ url, headers: { ...page, 'accept-encoding': encoding } });
    const packed = await ask('gzip, deflate, br');
    expect(gunzipSync(packed.rawPayload).toString()).toBe('export {}');
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('javascript'),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    for (const plain of [await ask('identity'), await ask('gzip;q=0')]) {
      expect(plain.body).toBe('export {}');
      expect(plain.headers['content-encoding']).toBeUndefined();
    }
    // What wasn't packed goes as it is, also in the place of an address that is no file.
    const deep = await ask('gzip', '/play/arena');
    expect([deep.headers['content-encoding'], deep.body]).toEqual([undefined, expect.stringContaining('<title>page')]);
  });

  it('answers any address that a person may have followed with the page, and nothing else with it', async () => {
    await build();
    const deep = await app.inject({ url: '/play/arena?x=1', headers: page });
    expect([deep.statusCode, deep.headers['cache-control'], deep.body]).toEqual([
      200,
      'no-cache',
      expect.stringContaining('<title>page'),
    ]);
    for (const url of ['/assets/gone.js', '/api/gone', '/gone.png', '/.secret'])
      expect([url, (await app.inject({ url, headers: page })).statusCode]).toEqual([url, 404]);
    for (const url of ['/assets/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd'])
      expect((await app.inject({ url, headers: page })).body).toContain('<title>page');
    expect((await app.inject({ url: '/play/arena', headers: { accept: 'application/json' } })).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/play', headers: page })).statusCode).toBe(404);
  });

  it('is not there without a build, and the rest still is', async () => {
    await build({}, { web: join(web, 'gone') });
    expect((await app.inject({ url: '/', headers: page })).statusCode).toBe(404);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
  });
});

describe('every answer', () => {
  it('forbids what a page from here does not need', async () => {
    await build({}, { tls: true });
    for (const url of ['/', '/readyz', '/gone.png']) {
      const { headers } = await app.inject(url);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'strict-transport-security': 'max-age=15552000',
      });
    }
  });

  it('refuses a body above the limit', async () => {
    await build();
    const headers = { 'content-type': 'application/json' };
    const send = (bytes: number) =>
      app.inject({ method: 'POST', url: '/api/gone', headers, payload: `"${'x'.repeat(bytes - 2)}"` });
    expect((await send(BODY_LIMIT_BYTES)).statusCode).toBe(404);
    expect((await send(BODY_LIMIT_BYTES + 1)).statusCode).toBe(413);
  });

  it('keeps what broke inside in the log and out of the answer', async () => {
    await build({
      rooms: () => {
        throw new Error('password 123');
      },
    });
    const answer = await app.inject('/api/rooms');
    expect([answer.statusCode, answer.body.includes('123')]).toEqual([500, false]);
    expect(logged).toEqual([['error', 'a request failed']]);
  });
});
