/** Sockets that say little and slowly, to keep a server busy with waiting. */
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpServer, HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS, TIMEOUT_CHECK_MS } from './http-server.ts';
import { soak } from '../../../../tools/provision/soak.ts';

const SOCKETS = 300;

test('both times and the pause between two looks fit into ten seconds', () => {
  expect(HEADERS_TIMEOUT_MS).toBeLessThanOrEqual(REQUEST_TIMEOUT_MS);
  expect(REQUEST_TIMEOUT_MS + TIMEOUT_CHECK_MS).toBeLessThanOrEqual(10_000);
});

test.each([
  ['a header after the other, never the last', 'GET /api/status HTTP/1.1\r\nHost: x\r\n', 'X-More: 1\r\n'],
  ['a body byte by byte', 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n', 'x'],
  ['half a word, then nothing', 'PO', ''],
  ['nothing at all', '', ''],
])(
  `${SOCKETS} sockets that send %s are all closed, while others are answered`,
  { timeout: 60_000 },
  async (_, first, more) => {
    const server = createHttpServer((request, response) => {
      request.resume().on('end', () => response.end('here'));
    });
    // The times themselves are Node's; waiting for ours in full is for the long run.
    if (!soak) Object.assign(server, { headersTimeout: 400, requestTimeout: 500 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const sockets: Socket[] = [];
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    });
    const ends = Array.from({ length: SOCKETS }, () => slowly(port, first, more, sockets));
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('here');
    const answers = await Promise.all(ends);
    expect(answers.filter((text) => text.startsWith('HTTP/1.1 408 ') || text === '')).toHaveLength(SOCKETS);
  },
);

/** What the server said before it closed the socket. */
function slowly(port: number, first: string, more: string, sockets: Socket[]): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    let drip: NodeJS.Timeout | undefined;
    // Nothing may come before the first words, however long it takes to connect.
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(first);
      drip = setInterval(() => socket.write(more), 100);
    });
    sockets.push(socket);
    socket.on('data', (bytes) => (heard += String(bytes)));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      resolve(heard);
    });
  });
}
