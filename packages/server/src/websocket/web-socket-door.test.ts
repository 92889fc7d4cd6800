import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { silentLog, type Channel } from '@rubato/ports';
import { closeCodes } from '@rubato/protocol';
import { WebSocketDoor, type DoorOptions, type RefusalReason } from './web-socket-door.ts';

const servers: { server: Server; door: WebSocketDoor }[] = [];
const refused: RefusalReason[] = [];

afterEach(async () => {
  refused.length = 0;
  for (const { server, door } of servers.splice(0)) {
    door.terminateAll();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function open(
  options: Partial<DoorOptions> = {},
): Promise<{ port: number; door: WebSocketDoor; channels: Channel[] }> {
  const server = createServer();
  const channels: Channel[] = [];
  const accept = (channel: Channel) => {
    channels.push(channel);
    channel.listen({ message: () => {}, closed: () => {} });
  };
  const door = new WebSocketDoor({
    paths: ['/', '/ws'],
    origins: ['https://play.example'],
    proxies: [],
    maxConnections: 100,
    maxPerAddress: 2,
    log: silentLog,
    accept,
    refused: (reason) => refused.push(reason),
    ...options,
  });
  door.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ server, door });
  return { port: (server.address() as AddressInfo).port, door, channels };
}

/** The close code, or the HTTP status when there was no handshake, or 0 when the socket stays open. */
function outcome(url: string, headers: Record<string, string> = {}, protocols: string[] = []): Promise<number> {
  const socket = new WebSocket(url, protocols, { headers });
  return new Promise((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? -1));
    // A socket that is being closed answers no ping.
    socket.once('open', () => socket.ping());
    socket.once('pong', () => resolve(0));
    socket.once('close', (code) => resolve(code));
    socket.on('error', () => {});
  });
}

test('programs without an origin, our own page and listed pages are admitted; any other page is told why', async () => {
  const { port } = await open();
  const url = `ws://127.0.0.1:${port}`;
  expect(await outcome(url)).toBe(0);
  expect(await outcome(url, { origin: `http://127.0.0.1:${port}` })).toBe(0);
  expect(await outcome(url, { origin: 'https://play.example' })).toBe(0);
  expect(await outcome(url, { origin: 'https://evil.example' })).toBe(closeCodes.originRefused.code);
  expect(await outcome(url, { origin: 'null' })).toBe(closeCodes.originRefused.code);
  expect(refused).toEqual(['origin', 'origin']);
});

test('sockets are taken on the named paths only', async () => {
  const { port } = await open();
  expect(await outcome(`ws://127.0.0.1:${port}/ws?x=1`)).toBe(0);
  expect(await outcome(`ws://127.0.0.1:${port}/admin`)).toBe(404);
  expect(refused).toEqual(['path']);
});

test('a client that offers only protocols we do not speak is refused with the list of ours', async () => {
  const { port } = await open();
  const url = `ws://127.0.0.1:${port}`;
  expect(await outcome(url, {}, ['rubato.v9'])).toBe(400);
  expect(await outcome(url, {}, ['rubato.v9', 'rubato.json.v1'])).toBe(0);
  const socket = new WebSocket(url, ['rubato.json.v1', 'rubato.v1']);
  await new Promise((resolve) => socket.once('open', resolve));
  expect(socket.protocol).toBe('rubato.v1');
});

test('a full server closes the next socket with server-full, and takes one again when one has left', async () => {
  const { port, channels, door } = await open({ maxConnections: 2 });
  const url = `ws://127.0.0.1:${port}`;
  expect([await outcome(url), await outcome(url), await outcome(url)]).toEqual([0, 0, closeCodes.serverFull.code]);
  channels[0]!.close(1000, '');
  await expect.poll(() => door.connections).toBe(1);
  expect(await outcome(url)).toBe(0);
  expect(refused).toEqual(['server-full']);
});

test('one address holds only so many sockets; behind a trusted proxy its forwarded address counts', async () => {
  const { port, channels, door } = await open({ proxies: ['127.0.0.1'] });
  const url = `ws://127.0.0.1:${port}`;
  const from = (address: string) => outcome(url, { 'x-forwarded-for': address });
  expect([await from('203.0.113.5'), await from('203.0.113.5'), await from('203.0.113.5')]).toEqual([
    0,
    0,
    closeCodes.serverFull.code,
  ]);
  expect(await from('203.0.113.6')).toBe(0);
  channels[0]!.close(1000, '');
  await expect.poll(() => door.connections).toBe(2);
  expect([await from('203.0.113.5'), await from('203.0.113.5')]).toEqual([0, closeCodes.serverFull.code]);
  expect([await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8::3')]).toEqual([
    0,
    0,
    closeCodes.serverFull.code,
  ]);
  expect(refused).toEqual(['address-full', 'address-full', 'address-full']);
});

test('loopback itself is not counted', async () => {
  const { port } = await open();
  const url = `ws://127.0.0.1:${port}`;
  expect(await Promise.all([1, 2, 3, 4].map(() => outcome(url)))).toEqual([0, 0, 0, 0]);
});

test('a flood of refused sockets that do not answer the close gets bare 503s', { timeout: 20_000 }, async () => {
  const { port } = await open({ maxConnections: 0 });
  const sockets = Array.from({ length: 300 }, () => connect(port, '127.0.0.1'));
  const answers = await Promise.all(
    sockets.map((socket) => {
      socket.write(
        `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n`,
      );
      return new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(data.toString('latin1').slice(9, 12))),
      );
    }),
  );
  for (const socket of sockets) socket.destroy();
  expect(answers.filter((status) => status === '101')).toHaveLength(256);
  expect(answers.filter((status) => status === '503')).toHaveLength(44);
});

test('what a listener throws reaches the log with the address', async () => {
  const lines: unknown[] = [];
  const { port } = await open({
    log: { log: (...line) => lines.push(line) },
    accept: (channel) =>
      channel.listen({
        message: () => {
          throw new Error('a bug');
        },
        closed: () => {},
      }),
  });
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  socket.once('open', () => socket.send('x'));
  await new Promise((resolve) => socket.once('close', resolve));
  expect(lines).toEqual([
    ['error', 'a message could not be handled', { peer: '127.0.0.1', error: expect.stringContaining('a bug') }],
  ]);
});
