import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineGame } from '@rubato/game';
import type { HostedGame } from '@rubato/host';
import type { Channel } from '@rubato/ports';
import {
  closeCodes,
  decodeServer,
  encodeMessage,
  PROTOCOL_VERSION,
  type DeclaredMessage,
  type Joined,
  type ServerMessage,
  type Welcome,
} from '@rubato/protocol';
import { BitWriter, seat } from '@rubato/schema';
import { configuredGames } from './hosted-games.ts';
import { HEADERS_TIMEOUT_MS } from './http/http-server.ts';
import { PortRefused } from './http/listen.ts';
import { startServer, type RunningServer, type StartOptions } from './serve.ts';
import { VERSION } from './server-facts.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import { DataDirectoryInUse } from './sqlite/store-errors.ts';
import { crash } from './sqlite/testing/crash.ts';
import { putTables } from './testing/with-tables.ts';
import { connectWebSocket } from './websocket/connect.ts';

const seats = defineGame({
  name: 'seats',
  version: 1,
  state: { taken: { by: seat } },
  setup() {},
  joined({ state }, by) {
    state.taken.add({ by });
  },
  commands: {},
});
const hosted: HostedGame = { game: seats, hz: 30, seats: { default: 2, max: 4 }, fillWithBots: false };
const fixtures = join(dirname(fileURLToPath(import.meta.url)), 'http/fixtures');

let data: string;
const running: RunningServer[] = [];

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'rubato-serve-'));
  await putTables(data);
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function start(options: Partial<StartOptions> = {}): Promise<RunningServer> {
  const server = await startServer({
    games: [hosted],
    ...options,
    config: { data, port: 0, adminPort: 0, ...options.config },
  });
  running.push(server);
  return server;
}

/** A client of the bare wire: says hello, joins, and keeps what it hears. */
class Player {
  readonly heard: ServerMessage[] = [];
  readonly closed: Promise<number>;
  readonly #channel: Channel;
  #wake: () => void = () => {};

  constructor(channel: Channel) {
    this.#channel = channel;
    this.closed = new Promise((resolve) =>
      channel.listen({
        message: (message) => {
          this.heard.push(decodeServer(message as Uint8Array));
          this.#wake();
        },
        closed: resolve,
      }),
    );
  }

  send(message: DeclaredMessage): void {
    this.#channel.send(encodeMessage(new BitWriter(256), message));
  }

  async next<T extends ServerMessage['type']>(type: T): Promise<Extract<ServerMessage, { type: T }>> {
    for (;;) {
      const found = this.heard.find((message) => message.type === type);
      if (found) return found as Extract<ServerMessage, { type: T }>;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function play(url: string, ca?: Buffer): Promise<{ player: Player; welcome: Welcome; joined: Joined }> {
  const player = new Player(await connectWebSocket(url, { subprotocol: 'rubato.v1', ...(ca ? { ca } : {}) }));
  player.send({ type: 'hello', versions: [PROTOCOL_VERSION], client: 'test' });
  const welcome = await player.next('welcome');
  player.send({ type: 'join', request: 1, mode: 'joinOrCreate', game: 'seats', private: false });
  return { player, welcome, joined: await player.next('joined') };
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

test('a player joins over a socket and the routes show it', async () => {
  const server = await start({ config: { region: 'eu-central' } });
  const { joined, welcome } = await play(server.socketUrl);
  expect([welcome.region, joined.seat]).toEqual(['eu-central', 1]);
  expect(await json(`${server.url}/healthz`)).toEqual({ ok: true, checks: { journal: 'ok', services: 'ok' } });
  expect(await json(`${server.url}/readyz`)).toEqual({ ready: true, reason: '' });
  expect(await json(`${server.url}/regions`)).toEqual({
    here: 'eu-central',
    regions: [{ id: 'eu-central', url: server.socketUrl }],
  });
  expect(await json(`${server.url}/api/status`)).toMatchObject({
    version: VERSION,
    rooms: 1,
    players: 1,
    games: [{ name: 'seats', seats: 2 }],
  });
  expect(await json(`${server.url}/api/rooms?game=seats`)).toMatchObject({ rooms: [{ players: 1, status: 'open' }] });
  const scraped = async () => (await fetch(server.metricsUrl)).text();
  await expect.poll(scraped).toMatch(/^rubato_tick_lateness_seconds_count [1-9]/m);
  const metrics = await scraped();
  expect(metrics).toMatch(/^rubato_rooms\{game="seats"\} 1$/m);
  expect(metrics).toMatch(/^rubato_clients 1$/m);
});

test('a stop says goodbye to every client, and the next start has their room again', async () => {
  const first = await start();
  const { player } = await play(first.socketUrl);
  const rooms = first.host.lobby.rooms.size;
  await first.stop();
  expect(await player.closed).toBe(closeCodes.draining.code);
  const store = await openSqliteStore({ directory: data, readOnly: true });
  expect(await store.rooms({ status: 'open' })).toHaveLength(rooms);
  await store.close();
  const second = await start();
  expect(second.host.lobby.rooms.size).toBe(rooms);
});

test('a stop ends also while a client does not answer, and stopping twice is one stop', async () => {
  const server = await start();
  // Half a request, and a socket that has asked for an upgrade and then falls silent.
  const head = 'Host: x\r\n';
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\nSec-WebSocket-Protocol: rubato.v1\r\n';
  const silent = [`GET / HTTP/1.1\r\n${head}`, `GET / HTTP/1.1\r\n${head}${upgrade}\r\n`].map((text) => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    socket.resume();
    socket.write(text);
    return new Promise((resolve) => socket.once('close', resolve));
  });
  await expect.poll(() => server.host.connections).toBe(1);
  const began = performance.now();
  await Promise.all([server.stop(), server.stop(), ...silent]);
  expect(performance.now() - began).toBeLessThan(HEADERS_TIMEOUT_MS);
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

test('a second server on the same data is refused; one whose port is taken leaves the data free', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(DataDirectoryInUse);
  const other = mkdtempSync(join(tmpdir(), 'rubato-serve-'));
  await expect(start({ config: { data: other, port: first.port } })).rejects.toThrow(PortRefused);
  const second = await start({ config: { data: other } });
  await second.stop();
  rmSync(other, { recursive: true });
});

test('a default port that is busy moves on and says so', async () => {
  const blockers = await Promise.all([8788, 8790].map(occupy));
  try {
    const server = await start({ config: { port: 8788, adminPort: 8790 }, chosen: new Set() });
    expect(server.port).toBeGreaterThan(8789);
    expect(server.notes).toEqual([
      expect.stringMatching(/^port 8788 is in use, so this server took \d+; choose one with --port$/),
      expect.stringMatching(/^port 8790 is in use, so \/metrics is on \d+; choose one with --admin-port$/),
      expect.stringMatching(/^no admin yet; whoever shows this token becomes one, once: [\w-]{43}$/),
    ]);
  } finally {
    for (const blocker of blockers) blocker?.close();
  }
});

test('a default port that moves on leaves the admin port alone', async () => {
  const blocker = await occupy(8788);
  try {
    const server = await start({ config: { port: 8788, adminPort: 8790 }, chosen: new Set() });
    expect(server.port).toBeGreaterThan(8790);
  } finally {
    blocker?.close();
  }
});

/** Undefined when somebody else has the port already, which serves as well. */
function occupy(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

test('when the store is beyond use, health says so and the process is told to end', async () => {
  const worker = new Promise<Worker>((resolve) => process.once('worker', resolve));
  const server = await start();
  await play(server.socketUrl);
  await crash(await worker);
  expect((await server.failed).message).toMatch(/journal thread failed/);
  const answer = await fetch(`${server.url}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { ok: false, checks: { journal: expect.stringMatching(/journal thread failed/), services: 'ok' } },
  ]);
});

test('bots stay away when the settings say so', () => {
  const withBots = { ...hosted, fillWithBots: true };
  expect(configuredGames([withBots], { seats: undefined, bots: false, tickHz: 20 })).toEqual([
    { ...withBots, fillWithBots: false, hz: 20 },
  ]);
  expect(configuredGames([hosted], { seats: undefined, bots: true, tickHz: undefined })).toEqual([hosted]);
});

test('the second port serves HTTP and metrics, and no sockets', async () => {
  const server = await start({ config: { httpPort: await freePort() } });
  const base = `http://127.0.0.1:${server.httpPort}`;
  expect(await json(`${base}/healthz`)).toMatchObject({ ok: true });
  expect(await (await fetch(`${base}/metrics`)).text()).toMatch(/^rubato_clients 0$/m);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  await expect(connectWebSocket(`ws://127.0.0.1:${server.httpPort}`)).rejects.toThrow(/cannot connect/);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('with certificate files sockets and pages go over TLS', async () => {
  const cert = join(fixtures, 'test-only-cert.pem');
  const server = await start({ config: { tlsCert: cert, tlsKey: join(fixtures, 'test-only-key.pem') } });
  expect([server.url.slice(0, 8), server.socketUrl.slice(0, 6)]).toEqual(['https://', 'wss://']);
  const { joined } = await play(server.socketUrl, readFileSync(cert));
  expect(joined.seat).toBe(1);
});

test('settings reach the rooms: seats of a new one, and at most what its game allows', async () => {
  const three = await start({ config: { seats: 3 } });
  expect((await play(three.socketUrl)).joined.seats).toHaveLength(3);
  await three.stop();
  const many = await start({ config: { seats: 200, data: join(data, 'other') } });
  expect((await play(many.socketUrl)).joined.seats).toHaveLength(4);
});

test('the version is the package’s', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(VERSION).toBe(manifest.version);
});
