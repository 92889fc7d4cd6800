import { describe, expect, test } from 'vitest';
import type { Channel } from '@rubato/ports';
import { ManualClock, memoryChannelPair, SeededRandom } from '@rubato/ports/doubles';
import { decodeClient, encodeMessage, limits } from '@rubato/protocol';
import type { DeclaredMessage } from '@rubato/protocol';
import { BitWriter } from '@rubato/schema';
import { SILENCE_MS, ServerConnection } from './server-connection.ts';
import type { ConnectionOptions } from './server-connection.ts';

const { resumeMs, idleTimeoutMs, messagesPerSecond, framesPerInput, ordersPerInput } = limits;
const welcome: DeclaredMessage = {
  type: 'welcome',
  version: 1,
  session: 's',
  key: new Uint8Array(32),
  resumed: false,
  serverMs: 0,
  region: 'local',
  limits: { messageBytes: 16_384, messagesPerSecond, framesPerInput, ordersPerInput, idleTimeoutMs, resumeMs },
};

/** A connection whose dials the test settles. */
function stage(options: Partial<ConnectionOptions> = {}) {
  const manual = new ManualClock();
  let sleptMs = 0;
  const clock = { now: () => manual.now() + sleptMs, wallMs: () => manual.wallMs(), after: manual.after.bind(manual) };
  const dials: { resolve(channel: Channel): void; reject(error: Error): void }[] = [];
  const connection = new ServerConnection({
    urls: ['ws://server'],
    dial: () => new Promise((resolve, reject) => void dials.push({ resolve, reject })),
    clock,
    random: new SeededRandom(1),
    program: 'test 1',
    ...options,
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  /** Lets the next dial succeed; `says` speaks for the server. */
  const answer = async () => {
    const pair = memoryChannelPair(manual);
    const closed: number[] = [];
    const heard: string[] = [];
    pair.server.listen({
      message: (message) => void heard.push(decodeClient(message as Uint8Array).type),
      closed: (code) => void closed.push(code),
    });
    dials.at(-1)!.resolve(pair.client);
    await settle();
    const say = (message: DeclaredMessage) => pair.server.send(encodeMessage(new BitWriter(), message));
    const says = (stamp: number) => say({ type: 'pong', stamp, serverMs: 0 });
    const welcomes = () => {
      say(welcome);
      manual.advance(1);
    };
    return { says, welcomes, closed, heard };
  };
  /** The machine stands still: its clock goes on, nothing runs. */
  const sleep = (ms: number) => void (sleptMs += ms);
  return { clock: manual, connection, dials, settle, answer, sleep };
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

describe('a channel on which nothing comes', () => {
  const BACKOFF_MS = 3000;

  test('is given up and dialled again, whether anything had come before or not', async () => {
    const { clock, connection, dials, settle, answer } = stage();
    connection.connect();
    await settle();
    const first = await answer();
    first.welcomes();
    for (let beat = 0; beat < 20; beat++) {
      first.says(beat);
      clock.advance(SILENCE_MS / 2);
    }
    await settle();
    expect([connection.state, dials.length]).toEqual(['connected', 1]);
    clock.advance(SILENCE_MS);
    expect([connection.state, connection.reason]).toEqual(['reconnecting', 'the server has said nothing for 10 s']);
    clock.advance(BACKOFF_MS);
    await settle();
    expect([dials.length, first.closed]).toEqual([2, [1000]]);
    const second = await answer();
    clock.advance(SILENCE_MS + BACKOFF_MS);
    await settle();
    expect([dials.length, second.closed]).toEqual([3, [1000]]);
  });

  test('gets its time anew after the whole program slept', async () => {
    const { clock, connection, dials, settle, answer, sleep } = stage();
    connection.connect();
    await settle();
    const { says, welcomes, closed } = await answer();
    welcomes();
    sleep(3_600_000);
    clock.advance(SILENCE_MS);
    says(1);
    clock.advance(SILENCE_MS / 2);
    await settle();
    expect([connection.state, dials.length, closed]).toEqual(['connected', 1, []]);
    clock.advance(2 * SILENCE_MS);
    await settle();
    expect(dials.length).toBe(2);
  });
});

test('a connection that may not reconnect fails when it breaks, and connects when it is told to', async () => {
  const { clock, connection, dials, settle, answer } = stage({ reconnect: false });
  connection.connect();
  await settle();
  (await answer()).welcomes();
  expect(connection.state).toBe('connected');
  clock.advance(2 * SILENCE_MS);
  await settle();
  expect([connection.state, dials.length]).toEqual(['failed', 1]);
  connection.connect();
  await settle();
  (await answer()).welcomes();
  expect([connection.state, dials.length]).toEqual(['connected', 2]);
});

test('a welcomed connection pings at once and then at every interval', async () => {
  const { clock, connection, settle, answer } = stage();
  connection.connect();
  await settle();
  const { says, welcomes, heard } = await answer();
  welcomes();
  clock.advance(1);
  expect(heard).toEqual(['hello', 'ping']);
  for (let pings = 2; pings < 6; pings++) {
    says(0);
    clock.advance(limits.pingIntervalMs - 5);
    expect(heard).toHaveLength(pings);
    clock.advance(5);
    expect(heard).toHaveLength(pings + 1);
  }
});
