/** The page keeps what the server tells: through a real client, over a channel in memory. */
import { createServiceClient, type Api } from '@rubato/client';
import { ManualClock, memoryChannelPair, SeededRandom } from '@rubato/ports/doubles';
import { writeMessage, type SocketMessageType } from '@rubato/protocol';
import { expect, it } from 'vitest';
import { follow, RealmStore } from './realm-store.ts';

const nothing = () => {};
const limits = { messageBytes: 16_384, messagesPerSecond: 20, messageBurst: 60, idleTimeoutMs: 30_000 };

/** A page whose player stands at the gate, and a server that says what the test has it say. */
async function page() {
  const clock = new ManualClock();
  const { client: near, server } = memoryChannelPair(clock);
  const client = createServiceClient({
    url: 'ws://server/ws',
    clock,
    random: new SeededRandom(1),
    dial: async () => near,
    api: { freshToken: async () => 'token' } as unknown as Api,
  });
  const store = new RealmStore();
  follow(store, client, { purse: nothing, condition: nothing, foes: nothing });
  store.me.value = { id: 'anna', name: 'Anna', faction: 'sun', level: 1, locationId: 'gate' };
  let said = 0;
  const tell = async (type: SocketMessageType, data: object) => {
    server.send(writeMessage(type, 'notice', data, { id: `s${++said}`, timestamp: 1 }));
    await arrived();
  };
  const arrived = async () => {
    for (let turn = 0; turn < 20; turn++) {
      await Promise.resolve();
      clock.advance(0);
    }
  };
  const connecting = client.connect();
  await arrived();
  await tell('AUTH_RESPONSE', { accountId: 'a', username: 'anna', guest: false, serverMs: 1, limits });
  await connecting;
  const hear = (seq: number, message: string) =>
    tell('CHAT', {
      messageId: `m${seq}`,
      seq,
      sentMs: seq,
      channel: 'global',
      senderId: 'b',
      senderName: 'Bob',
      message,
    });
  const lines = () => store.chat.value.global.map(({ message }) => message);
  return { store, tell, hear, lines };
}

it('shows a message no more that a moderator took out', async () => {
  const { tell, hear, lines } = await page();
  await hear(1, 'rude');
  await hear(2, 'kind');
  await tell('CHAT_REMOVED', { messageId: 'm1', channel: 'global', seq: 1 });
  expect(lines()).toEqual(['kind']);
  await tell('CHAT_REMOVED', { messageId: 'm2', channel: 'world', seq: 1 });
  expect(lines()).toEqual(['kind']);
});

it('knows which of its channels are slow, by where the player is', async () => {
  const { store, tell } = await page();
  await tell('CHAT_SLOW', { channel: 'location:gate', slowMs: 5000 });
  expect([store.slowMsOf('local'), store.slowMsOf('global')]).toEqual([5000, 0]);
  store.arrived('crypt');
  expect(store.slowMsOf('local')).toBe(0);
  store.arrived('gate');
  await tell('CHAT_SLOW', { channel: 'location:gate', slowMs: 0 });
  expect(store.slowMsOf('local')).toBe(0);
});
