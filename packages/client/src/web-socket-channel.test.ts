import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { channelContract } from '@rubato/ports/contracts';
import { closeCodes, limits } from '@rubato/protocol';
import {
  openWebSocketChannel,
  WebSocketChannel,
  type StandardWebSocket,
  type WebSocketConstructor,
} from './web-socket-channel.ts';

const Constructor = WebSocket as unknown as WebSocketConstructor;
let sockets: WebSocketServer;
let url: string;

beforeAll(async () => {
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => sockets.once('listening', resolve));
  url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
});

afterAll(() => {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
});

async function pair() {
  const connected = new Promise<WebSocketChannel>((resolve) =>
    sockets.once('connection', (socket) => {
      socket.binaryType = 'arraybuffer';
      resolve(new WebSocketChannel(socket as unknown as StandardWebSocket, { trusted: true, peer: 'test' }));
    }),
  );
  const client = await openWebSocketChannel(url, { subprotocol: 'rubato.v1', WebSocket: Constructor });
  return { client, server: await connected };
}

// Both ends are this class: the standard's interface is the same on either side.
channelContract({ describe, it }, 'a standard WebSocket', async () => ({ ...(await pair()), settle: () => sleep(2) }));

describe('a channel over a standard WebSocket', () => {
  it('rejects with the address when nobody answers there', async () => {
    await expect(openWebSocketChannel('ws://127.0.0.1:1', { WebSocket: Constructor })).rejects.toThrow(
      'ws://127.0.0.1:1',
    );
  });

  it('gives up when it is told to', async () => {
    const abort = new AbortController();
    const opening = openWebSocketChannel(url, { signal: abort.signal, WebSocket: Constructor });
    abort.abort(new Error('too slow'));
    await expect(opening).rejects.toThrow('too slow');
  });

  it('trusts loopback and TLS only', async () => {
    const { client } = await pair();
    expect([client.trusted, client.peer]).toEqual([true, new URL(url).host]);
    client.close(1000, '');
  });

  it('closes when more arrives than it keeps for a listener that never comes', async () => {
    const { client, server } = await pair();
    const closed = new Promise((resolve) => server.listen({ message: () => {}, closed: resolve }));
    for (let sent = 0; sent <= limits.serverMessageBytes; sent += 65_536) server.send(new Uint8Array(65_536));
    expect(await closed).toBe(closeCodes.messageTooBig.code);
    expect(client.open).toBe(false);
  });
});
