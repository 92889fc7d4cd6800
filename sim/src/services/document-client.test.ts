/** Every method that clients were promised, against a started realm; and what the server can read of what is sealed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi, SecretChat, ServiceClient, type HandlerData } from '@rubato/client';
import type { RunningServer } from '@rubato/server';
import { startRealm } from '../realm/realm-server.ts';
import { serviceClient } from './node-clients.ts';

const PASSWORD = 'correct horse battery';
const PATIENCE = { timeout: 20_000 };
const PROMISED = `connect disconnect getCharacters selectCharacter sendMove sendPositionUpdate sendChat sendPartyChat
  sendWhisper createParty inviteToParty sendCombatAction getWorldState getShardStatus getNearbyPlayers
  updateNearbyPlayer registerHandler ping`.split(/\s+/);

const data = mkdtempSync(join(tmpdir(), 'rubato-document-client-'));
let server: RunningServer;
let ann: Player;
let bob: Player;

beforeAll(async () => {
  server = await startRealm(data);
  [ann, bob] = [await player('Annabella'), await player('Bartholomea')];
}, 60_000);
afterAll(async () => {
  for (const { client } of [ann, bob]) client.disconnect();
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function player(name: string) {
  const client = serviceClient(server, createApi({ baseUrl: server.url }));
  await client.api.register({ username: name, password: PASSWORD });
  expect(await client.connect(name, PASSWORD)).toMatchObject({ username: name, guest: false });
  const { id } = await client.createCharacter(name, 'tidebound');
  expect(await client.selectCharacter(id)).toMatchObject({ id, name });
  return { client, id, name };
}
type Player = Awaited<ReturnType<typeof player>>;

/** The next message of a type. */
function next<K extends 'CHAT' | 'PARTY_CHAT' | 'WHISPER' | 'PARTY_INVITE' | 'POSITION_UPDATE'>(
  { client }: Player,
  type: K,
): Promise<HandlerData<K>> {
  return new Promise((resolve) => {
    const off = client.registerHandler(type, (told) => {
      off();
      resolve(told);
    });
  });
}

test('there are the eighteen that were named, and with our own more than twenty-five', () => {
  const own = Object.getOwnPropertyNames(ServiceClient.prototype).filter((name) => name !== 'constructor');
  expect(PROMISED).toHaveLength(18);
  expect(own).toEqual(expect.arrayContaining(PROMISED));
  const routes = Object.values(ann.client.api).filter((method) => typeof method === 'function');
  expect([own.length > 25, routes.length > 25]).toEqual([true, true]);
});

test('characters, places and people near', async () => {
  expect(await ann.client.getCharacters()).toMatchObject([{ id: ann.id, selected: true }]);
  const near = async () => (await ann.client.getNearbyPlayers()).find(({ characterId }) => characterId === bob.id);
  await expect.poll(near, PATIENCE).toMatchObject({ name: bob.name, faction: 'tidebound', level: 1 });
  const moved = next(ann, 'POSITION_UPDATE');
  bob.client.sendPositionUpdate({ x: 1, y: 2, z: 3 }, { x: 0, y: 1, z: 0 });
  expect(await moved).toMatchObject({ characterId: bob.id, position: { x: 1, y: 2, z: 3 } });
  const known = () => ann.client.nearbyPlayers.find(({ characterId }) => characterId === bob.id)!;
  expect(known()).toMatchObject({ position: { x: 1, y: 2, z: 3 }, velocity: { x: 0, y: 1, z: 0 } });
  ann.client.updateNearbyPlayer({ ...known(), level: 9 });
  expect(known().level).toBe(9);
  const { locationId } = await ann.client.sendMove('bell-reef');
  expect([locationId, ann.client.nearbyPlayers]).toEqual(['bell-reef', []]);
  await expect.poll(() => bob.client.nearbyPlayers, PATIENCE).toEqual([]);
});

test('chat, whispers and a party', async () => {
  const chat = next(bob, 'CHAT');
  await ann.client.sendChat('hear me');
  expect(await chat).toMatchObject({ message: 'hear me', senderId: ann.id, channel: 'global' });
  const whisper = next(ann, 'WHISPER');
  await bob.client.sendWhisper(ann.id, 'only you');
  expect(await whisper).toMatchObject({ message: 'only you', senderId: bob.id });
  const invited = next(bob, 'PARTY_INVITE');
  const { id } = await ann.client.createParty('The Two');
  await ann.client.inviteToParty(id, bob.id);
  await bob.client.request('PARTY_ACCEPT', { inviteId: (await invited).inviteId });
  const said = next(ann, 'PARTY_CHAT');
  await bob.client.sendPartyChat('here I am');
  expect(await said).toMatchObject({ message: 'here I am', senderId: bob.id });
});

test('the world, a fight that is none, a ping, and an end', async () => {
  expect(await ann.client.getWorldState()).toMatchObject({ reality: 'steady', players: 2 });
  expect(await ann.client.getShardStatus()).toHaveLength(12);
  await expect(ann.client.sendCombatAction('none', 'defend')).rejects.toMatchObject({ code: 'not-found' });
  expect(await ann.client.ping()).toBeGreaterThan(0);
  ann.client.disconnect();
  expect(ann.client.state).toBe('disconnected');
  await ann.client.connect();
  expect(ann.client.account?.character?.id).toBe(ann.id);
});

test('what is sealed is read at both ends, and is nowhere in what the server keeps', async () => {
  const sealing = ({ client: { api }, id }: Player) => {
    const known = new Map<string, string>();
    return SecretChat.create({
      characterId: id,
      directory: {
        publish: async (publicKey) => void (await api.publishKey({ publicKey })),
        find: async (characterId) => (await api.key({ id: characterId })).publicKey,
      },
      pins: { get: async (of) => known.get(of), set: async (of, key) => void known.set(of, key) },
    });
  };
  const [anns, bobs] = [await sealing(ann), await sealing(bob)];
  const words = 'the key lies under the third stone';
  const heard = next(bob, 'WHISPER');
  await ann.client.sendWhisper(bob.id, await anns.sealWhisper(bob.id, words));
  const { message } = await heard;
  expect(await bobs.openWhisper({ senderId: ann.id, recipientId: bob.id }, message)).toBe(words);
  const { party } = await ann.client.api.ownParty();
  const partyHeard = next(bob, 'PARTY_CHAT');
  const members = party!.members.map(({ characterId }) => characterId);
  await ann.client.sendPartyChat(await anns.sealParty(party!.id, members, words));
  const told = await partyHeard;
  expect(await bobs.openParty({ partyId: party!.id, senderId: ann.id }, told.message)).toBe(words);

  const { rows } = await server.services.database.query('select body from chat_message');
  expect(rows.filter(({ body }) => String(body).startsWith('~seal1.'))).toHaveLength(2);
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const bytes = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  const kept = (text: string) => bytes.some((file) => file.includes(text));
  expect([kept('hear me'), kept(message), kept(words), kept(Buffer.from(words).toString('base64url'))]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
