import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { get } from 'node:https';
import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { closeServer, createHttpServer, TlsRefused } from './http-server.ts';
import { listenOn, PortRefused, type PortWish } from './listen.ts';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), 'fixtures');
const tls = { cert: join(fixtures, 'test-only-cert.pem'), key: join(fixtures, 'test-only-key.pem') };
const servers: Server[] = [];

afterEach(() => Promise.all(servers.splice(0).map(closeServer)));

function server(): Server {
  const made = createServer();
  servers.push(made);
  return made;
}

function wish(port: number, more: Partial<PortWish> = {}): PortWish {
  return { host: '127.0.0.1', port, chosen: false, skip: [], flag: '--port', ...more };
}

/** A busy port whose two successors are free, found on this machine at this moment. */
async function busyPort(): Promise<number> {
  for (;;) {
    const port = await listenOn(server(), wish(0));
    const [next, afterNext] = [server(), server()];
    const free = await listenOn(next, wish(port + 1, { chosen: true })).then(
      () =>
        listenOn(afterNext, wish(port + 2, { chosen: true })).then(
          () => true,
          () => false,
        ),
      () => false,
    );
    await Promise.all([next, afterNext].filter((made) => made.listening).map(closeServer));
    if (free) return port;
  }
}

test('a busy default moves on to the next free port and skips what is reserved', async () => {
  const port = await busyPort();
  expect(await listenOn(server(), wish(port))).toBe(port + 1);
  expect(await listenOn(server(), wish(port, { skip: [port + 1] }))).toBe(port + 2);
});

test('a busy port that somebody chose is refused with what to do', async () => {
  const port = await busyPort();
  const refused = listenOn(server(), wish(port, { chosen: true }));
  await expect(refused).rejects.toThrow(PortRefused);
  await expect(refused).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use by another program; stop it, or choose another port with --port`,
  );
});

test('a foreign address is refused with what to do, chosen or not', async () => {
  await expect(listenOn(server(), wish(0, { host: '192.0.2.1' }))).rejects.toThrow(
    /no address of this machine; choose another with --host/,
  );
});

test('with certificate files the server speaks TLS', async () => {
  const made = createHttpServer((_request, response) => response.end('hello'), tls);
  servers.push(made);
  const port = await listenOn(made, wish(0));
  const body = await new Promise<string>((resolve, reject) =>
    get({ host: 'localhost', port, ca: readFileSync(tls.cert), agent: false }, (response) =>
      response.on('data', (data: Buffer) => resolve(data.toString())),
    ).on('error', reject),
  );
  expect(body).toBe('hello');
});

test('certificate files that are missing or do not fit are named', () => {
  const handler = () => {};
  expect(() => createHttpServer(handler, { ...tls, cert: '/gone.pem' })).toThrow(
    /--tls-cert: \/gone\.pem cannot be read/,
  );
  expect(() => createHttpServer(handler, { cert: tls.key, key: tls.key })).toThrow(TlsRefused);
});

test('closing ends idle keep-alive connections', async () => {
  const made = createHttpServer((_request, response) => response.end('x'));
  const port = await listenOn(made, wish(0));
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await closeServer(made);
  await ended;
});

test('headers above the limit are refused', async () => {
  const made = createHttpServer((_request, response) => response.end('x'));
  servers.push(made);
  const port = await listenOn(made, wish(0));
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`);
  const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 431 /);
  expect((made.address() as AddressInfo).port).toBe(port);
});
