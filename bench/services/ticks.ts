/** Whether rooms keep their beat while passwords are hashed: ticks of running rooms without logins, then beside 50 a second. */
import { createClient, type Client } from '@rubato/client';
import { connectWebSocket, NodeClock, nodeRandom } from '@rubato/server';
import { benchGame } from '../arena/contenders/rubato/game.ts';
import type { Summary } from '../arena/harness/histogram.ts';
import { startPart, type Part } from '../arena/harness/part.ts';
import type { Figure } from './figure.ts';
import { HttpConnection } from './http-load.ts';
import type { RestOptions } from './rest.ts';
import type { Usage } from './server.ts';

const ROOMS = 25;
const LOGINS_PER_SECOND = 50;
const ACCOUNTS = 10;
const CONNECTIONS = 16;
/** A period of 30 a second: later than this, a tick is missed. */
const LATE_GOAL_MS = 33;
const PASSWORD = 'correct horse battery';

const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));
const nameOf = (at: number) => `beat${'bcdfghjkmn'[at % 10]!.repeat(4)}`;

export async function measureTicks(options: RestOptions): Promise<readonly Figure[]> {
  const { file, data, database } = options;
  const server = await startPart({ file, cores: '0-1023', realtime: false, flags: { data, database } });
  const clients: Client[] = [];
  try {
    const port = await server.ask<number>('port');
    for (let room = 0; room < ROOMS; room++) clients.push(await playing(port));
    const quiet = await beats(server, options.seconds, async () => {});
    const connections = Array.from({ length: CONNECTIONS }, () => new HttpConnection(port));
    for (let at = 0; at < ACCOUNTS; at++) await enter(connections[0]!, 'register', nameOf(at));
    let logins = 0;
    const busy = await beats(server, options.seconds, async (endMs) => {
      const pauseMs = (CONNECTIONS * 1000) / LOGINS_PER_SECOND;
      const each = connections.map(async (connection, at) => {
        await sleep((at * pauseMs) / CONNECTIONS);
        for (let dueMs = performance.now(); dueMs < endMs; dueMs += pauseMs) {
          await sleep(dueMs - performance.now());
          logins += Number((await enter(connection, 'login', nameOf(at % ACCOUNTS))) === 200);
        }
      });
      await Promise.all(each);
    });
    for (const connection of connections) connection.close();
    const name = `${options.name}: ${ROOMS} rooms`;
    return [
      { name: `${name}: a tick is late, p99`, value: quiet.p99, unit: 'ms' },
      {
        name: `${name} beside logins: a tick is late, p99`,
        value: busy.p99,
        unit: 'ms',
        goal: LATE_GOAL_MS,
        atMost: true,
      },
      { name: `${name} beside logins: logins`, value: logins / options.seconds, unit: 'a second' },
    ];
  } finally {
    for (const client of clients) client.close();
    await server.ask('stop').catch(() => {});
    await server.stop();
  }
}

async function playing(port: number): Promise<Client> {
  const client = createClient({
    urls: [`ws://127.0.0.1:${port}`],
    dial: (url) => connectWebSocket(url, { subprotocol: 'rubato.v1' }),
    clock: new NodeClock(),
    random: nodeRandom,
    program: 'bench',
  });
  await client.joinOrCreate(benchGame);
  return client;
}

/** How late ticks were while `work` ran. */
async function beats(server: Part, seconds: number, work: (endMs: number) => Promise<void>): Promise<Summary> {
  await sleep(1000);
  await server.ask('mark');
  const endMs = performance.now() + seconds * 1000;
  await Promise.all([work(endMs), sleep(seconds * 1000)]);
  const { lateness } = await server.ask<Usage>('usage');
  if (!lateness) throw new Error('no room has ticked');
  return lateness;
}

async function enter(connection: HttpConnection, how: 'register' | 'login', username: string): Promise<number> {
  const path = `/api/auth/${how}`;
  return (await connection.ask({ method: 'POST', path, body: { username, password: PASSWORD } })).status;
}
