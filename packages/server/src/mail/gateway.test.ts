import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatewaySender } from './gateway.ts';
import { DeliveryRefused } from './mail.ts';

const heard: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      heard.push({ url: request.url, headers: request.headers, body });
      const status = Number(/status=(\d+)/.exec(request.url ?? '')?.[1] ?? 202);
      if (status === 0) return;
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const message = { id: 'abc', to: '+491701234567', text: 'Your turn' };

it('posts to the address of the settings, with its secret in a header and the id of the news', async () => {
  await gatewaySender(`http://:s3cr%2Ft@127.0.0.1:${port}/send/{to}?x=1`)(message);
  const { url, headers, body } = heard.at(-1)!;
  expect([url, JSON.parse(body)]).toEqual(['/send/%2B491701234567?x=1', message]);
  expect(headers).toMatchObject({ authorization: 'Bearer s3cr/t', 'idempotency-key': 'abc' });
});

it.each([
  [400, true],
  [404, true],
  [302, true],
  [429, false],
  [500, false],
  [503, false],
])('an answer of %i is final: %s', async (status, final) => {
  const before = heard.length;
  const error: unknown = await gatewaySender(`http://127.0.0.1:${port}/?status=${status}`)(message).catch(
    (reason: unknown) => reason,
  );
  expect([error instanceof Error, error instanceof DeliveryRefused]).toEqual([true, final]);
  expect(heard).toHaveLength(before + 1);
});

it('waits for no gateway that stays silent', async () => {
  await expect(gatewaySender(`http://127.0.0.1:${port}/?status=0`, 100)(message)).rejects.toThrow(/timeout/i);
});
