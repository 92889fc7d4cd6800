import { describe, expect, test } from 'vitest';
import type { Channel } from '@rubato/ports';
import { ManualClock, memoryChannelPair, SeededRandom } from '@rubato/ports/doubles';
import { ServerConnection } from './server-connection.ts';

/** A connection whose dials the test settles. */
function stage() {
  const clock = new ManualClock();
  const dials: { resolve(channel: Channel): void; reject(error: Error): void }[] = [];
  const connection = new ServerConnection({
    urls: ['ws://server'],
    dial: () => new Promise((resolve, reject) => void dials.push({ resolve, reject })),
    clock,
    random: new SeededRandom(1),
    program: 'test 1',
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { clock, connection, dials, settle };
}

describe('a connection that is closed while it dials', () => {
  test('stays closed when the dial fails', async () => {
    const { clock, connection, dials, settle } = stage();
    connection.connect();
    await settle();
    connection.close();
    dials[0]!.reject(new Error('nobody there'));
    await settle();
    clock.advance(60_000);
    await settle();
    expect([connection.state, dials.length]).toEqual(['disconnected', 1]);
  });

  test('closes what an older dial brings, also when it is connecting anew by then', async () => {
    const { clock, connection, dials, settle } = stage();
    connection.connect();
    await settle();
    connection.close();
    connection.connect();
    await settle();
    const late = memoryChannelPair(clock);
    const closed: number[] = [];
    late.server.listen({ message: () => {}, closed: (code) => void closed.push(code) });
    dials[0]!.resolve(late.client);
    await settle();
    clock.advance(1);
    expect([connection.state, dials.length, closed]).toEqual(['connecting', 2, [1000]]);
  });
});
