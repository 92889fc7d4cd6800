/** Rates hold over two real servers with one Redis: calls, logins and chat; each by itself while Redis is away. */
import { createApi } from '@rubato/client';
import { connectWebSocket } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { havePostgres, startPostgres, type PostgresServer } from '../../../tools/provision/postgres-server.ts';
import { haveRedis, startRedis, type RedisServer } from '../../../tools/provision/redis-server.ts';
import { CLUSTER_MAIN, startServerProcess, type ServerProcess } from '../../../tools/provision/server-process.ts';

const PER_ACCOUNT = 3;
/** Four seconds’ worth. */
const BURST = 4 * PER_ACCOUNT;
const MESSAGES = 6;
const LIMITED = {
  config: { requestsPerAccount: PER_ACCOUNT },
  socketLimits: { messagesPerSecond: 0.01, messageBurst: MESSAGES },
};
const PASSWORD = 'correct horse battery';

describe.skipIf(!haveRedis || !havePostgres)('rates of two servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-rates-'));
  let postgres: PostgresServer;
  let redis: RedisServer;
  let servers: readonly ServerProcess[] = [];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const database = await postgres.freshDatabase();
    const more = [database, redis.url, JSON.stringify(LIMITED)];
    const start = (name: string) => startServerProcess(join(folder, name), 0, { main: CLUSTER_MAIN, more });
    // One after the other: the first makes the tables.
    servers = [await start('first'), await start('second')];
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await Promise.all([redis?.stop(), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const urlOf = (server: ServerProcess) => `http://127.0.0.1:${server.port}`;
  const newToken = async () => {
    const api = createApi({ baseUrl: urlOf(servers[0]!) });
    await api.guest();
    return (await api.freshToken())!;
  };
  /** So many calls at each server at once; how many passed, and how many a full bucket lets through meanwhile. */
  async function calls(token: string, each: number) {
    const headers = { authorization: `Bearer ${token}` };
    const begunMs = performance.now();
    const asked = servers.flatMap((server) =>
      Array.from({ length: each }, () => fetch(`${urlOf(server)}/api/characters`, { headers })),
    );
    const answers = await Promise.all(asked);
    const most = BURST + Math.ceil(((performance.now() - begunMs) / 1000) * PER_ACCOUNT);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.every(({ headers: told }) => Number(told.get('retry-after')) >= 1)).toBe(true);
    return { passed: answers.filter(({ status }) => status === 200).length, refused: refused.length, most };
  }

  /** What a socket of its own is answered to as many messages as are allowed at once; our client would wait instead. */
  async function answersTo(server: ServerProcess, token: string): Promise<readonly unknown[]> {
    const channel = await connectWebSocket(`${urlOf(server).replace('http', 'ws')}/ws`);
    const send = (type: string, data: object) =>
      channel.send(JSON.stringify({ type, version: 1, id: `${sent++}`, timestamp: 0, priority: 'NORMAL', data }));
    let sent = 0;
    return new Promise((resolve) => {
      const codes: unknown[] = [];
      const message = (text: Uint8Array | string): void => {
        const { type, data } = JSON.parse(String(text)) as { type: string; data: { code?: string } };
        if (type === 'AUTH_RESPONSE')
          for (let at = 0; at < MESSAGES; at++) send('CHARACTER_CREATE', { name: '!', faction: 'tidebound' });
        if (type === 'ERROR') codes.push(data.code);
        if (codes.length < MESSAGES) return;
        channel.close(1000, 'done');
        resolve(codes);
      };
      channel.listen({ message, closed: () => {} });
      send('AUTH_REQUEST', { token });
    });
  }

  test('calls of one account are counted over both, and those of another are not', async () => {
    const { passed, refused, most } = await calls(await newToken(), BURST);
    expect([passed + refused, passed >= BURST, passed <= most]).toEqual([2 * BURST, true, true]);
    expect((await calls(await newToken(), 2)).passed).toBe(4);
  });

  test('messages of one account are counted over its sockets on both', async () => {
    const token = await newToken();
    const codes = (await Promise.all(servers.map((server) => answersTo(server, token)))).flat();
    expect(codes.filter((code) => code === 'bad-value')).toHaveLength(MESSAGES);
    expect(codes.filter((code) => code === 'too-many')).toHaveLength(MESSAGES);
  });

  test('logins are counted over both', async () => {
    const username = 'manyguesses';
    await createApi({ baseUrl: urlOf(servers[0]!) }).register({ username, password: PASSWORD });
    const tries = Array.from({ length: 8 }, (_, at) =>
      createApi({ baseUrl: urlOf(servers[at % 2]!) })
        .login({ username, password: 'something else' })
        .catch(({ code }: { code: string }) => code),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too-many')).toHaveLength(3);
  });

  test('while Redis is away each server counts by itself, and together again when it is back', async () => {
    await redis.crash();
    const alone = await calls(await newToken(), BURST);
    expect(alone).toMatchObject({ passed: 2 * BURST, refused: 0 });
    const tooMany = await calls(await newToken(), 2 * BURST);
    expect(tooMany.refused).toBeGreaterThan(0);
    await redis.restart();
    const together = async () => {
      const { passed, most } = await calls(await newToken(), BURST);
      return passed <= most;
    };
    await expect.poll(together, { timeout: 15_000, interval: 100 }).toBe(true);
  }, 30_000);
});
