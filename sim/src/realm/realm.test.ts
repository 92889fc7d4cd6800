/** The realm on a real server, as players meet it: over REST and over the socket, and after the server stopped. */
import { createApi } from '@rubato/client';
import type { HandlerData } from '@rubato/client';
import type { RunningServer } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRealm } from './realm-server.ts';
import { serviceClient } from '../services/node-clients.ts';

const data = mkdtempSync(join(tmpdir(), 'rubato-realm-'));
const patience = { timeout: 30_000 };
let server: RunningServer;
let names = 0;

beforeAll(async () => {
  server = await startRealm(data);
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

const letters = () =>
  String(names++)
    .padStart(3, '0')
    .replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);

async function player(faction: string) {
  const api = createApi({ baseUrl: server.url });
  await api.guest();
  const client = serviceClient(server, api);
  await client.connect();
  const character = await client.createCharacter(`Walker ${letters()}`, faction);
  await client.selectCharacter(character.id);
  /** By these places, one after the other. */
  const walk = async (...path: string[]) => {
    for (const to of path) await api.travel({ toLocationId: to });
  };
  const code = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  return { api, client, character, walk, code };
}

test('newcomers begin at home, and travel along the roads of the map', async () => {
  const { api, character, walk, code, client } = await player('pale-choir');
  expect(character.locationId).toBe('quiet-abbey');
  expect(await code(api.travel({ toLocationId: 'stillpoint' }))).toBe('not-allowed');
  expect(await code(api.travel({ toLocationId: 'nowhere' }))).toBe('not-found');
  await walk('unsung-halls', 'stillpoint');
  expect(await code(api.travel({ toLocationId: 'underhour' }))).toBe('not-allowed');
  expect((await client.sendMove('mirror-fen', 'stillpoint')).locationId).toBe('mirror-fen');
  client.disconnect();
});

test('the world is shown to anybody: its state, its twelve shards', async () => {
  const api = createApi({ baseUrl: server.url });
  expect(await api.worldState()).toMatchObject({ reality: 'steady', aetherfall: false, sky: 'calm' });
  const { shards } = await api.worldShards();
  expect(shards).toHaveLength(12);
  expect(shards[0]).toMatchObject({ id: 'shard-1', faction: 'ember-court', locationId: 'kiln-of-oaths', progress: 0 });
});

test('a shard is taken, a quest is done by it, everybody hears of it, and gold comes once', async () => {
  const ann = await player('tidebound');
  const bob = await player('ember-court');
  const heard: HandlerData<'SHARD_CAPTURED'>[] = [];
  const quests: HandlerData<'QUEST_UPDATE'>[] = [];
  const told: string[] = [];
  bob.client.registerHandler('SHARD_CAPTURED', (notice) => heard.push(notice));
  bob.client.registerHandler('EVENT_TRIGGER', ({ text }) => told.push(text));
  ann.client.registerHandler('QUEST_UPDATE', (notice) => quests.push(notice));
  const offered = (await ann.api.quests()).quests.filter(({ state }) => state === 'offered').map(({ id }) => id);
  expect(offered).toEqual(expect.arrayContaining(['first-light', 'the-twelfth-bell']));
  expect(offered).not.toContain('sworn-to-coal');
  const accepted = await ann.client.request('QUEST_UPDATE', { action: 'accept', questId: 'first-light' });
  expect(accepted.quests[0]).toMatchObject({ id: 'first-light', state: 'active' });
  expect(await ann.code(ann.api.acceptQuest({ id: 'first-light' }))).toBe('conflict');
  await ann.walk('bell-reef', 'stillpoint', 'starfall-crater');
  expect(await ann.code(ann.api.claimShard({ id: 'shard-10' }))).toBe('not-allowed');
  expect(await ann.client.request('SHARD_CAPTURED', { shardId: 'shard-11' })).toMatchObject({ id: 'shard-11' });
  await expect.poll(() => heard, patience).toHaveLength(1);
  expect(heard[0]).toMatchObject({
    shard: { id: 'shard-11', faction: 'tidebound', capturedBy: ann.character.id },
    byName: ann.character.name,
  });
  await expect.poll(() => told, patience).toContain('The Tidebound took the Shard of Stars.');
  const done = () => quests.flatMap((update) => update.quests).filter(({ state }) => state === 'done');
  await expect.poll(done, patience).toMatchObject([{ id: 'first-light' }]);
  const gold = async () => (await ann.api.balances({})).balances.find(({ asset }) => asset === 'gold')?.amount;
  await expect.poll(gold, patience).toBe(70);
  expect((await ann.api.inventory({})).items.map(({ template }) => template)).toEqual(['spirit-draught']);
  const [latest] = (await ann.api.worldEvents({})).events;
  expect(latest).toMatchObject({ kind: 'shard-captured', locationId: 'starfall-crater', faction: 'tidebound' });
  const shard = (await ann.client.getShardStatus()).find(({ id }) => id === 'shard-11')!;
  expect(shard.guardedMs).toBeGreaterThan(Date.now());
  for (const { client } of [ann, bob]) client.disconnect();
});

test('who travels on lets go; who lets go twice is told', async () => {
  const { api, client, code, walk } = await player('verdant-pact');
  await walk('moss-cathedral');
  await client.request('SHARD_CAPTURED', { shardId: 'shard-5' });
  expect(await code(api.claimShard({ id: 'shard-5' }))).toBe('conflict');
  const released = await client.request('SHARD_CAPTURED', { shardId: 'shard-5', release: true });
  expect(released).toMatchObject({ id: 'shard-5', faction: 'verdant-pact' });
  expect(await code(api.releaseShard({}))).toBe('conflict');
  await api.claimShard({ id: 'shard-5' });
  await walk('rootmarket');
  expect(await code(api.releaseShard({}))).toBe('conflict');
  client.disconnect();
});

test('people talk, and some of it is a step of a quest', async () => {
  const { api, client, code } = await player('ember-court');
  await api.acceptQuest({ id: 'sworn-to-coal' });
  expect((await api.talkTo({ id: 'ketta' })).says).toContain('Kiln');
  expect(await code(api.talkTo({ id: 'old-marrow' }))).toBe('not-allowed');
  expect(await code(api.talkTo({ id: 'nobody' }))).toBe('not-found');
  const { quests } = await api.quests();
  expect(quests[0]).toMatchObject({ id: 'sworn-to-coal', steps: [{ have: 1 }, { have: 0 }, { have: 0 }] });
  const after = (await api.abandonQuest({ id: 'sworn-to-coal' })).quests;
  expect(after.find(({ id }) => id === 'sworn-to-coal')).toMatchObject({ state: 'failed' });
  expect(await code(api.abandonQuest({ id: 'sworn-to-coal' }))).toBe('not-found');
  expect(await code(api.acceptQuest({ id: 'keeper-of-hours' }))).toBe('not-allowed');
  expect(await code(api.acceptQuest({ id: 'no-quest' }))).toBe('not-found');
  expect(await code(client.request('QUEST_UPDATE', { action: 'accept' }))).toBe('bad-value');
  client.disconnect();
});

test('the world goes on where it was when the server comes back', async () => {
  const before = await createApi({ baseUrl: server.url }).worldState();
  const { events } = await createApi({ baseUrl: server.url }).worldEvents({});
  await server.stop();
  server = await startRealm(data);
  const api = createApi({ baseUrl: server.url });
  const after = await api.worldState();
  expect(after.factions).toEqual(before.factions);
  expect(after.version).toBeGreaterThanOrEqual(before.version);
  expect((await api.worldEvents({})).events).toEqual(events);
});
