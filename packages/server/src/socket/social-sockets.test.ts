/** Chat, parties and places over real sockets, of two servers that share a database and a bus. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownLocations } from '@rubato/services';
import { MemoryBroker } from '@rubato/ports/doubles';
import { LiveServer } from '../api/testing/live-server.ts';
import { NodeClock } from '../node/node-clock.ts';
import { havePostgres, startPostgres, type PostgresServer } from '../../../../tools/provision/postgres-server.ts';
import { authenticated, type LiveSocket } from './testing/live-socket.ts';

let postgres: PostgresServer | undefined;
let one: LiveServer;
let two: LiveServer;

beforeAll(async () => {
  const broker = new MemoryBroker(new NodeClock());
  const travelRules = knownLocations(['dawn-gate', 'crypt']);
  // SQLite belongs to one server: without PostgreSQL both names mean the same one.
  postgres = havePostgres ? await startPostgres() : undefined;
  const config = { database: await postgres?.freshDatabase() };
  one = await new LiveServer({ travelRules, bus: broker.connect(), config }).start();
  two = postgres ? await new LiveServer({ travelRules, bus: broker.connect(), config }).start() : one;
});
afterAll(async () => {
  await one.stop();
  if (two !== one) await two.stop();
  await postgres?.stop();
});

interface Player {
  readonly socket: LiveSocket;
  readonly token: string;
  readonly id: string;
  readonly accountId: string;
}

async function player(at: LiveServer): Promise<Player> {
  const { sessionToken: token, accountId } = await at.guest();
  const id = await at.character(token);
  await at.call('selectCharacter', { token, input: { characterId: id } });
  return { socket: await authenticated(`${at.running.socketUrl}/ws`, token), token, id, accountId };
}
const codeOf = async (socket: LiveSocket, type: string, data: object) => {
  const answer = await socket.ask(type, data);
  return answer.type === 'ERROR' ? answer.data['code'] : answer.type;
};

test('what is said on one server is heard on the other, but not by whoever blocks the speaker', async () => {
  const [ann, bob, cem] = [await player(one), await player(two), await player(two)];
  const said = await ann.socket.ask('CHAT', { channel: 'global', message: '<b>Hello</b>' });
  expect(said).toMatchObject({ type: 'CHAT', data: { seq: expect.any(Number), messageId: expect.any(String) } });
  const heard = await bob.socket.next('CHAT');
  expect(heard.data).toEqual({
    ...said.data,
    channel: 'global',
    senderId: ann.id,
    senderName: expect.any(String),
    message: '<b>Hello</b>',
  });
  await cem.socket.next('CHAT');
  await two.call('block', { token: cem.token, input: { characterId: ann.id } });
  // A block is told like everything else: what is said after something that cem heard comes after it.
  await bob.socket.ask('CHAT', { channel: 'global', message: 'blocked by now' });
  await cem.socket.next('CHAT');
  expect(await codeOf(ann.socket, 'WHISPER', { recipientId: cem.id, message: 'hey' })).toBe('not-found');
  expect(await codeOf(ann.socket, 'WHISPER', { recipientId: 'nobody', message: 'hey' })).toBe('not-found');
  for (;;) {
    // Until the socket has read its blocks again.
    await ann.socket.ask('CHAT', { channel: 'global', message: `from ann ${Math.random()}` });
    const { data } = await bob.socket.ask('CHAT', { channel: 'global', message: `from bob ${Math.random()}` });
    await cem.socket.until((message) => message.data['messageId'] === data['messageId']);
    const fromAnn = cem.socket.heard.some((message) => message.data['senderId'] === ann.id);
    cem.socket.heard.length = 0;
    if (!fromAnn) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(await codeOf(ann.socket, 'WHISPER', { recipientId: bob.id, message: 'psst' })).toBe('WHISPER');
  expect((await bob.socket.next('WHISPER')).data).toMatchObject({ message: 'psst', recipientId: bob.id });
  expect(await codeOf(ann.socket, 'PARTY_CHAT', { message: 'anybody?' })).toBe('not-found');
  expect(await codeOf(ann.socket, 'FACTION_CHAT', { message: 'for the sun' })).toBe('FACTION_CHAT');
  expect((await bob.socket.next('FACTION_CHAT')).data).toMatchObject({ channel: 'faction:sun' });
  expect(await codeOf(ann.socket, 'WORLD_ANNOUNCEMENT', { message: 'free gold' })).toBe('not-allowed');
  for (const { socket } of [ann, bob, cem]) socket.socket.close();
});

test('a party over two servers: invited, joined, spoken in, kicked from, ended; and there again after a reconnection', async () => {
  const [ann, bob, cem] = [await player(one), await player(two), await player(two)];
  const { data: party } = await ann.socket.ask('PARTY_CREATE', { partyName: 'Nine' });
  const join = async (who: Player) => {
    await ann.socket.ask('PARTY_INVITE', { partyId: party['id'], inviteeId: who.id });
    const { data } = await who.socket.next('PARTY_INVITE');
    expect(data).toMatchObject({ partyId: party['id'], partyName: 'Nine', inviterId: ann.id });
    return who.socket.ask('PARTY_ACCEPT', { inviteId: data['inviteId'] });
  };
  expect(await join(bob)).toMatchObject({ type: 'PARTY_ACCEPT', data: { id: party['id'], version: 2 } });
  expect((await ann.socket.next('PARTY_UPDATE')).data).toMatchObject({ version: 2 });
  await join(cem);
  await bob.socket.until(({ type, data }) => type === 'PARTY_UPDATE' && data['version'] === 3);
  await cem.socket.ask('PARTY_CHAT', { message: 'all here?' });
  expect((await ann.socket.next('PARTY_CHAT')).data).toMatchObject({ channel: `party:${String(party['id'])}` });
  expect(await codeOf(bob.socket, 'PARTY_KICK', { characterId: cem.id })).toBe('not-allowed');
  expect(await codeOf(ann.socket, 'PARTY_KICK', { partyId: 'another', characterId: cem.id })).toBe('not-found');
  expect(await codeOf(ann.socket, 'PARTY_KICK', { characterId: cem.id })).toBe('PARTY_KICK');
  expect((await cem.socket.next('PARTY_KICK')).data).toEqual({ partyId: party['id'], characterId: cem.id });
  expect(await codeOf(cem.socket, 'PARTY_CHAT', { message: 'hey' })).toBe('not-found');
  const online = async () => {
    const { party: now } = (await ann.socket.ask('PARTY_UPDATE')).data as { party: { members: { online: boolean }[] } };
    return now.members.every((member) => member.online);
  };
  while (!(await online())) await new Promise((resolve) => setTimeout(resolve, 50));
  bob.socket.socket.close();
  const again = await authenticated(`${two.running.socketUrl}/ws`, bob.token);
  expect((await again.ask('PARTY_UPDATE')).data).toMatchObject({ party: { id: party['id'], leaderId: ann.id } });
  await ann.socket.ask('PARTY_CHAT', { message: 'welcome back' });
  expect((await again.next('PARTY_CHAT')).data).toMatchObject({ message: 'welcome back' });
  // Whoever was kicked hears nothing more, though it stays connected.
  const heardOf = cem.socket.heard.filter(({ type, re }) => type === 'PARTY_CHAT' && re === undefined);
  expect(heardOf.map(({ data }) => data['message'])).toEqual(['all here?']);
  expect(await codeOf(ann.socket, 'PARTY_LEAVE', {})).toBe('PARTY_LEAVE');
  expect((await again.until(({ data }) => data['leaderId'] === bob.id)).type).toBe('PARTY_UPDATE');
  expect(await codeOf(again, 'PARTY_DISBAND', {})).toBe('PARTY_DISBAND');
  expect((await again.ask('PARTY_UPDATE')).data).toEqual({});
  const { data: next } = await cem.socket.ask('PARTY_CREATE', {});
  await cem.socket.ask('PARTY_INVITE', { partyId: next['id'], inviteeId: ann.id });
  const { data: invite } = await ann.socket.next('PARTY_INVITE');
  await ann.socket.ask('PARTY_DECLINE', { inviteId: invite['inviteId'] });
  expect((await cem.socket.next('PARTY_DECLINE')).data).toEqual({
    inviteId: invite['inviteId'],
    partyId: next['id'],
    characterId: ann.id,
  });
  for (const socket of [ann.socket, again, cem.socket]) socket.socket.close();
});

test('who comes, moves, travels and leaves is seen on both servers', async () => {
  const [ann, bob] = [await player(one), await player(two)];
  const near = async ({ socket }: Player) => {
    const { data } = await socket.ask('LOCATION_UPDATE');
    return (data['players'] as { characterId: string }[]).map(({ characterId }) => characterId);
  };
  while (!(await near(ann)).includes(bob.id) || !(await near(bob)).includes(ann.id))
    await new Promise((resolve) => setTimeout(resolve, 20));
  ann.socket.heard.length = bob.socket.heard.length = 0;
  ann.socket.send('POSITION_UPDATE', { position: { x: 1, y: 2, z: 3 }, velocity: { x: 0, y: 0, z: 1 } });
  expect((await bob.socket.next('POSITION_UPDATE')).data).toEqual({
    characterId: ann.id,
    position: { x: 1, y: 2, z: 3 },
    velocity: { x: 0, y: 0, z: 1 },
    atMs: expect.any(Number),
  });
  expect(ann.socket.heard.map(({ type }) => type)).not.toContain('POSITION_UPDATE');
  expect(await codeOf(ann.socket, 'POSITION_UPDATE', { position: { x: 1e200, y: 0, z: 0 } })).toBe('bad-value');
  expect(await codeOf(ann.socket, 'LOCATION_UPDATE', { locationId: 'crypt' })).toBe('not-allowed');
  expect(await codeOf(ann.socket, 'MOVE', { toLocationId: 'moon' })).toBe('not-found');
  const moved = await ann.socket.ask('MOVE', { toLocationId: 'crypt', fromLocationId: 'dawn-gate' });
  expect(moved).toMatchObject({ type: 'MOVE', data: { locationId: 'crypt' } });
  expect((await bob.socket.next('PLAYER_LEFT_AREA')).data).toEqual({
    locationId: 'dawn-gate',
    characterId: ann.id,
    toLocationId: 'crypt',
  });
  // Bob’s journey by a route, of the other server, is bob’s socket’s too.
  await one.call('travel', { token: bob.token, input: { toLocationId: 'crypt' } });
  expect((await ann.socket.next('PLAYER_JOINED_AREA')).data).toMatchObject({ player: { characterId: bob.id } });
  expect((await bob.socket.next('LOCATION_UPDATE')).data).toMatchObject({ locationId: 'crypt' });
  await ann.socket.ask('CHAT', { channel: 'local', message: 'dark in here' });
  expect((await bob.socket.next('CHAT')).data).toMatchObject({ channel: 'location:crypt' });
  for (const { socket } of [ann, bob]) socket.socket.close();
});
