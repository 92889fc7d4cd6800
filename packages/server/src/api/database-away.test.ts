/** A PostgreSQL that really stops, and comes back: what calls and sockets are answered meanwhile and afterwards. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  haveOwnPostgres,
  startOwnPostgres,
  type OwnPostgresServer,
} from '../../../../tools/provision/postgres-server.ts';
import { authenticated, type LiveSocket } from '../socket/testing/live-socket.ts';
import { LiveServer, PASSWORD } from './testing/live-server.ts';

const patience = { timeout: 15_000, interval: 50 };

describe.skipIf(!haveOwnPostgres)('a server whose PostgreSQL is away', () => {
  let postgres: OwnPostgresServer;
  let server: LiveServer;
  let token: string;
  let socket: LiveSocket;
  const logged: string[] = [];

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    server = await new LiveServer({
      config: { database: await postgres.freshDatabase() },
      log: { log: (_level, message) => void logged.push(message) },
    }).start();
    token = (await server.register('stranded')).sessionToken;
    await server.call('selectCharacter', { token, input: { characterId: await server.character(token) } });
    socket = await authenticated(`${server.running.socketUrl}/ws`, token);
  }, 60_000);
  afterAll(async () => {
    socket?.socket.terminate();
    await server?.stop();
    await postgres?.stop();
  });

  test('reads, writes and logins are answered 503 with Retry-After, and sockets `overloaded` while they stay open', async () => {
    await postgres.halt();
    const calls = [
      server.call('characters', { token }),
      server.call('createCharacter', { token, input: { name: 'Nobody', faction: 'sun' } }),
      server.call('login', { input: { username: 'stranded', password: PASSWORD } }),
      server.call('guest'),
      server.call('characters', { token: 'A'.repeat(43) }),
    ];
    for (const { status, headers, body } of await Promise.all(calls)) {
      expect(body).toMatchObject({ error: 'overloaded', retryAfterMs: 1000 });
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(JSON.stringify(body)).not.toMatch(/ECONN|postgres|127\.0\.0\.1/i);
    }
    const answers = [
      await socket.ask('CHAT', { channel: 'global', message: 'anybody there?' }),
      await socket.ask('CHARACTER_CREATE', { name: 'Nobody', faction: 'sun' }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ type: 'ERROR', data: { code: 'overloaded', retryAfterMs: 1000 } });
    expect((await socket.ask('PING')).type).toBe('PONG');
    const health = await fetch(`${server.running.url}/healthz`);
    expect([health.status, (await health.json()) as object]).toMatchObject([503, { ok: false }]);
    expect(logged.filter((message) => /the database is away/.test(message))).toHaveLength(1);
  });

  test('when it is back all goes on, on the same session and the same socket, and nothing was done twice', async () => {
    await postgres.restart();
    await expect.poll(async () => (await server.call('characters', { token })).status, patience).toBe(200);
    const { body } = await server.call('characters', { token });
    expect(body['characters']).toHaveLength(1);
    expect((await server.call('login', { input: { username: 'stranded', password: PASSWORD } })).status).toBe(200);
    const said = await socket.ask('CHAT', { channel: 'global', message: 'here again' });
    expect(said).toMatchObject({ type: 'CHAT', data: { seq: 1 } });
    expect((await fetch(`${server.running.url}/healthz`)).status).toBe(200);
    expect(logged).toContain('the database is back');
  });
});
