/** The client's services over real sockets: log in, choose, lose the connection and the server, go on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '@rubato/client';
import { startServer, type RunningServer } from '@rubato/server';
import { serviceClient } from './node-clients.ts';

const data = mkdtempSync(join(tmpdir(), 'rubato-service-client-'));
let server: RunningServer;

const start = (port = 0) => startServer({ games: [], config: { data, port, adminPort: 0, sync: 'normal' } });

beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

function newClient() {
  const api = createApi({ baseUrl: server.url });
  const client = serviceClient(server, api);
  return { api, client };
}

test('a player logs in, makes and chooses a character, and hears of it', async () => {
  const { api, client } = newClient();
  await api.register({ username: 'Aurelia', password: 'correct horse battery' });
  const updates: string[] = [];
  client.registerHandler('CHARACTER_UPDATE', ({ name }) => updates.push(name));
  expect(await client.connect('aurelia', 'correct horse battery')).toMatchObject({ username: 'Aurelia', guest: false });
  const made = await client.createCharacter('Tiberia', 'wanderers');
  expect(await client.selectCharacter(made.id)).toEqual(made);
  await expect.poll(() => updates).toEqual(['Tiberia']);
  expect(await client.getCharacters()).toEqual([{ ...made, selected: true }]);
  expect(await client.ping()).toBeGreaterThan(0);
  await expect(client.selectCharacter('somebody’s')).rejects.toMatchObject({ code: 'not-found', status: 404 });
  client.disconnect();
  await expect.poll(() => server.gateway.sockets).toBe(0);
});

test('a server that stops and starts again is found again, and the character goes on', async () => {
  const { api, client } = newClient();
  await api.guest();
  await client.connect();
  const { id } = await client.createCharacter('Lucilla', 'wanderers');
  await client.selectCharacter(id);
  const { port } = server;
  await server.stop();
  await expect.poll(() => client.state, { timeout: 20_000 }).toBe('reconnecting');
  server = await start(port);
  await expect.poll(() => client.state, { timeout: 20_000 }).toBe('connected');
  expect(client.account?.character?.id).toBe(id);
  await expect.poll(() => server.gateway.plays(id)).toBe(true);
  await api.logout();
  await expect.poll(() => client.state, { timeout: 20_000 }).toBe('failed');
  expect(client.reason).toBe('you logged out (4003)');
});
