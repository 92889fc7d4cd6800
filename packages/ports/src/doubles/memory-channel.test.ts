import { expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { memoryChannelPair } from './memory-channel.ts';

function heardBy(channel: {
  listen(listener: { message(m: Uint8Array | string): void; closed(c: number, r: string): void }): void;
}) {
  const heard: (Uint8Array | string | number)[] = [];
  channel.listen({ message: (message) => heard.push(message), closed: (code) => heard.push(code) });
  return heard;
}

it('counts queued bytes and empties them at the drain rate', () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock, { drainBytesPerSecond: 1000 });
  const heard = heardBy(server);
  client.send(new Uint8Array(100));
  client.send('ä'.repeat(25));
  expect(client.queuedBytes).toBe(150);
  clock.advance(99);
  expect([client.queuedBytes, heard.length]).toEqual([150, 0]);
  clock.advance(2);
  expect([client.queuedBytes, heard.length]).toEqual([50, 1]);
  clock.advance(50);
  expect([client.queuedBytes, heard.length]).toEqual([0, 2]);
});

it('stalls and goes on', () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock);
  const heard = heardBy(client);
  server.drainBytesPerSecond = 0;
  for (let index = 0; index < 10; index++) server.send(new Uint8Array(1000));
  clock.advance(10_000);
  expect([server.queuedBytes, heard.length, server.open]).toEqual([10_000, 0, true]);
  server.drainBytesPerSecond = Number.POSITIVE_INFINITY;
  clock.advance(0);
  expect([server.queuedBytes, heard.length]).toEqual([0, 10]);
});

it('finds a sender that changes a message after sending it', () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock);
  heardBy(server);
  const message = Uint8Array.of(1, 2, 3);
  client.send(message);
  message[1] = 9;
  expect(() => clock.advance(1)).toThrow('changed byte 1');
});

it('overwrites what a listener keeps without copying', () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock);
  const heard = heardBy(server);
  const sent = Uint8Array.of(1, 2, 3);
  client.send(sent);
  clock.advance(1);
  expect(heard).toEqual([Uint8Array.of(0xdd, 0xdd, 0xdd)]);
  expect(sent).toEqual(Uint8Array.of(1, 2, 3));
});

it('reports a cut connection as 1006 on both sides and loses what was queued', () => {
  const clock = new ManualClock();
  const { client, server, cut } = memoryChannelPair(clock, { drainBytesPerSecond: 1 });
  const [atClient, atServer] = [heardBy(client), heardBy(server)];
  client.send('lost');
  cut();
  clock.advance(10_000);
  expect([atClient, atServer]).toEqual([[1006], [1006]]);
  expect([client.open, server.open, client.queuedBytes]).toEqual([false, false, 0]);
});

it('refuses close codes and reasons that no socket could send', () => {
  const { client } = memoryChannelPair(new ManualClock());
  for (const code of [0, 999, 1001, 1006, 3999, 5000]) expect(() => client.close(code, '')).toThrow(RangeError);
  expect(() => client.close(1000, 'é'.repeat(62))).toThrow(RangeError);
  expect(client.open).toBe(true);
});
