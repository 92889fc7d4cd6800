/** A WebSocket server that takes every connection and closes it with one code, as a server does that refuses a player. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** What a handshake's key is completed with (RFC 6455, 1.3). */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** First byte of an unfragmented close frame. */
const CLOSE_FRAME = 0x88;

/** Resolves with its ws:// address. */
export async function closingServer(code: number, reason: string): Promise<string> {
  const server = createServer();
  const sockets: Duplex[] = [];
  server.on('upgrade', (request, socket) => {
    sockets.push(socket);
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: rubato.v1\r\n\r\n`,
    );
    const text = Buffer.from(reason);
    socket.end(Buffer.from([CLOSE_FRAME, text.length + 2, code >> 8, code & 0xff, ...text]));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((done) => void server.close(() => done()));
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
