import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLog, type Channel } from '@rubato/ports';
import { channelContract } from '@rubato/ports/contracts';
import { closeCodes, limits } from '@rubato/protocol';
import { connectWebSocket } from './connect.ts';
import { WebSocketDoor } from './web-socket-door.ts';

let server: Server;
let door: WebSocketDoor;
let url: string;
let lastSocket: Socket;
let accepted: (channel: Channel) => void = () => {};

beforeAll(async () => {
  server = createServer();
  door = new WebSocketDoor({
    paths: ['/'],
    origins: [],
    proxies: [],
    maxConnections: 100,
    maxPerAddress: 100,
    log: silentLog,
    accept: (channel) => accepted(channel),
  });
  door.attach(server);
  server.on('connection', (socket) => (lastSocket = socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  door.terminateAll();
  return new Promise((resolve) => server.close(resolve));
});

async function pair(subprotocol = ''): Promise<{ client: Channel; server: Channel }> {
  const other = new Promise<Channel>((resolve) => (accepted = resolve));
  const [client, server] = await Promise.all([connectWebSocket(url, { subprotocol }), other]);
  return { client, server };
}

channelContract({ describe, it }, 'ws', async () => ({ ...(await pair('rubato.v1')), settle: () => sleep(2) }));

describe('a ws channel', () => {
  it('knows its peer, that loopback is trusted, and which subprotocol was chosen', async () => {
    for (const subprotocol of ['rubato.v1', 'rubato.json.v1', '']) {
      const { client, server } = await pair(subprotocol);
      expect([server.peer, server.trusted, server.subprotocol]).toEqual(['127.0.0.1', true, subprotocol]);
      expect([client.trusted, client.subprotocol]).toEqual([true, subprotocol]);
      client.close(1000, '');
    }
  });

  it('hands out plain bytes, whose slice is a copy, and whose memory nobody else sees', async () => {
    const { client, server } = await pair();
    const heard: Uint8Array[] = [];
    server.listen({ message: (message) => heard.push(message as Uint8Array), closed: () => {} });
    client.send(Uint8Array.of(1, 2, 3));
    await expect.poll(() => heard.length).toBe(1);
    expect(Object.getPrototypeOf(heard[0])).toBe(Uint8Array.prototype);
    client.close(1000, '');
  });

  it(`closes with ${closeCodes.messageTooBig.code} when a message is longer than a client may send`, async () => {
    const { client, server } = await pair();
    const heard: number[] = [];
    server.listen({ message: (message) => heard.push(message.length), closed: () => {} });
    const closed = new Promise((resolve) => client.listen({ message: () => {}, closed: resolve }));
    client.send(new Uint8Array(limits.clientMessageBytes));
    client.send(new Uint8Array(limits.clientMessageBytes + 1));
    expect(await closed).toBe(closeCodes.messageTooBig.code);
    expect(heard).toEqual([limits.clientMessageBytes]);
  });

  it('closes with server-error, and only this channel, when the listener throws', async () => {
    const { client, server } = await pair();
    const closed = new Promise((resolve) => client.listen({ message: () => {}, closed: resolve }));
    server.listen({
      message: () => {
        throw new Error('a bug');
      },
      closed: () => {},
    });
    client.send('x');
    expect(await closed).toBe(closeCodes.serverError.code);
  });

  it('stops reading a socket nobody listens to, and loses nothing', async () => {
    const { client, server } = await pair();
    const count = 2000;
    for (let index = 0; index < count; index++) client.send(new Uint8Array(limits.clientMessageBytes));
    await sleep(100);
    expect(client.queuedBytes).toBeGreaterThan(count * 8192);
    let heard = 0;
    server.listen({ message: () => heard++, closed: () => {} });
    await expect.poll(() => heard, { timeout: 10_000 }).toBe(count);
    client.close(1000, '');
  });

  it('counts what a peer that does not read leaves queued, and lets go of it after the closing time', async () => {
    const { client, server } = await pair();
    for (let index = 0; index < 200; index++) server.send(new Uint8Array(65_536));
    expect(server.queuedBytes).toBeGreaterThan(limits.queueCloseBytes);
    const closed = new Promise((resolve) => server.listen({ message: () => {}, closed: resolve }));
    server.close(closeCodes.tooSlow.code, 'too slow');
    expect(await closed).toBe(closeCodes.tooSlow.code);
    expect(server.queuedBytes).toBe(0);
    client.close(1000, '');
  });

  it('cuts a reason that is too long between two characters', async () => {
    const { client, server } = await pair();
    const reason = new Promise((resolve) =>
      client.listen({ message: () => {}, closed: (_code, text) => resolve(text) }),
    );
    server.listen({ message: () => {}, closed: () => {} });
    server.close(4000, `x${'🎶'.repeat(60)}`);
    expect(await reason).toBe(`x${'🎶'.repeat(30)}`);
  });

  it('answers before it closes, when the peer’s last message and its close come together', async () => {
    const { client, server } = await pair();
    server.listen({ message: () => server.send(new Uint8Array(3)), closed: () => {} });
    await sleep(20);
    const firstBytes: number[] = [];
    const socket = lastSocket;
    const write = socket.write.bind(socket);
    vi.spyOn(socket, 'write').mockImplementation((chunk, ...rest) => {
      firstBytes.push((chunk as Buffer)[0]!);
      return write(chunk, ...(rest as []));
    });
    client.send('the last word');
    client.close(1000, '');
    await expect.poll(() => socket.destroyed).toBe(true);
    const [binary, close] = [0x82, 0x88];
    expect(firstBytes.slice(0, 2)).toEqual([binary, close]);
  });

  it('counts what it holds back until the end of the turn', async () => {
    const { client, server } = await pair();
    server.send(new Uint8Array(100));
    expect(server.queuedBytes).toBe(102);
    await expect.poll(() => server.queuedBytes).toBe(0);
    client.close(1000, '');
  });

  it('writes a single message as one piece', async () => {
    const { client, server } = await pair();
    const sizes: number[] = [];
    client.listen({ message: (message) => sizes.push(message.length), closed: () => {} });
    await sleep(20);
    const write = vi.spyOn(lastSocket, '_write');
    const writev = vi.spyOn(lastSocket, '_writev' as '_write');
    server.send(new Uint8Array(100));
    await expect.poll(() => sizes).toEqual([100]);
    expect([write.mock.calls.length, writev.mock.calls.length]).toEqual([1, 0]);
    client.close(1000, '');
  });

  it('writes all messages of one turn with one system call', async () => {
    const { client, server } = await pair();
    const sizes: number[] = [];
    client.listen({ message: () => sizes.push(1), closed: () => {} });
    await sleep(20);
    const write = vi.spyOn(lastSocket, '_write');
    const writev = vi.spyOn(lastSocket, '_writev' as '_write');
    for (let index = 0; index < 50; index++) server.send(new Uint8Array(100));
    await expect.poll(() => sizes.length).toBe(50);
    expect([write.mock.calls.length, writev.mock.calls.length]).toEqual([0, 1]);
    client.close(1000, '');
  });
});
