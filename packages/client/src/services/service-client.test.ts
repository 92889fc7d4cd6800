import { describe, expect, test } from 'vitest';
import {
  limits,
  packEnvelope,
  socketMessages,
  writeMessage,
  type SocketEnvelope,
  type SocketMessage,
  type SocketMessageType,
} from '@rubato/protocol';
import { ManualClock, memoryChannelPair, SeededRandom, type MemoryChannelPair } from '@rubato/ports/doubles';
import type { Field, Fields } from '@rubato/schema';
import { ApiError, type Api } from '../api.ts';
import { MOST_IN_LINE } from './pending-requests.ts';
import { createServiceClient, type ServiceClientOptions } from './service-client.ts';

/** A block of zeros that is all it claims to be. */
function bomb(size: number): Uint8Array {
  const packed = packEnvelope(new Uint8Array(size));
  expect(packed.length).toBeLessThan(size / 200);
  return packed;
}

const character = { id: 'hero', name: 'Hero', faction: 'sun', level: 1, locationId: 'gate' };
const welcome = {
  accountId: 'a',
  username: 'anna',
  guest: false,
  serverMs: 1,
  limits: { messageBytes: 16_384, messagesPerSecond: 20, messageBurst: 60, idleTimeoutMs: 30_000 },
};

/** A client, and a server that says what the test has it say. */
class Stage {
  readonly clock = new ManualClock();
  readonly pairs: MemoryChannelPair[] = [];
  readonly got: SocketEnvelope[] = [];
  readonly states: string[] = [];
  token: string | undefined = 'token';
  reachable = true;
  readonly client;
  #said = 0;

  constructor(options: Partial<ServiceClientOptions> = {}) {
    this.client = createServiceClient({
      url: 'ws://server/ws',
      clock: this.clock,
      random: new SeededRandom(1),
      program: 'test 1',
      dial: async () => this.dial(),
      api: {
        freshToken: async () => this.token,
        characters: async () => ({ characters: [character] }),
      } as unknown as Api,
      ...options,
    });
    this.client.onState(({ state }) => this.states.push(state));
  }

  get server() {
    return this.pairs.at(-1)!.server;
  }

  async connected(): Promise<this> {
    const connecting = this.client.connect();
    await this.run();
    this.say('AUTH_RESPONSE', welcome, this.got.at(-1)!.id);
    await this.run();
    await connecting;
    return this;
  }

  say(type: SocketMessageType, data: object, re?: string): void {
    const part = re !== undefined && socketMessages[type].reply !== undefined ? 'reply' : 'notice';
    const stamp = { id: `s${++this.#said}`, timestamp: 1 };
    this.server.send(writeMessage(type, part, data, re === undefined ? stamp : { ...stamp, re }));
  }

  async run(ms = 0): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    this.clock.advance(ms);
    for (let turn = 0; turn < 20; turn++) {
      this.clock.advance(0);
      await Promise.resolve();
    }
  }

  dial() {
    if (!this.reachable) throw new Error('nobody there');
    const pair = memoryChannelPair(this.clock);
    this.pairs.push(pair);
    pair.server.listen({
      message: (text) => void this.got.push(JSON.parse(String(text)) as SocketEnvelope),
      closed: () => {},
    });
    return pair.client;
  }
}

/** What it rejects with; watched from now on, so that nothing is unhandled. */
const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
/** The least that is as declared. */
function leastOf(fields: Fields): Record<string, unknown> {
  const needed = Object.entries(fields).filter(([, { kind }]) => kind !== 'optional');
  return Object.fromEntries(needed.map(([name, field]) => [name, least(field)]));
}
function least(field: Field): unknown {
  if (field.kind === 'struct') return leastOf(field.fields);
  if (field.kind === 'vec') return { x: 0, y: 0, z: 0 };
  if (field.kind === 'list') return [];
  return field.kind === 'text' ? 'x' : field.kind === 'bool' ? true : field.kind === 'oneOf' ? field.values[0] : 1;
}
const refusal = (code: string) => expect.objectContaining({ code });

describe('connecting', () => {
  test('begins with the token in the first frame, and never in the address', async () => {
    const stage = await new Stage().connected();
    expect(stage.got[0]).toMatchObject({
      type: 'AUTH_REQUEST',
      version: 1,
      priority: 'HIGH',
      data: { token: 'token', program: 'test 1' },
    });
    expect(stage.states).toEqual(['connecting', 'connected']);
    expect(stage.client.account).toEqual(welcome);
  });

  test('fails where nobody is logged in, and where the server wants nobody with this login', async () => {
    const nobody = new Stage();
    nobody.token = undefined;
    const connecting = outcomeOf(nobody.client.connect());
    await nobody.run();
    expect(await connecting).toMatchObject({ message: expect.stringContaining('log in first') });
    const ended = await new Stage().connected();
    ended.server.close(4003, 'you logged out');
    await ended.run(100);
    expect([ended.client.state, ended.client.reason]).toEqual(['failed', 'you logged out (4003)']);
    await ended.run(600_000);
    expect(ended.pairs).toHaveLength(1);
  });

  test('comes back by itself with the backoff, asks for the token again, and gives up after its time', async () => {
    const stage = await new Stage({ giveUpMs: 60_000 }).connected();
    const lost = outcomeOf(stage.client.getWorldState());
    stage.pairs[0]!.cut();
    await stage.run();
    expect(await lost).toEqual(refusal('network'));
    expect(stage.client.state).toBe('reconnecting');
    stage.token = 'renewed';
    await stage.run(250);
    expect(stage.pairs).toHaveLength(2);
    expect(stage.got.at(-1)).toMatchObject({ type: 'AUTH_REQUEST', data: { token: 'renewed' } });
    stage.say('AUTH_RESPONSE', { ...welcome, character }, stage.got.at(-1)!.id);
    await stage.run();
    expect([stage.client.state, stage.client.account?.character]).toEqual(['connected', character]);
    stage.reachable = false;
    stage.pairs[1]!.cut();
    for (let turn = 0; turn < 40; turn++) await stage.run(2000);
    expect([stage.client.state, stage.client.reason]).toEqual(['failed', expect.stringContaining('nobody there')]);
  });

  test('goes on with the next of several servers, stays there, and begins again after the last', async () => {
    const dialled: string[] = [];
    const dead = new Set(['one', 'two']);
    const stage: Stage = new Stage({
      url: ['one', 'two', 'three'],
      backoff: { firstMs: 10, maxMs: 10 },
      dial: async (url) => {
        dialled.push(url);
        if (dead.has(url)) throw new Error('nobody there');
        return stage.dial();
      },
    });
    const welcomed = async () => {
      for (let turn = 0; turn < 10; turn++) await stage.run(10);
      stage.say('AUTH_RESPONSE', welcome, stage.got.at(-1)!.id);
      await stage.run();
    };
    void stage.client.connect();
    await welcomed();
    expect([stage.client.state, dialled]).toEqual(['connected', ['one', 'two', 'three']]);
    dead.clear();
    stage.server.close(4010, 'about to stop');
    await welcomed();
    expect([stage.client.state, dialled.at(-1)]).toEqual(['connected', 'one']);
    expect(() => new Stage({ url: [] })).toThrow('at least one');
  });

  test('gives a socket up on which no login is answered, and one on which no ping is', async () => {
    const silent = new Stage();
    void silent.client.connect().catch(() => {});
    await silent.run();
    await silent.run(10_000);
    expect([silent.client.state, silent.client.reason]).toEqual(['connecting', expect.stringContaining('in time')]);
    const stage = await new Stage().connected();
    await stage.run(10_000);
    expect(stage.got.at(-1)).toMatchObject({ type: 'PING' });
    await stage.run(10_000);
    expect([stage.client.state, stage.client.reason]).toEqual(['reconnecting', 'the server answers no more']);
  });

  test('disconnect says so, ends what waits and stays away', async () => {
    const stage = await new Stage().connected();
    const waiting = outcomeOf(stage.client.getWorldState());
    stage.client.disconnect();
    expect(await waiting).toEqual(refusal('network'));
    await stage.run(60_000);
    expect(stage.got.at(-1)).toMatchObject({ type: 'DISCONNECT' });
    expect([stage.client.state, stage.pairs.length]).toEqual(['disconnected', 1]);
    await expect(stage.client.getWorldState()).rejects.toEqual(refusal('network'));
  });
});

describe('requests', () => {
  test('are answered by id, whatever the order', async () => {
    const stage = await new Stage().connected();
    const [one, two] = [stage.client.selectCharacter('hero'), stage.client.selectCharacter('other')];
    await stage.run();
    const [first, second] = stage.got.slice(-2);
    expect([first!.data, second!.data]).toEqual([{ characterId: 'hero' }, { characterId: 'other' }]);
    stage.say('ERROR', { code: 'too-many', message: 'slowly', retryAfterMs: 70 }, second!.id);
    stage.say('CHARACTER_SELECT', character, first!.id);
    const refused = outcomeOf(two);
    await stage.run();
    expect(await refused).toEqual(
      expect.objectContaining({ code: 'too-many', status: 429, message: 'slowly', retryAfterMs: 70 }),
    );
    expect(await one).toEqual(character);
    await expect(two).rejects.toBeInstanceOf(ApiError);
  });

  test('that are no good are rejected as bad-request', async () => {
    const stage = await new Stage().connected();
    await expect(stage.client.sendChat(7 as never)).rejects.toEqual(refusal('bad-request'));
    const asked = outcomeOf(stage.client.sendChat('hi'));
    await stage.run();
    stage.say('INVALID_MESSAGE', { message: 'data.x: …' }, stage.got.at(-1)!.id);
    await stage.run();
    expect(await asked).toEqual(refusal('bad-request'));
  });

  test('end after their time, and a late answer changes nothing', async () => {
    const stage = await new Stage({ requestTimeoutMs: 500 }).connected();
    const late = outcomeOf(stage.client.selectCharacter('hero'));
    await stage.run();
    const { id } = stage.got.at(-1)!;
    await stage.run(500);
    expect(await late).toMatchObject({ message: expect.stringContaining('not answered in time') });
    const heard: unknown[] = [];
    stage.client.registerHandler('CHARACTER_SELECT', (data) => heard.push(data));
    stage.say('CHARACTER_SELECT', character, id);
    await stage.run();
    expect([heard, stage.client.state]).toEqual([[], 'connected']);
  });

  test('wait in line above what the server takes at once, and are refused above the line', async () => {
    const stage = await new Stage().connected();
    const before = stage.got.length;
    const asked = Array.from({ length: 16 + MOST_IN_LINE + 1 }, (_, at) => stage.client.selectCharacter(`c${at}`));
    const settled = Promise.allSettled(asked);
    await expect(asked.at(-1)).rejects.toEqual(refusal('too-many'));
    await stage.run();
    expect(stage.got.length - before).toBe(16);
    stage.say('CHARACTER_SELECT', character, stage.got[before]!.id);
    await stage.run();
    expect(stage.got.length - before).toBe(17);
    expect(stage.got.at(-1)!.data).toEqual({ characterId: 'c16' });
    stage.client.disconnect();
    const outcomes = await settled;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('keep the id they are given; the same one cannot be under way twice', async () => {
    const stage = await new Stage().connected();
    const first = stage.client.request('CHARACTER_DELETE', { characterId: 'hero' }, { id: 'once' });
    await expect(stage.client.request('CHARACTER_DELETE', { characterId: 'hero' }, { id: 'once' })).rejects.toEqual(
      refusal('conflict'),
    );
    await stage.run();
    stage.say('CHARACTER_DELETE', { finalMs: 5 }, 'once');
    await stage.run();
    expect(await first).toEqual({ finalMs: 5 });
  });

  test('ping measures the way there and back', async () => {
    const stage = await new Stage().connected();
    const measured = stage.client.ping();
    await stage.run(40);
    stage.say('PONG', { serverMs: 7 }, stage.got.at(-1)!.id);
    await stage.run();
    expect(await measured).toBe(40);
  });
});

describe('what the server tells', () => {
  test('reaches the handlers of its type until they are removed; a ping is answered', async () => {
    const stage = await new Stage().connected();
    const heard: unknown[] = [];
    const off = stage.client.registerHandler('CHARACTER_UPDATE', (data, { id }) => heard.push([id, data.name]));
    stage.say('CHARACTER_UPDATE', character);
    stage.say('PING', { serverMs: 1 });
    await stage.run();
    expect(stage.got.at(-1)).toMatchObject({ type: 'PONG' });
    off();
    stage.say('CHARACTER_UPDATE', character);
    await stage.run();
    expect(heard).toEqual([[expect.any(String), 'Hero']]);
    expect(() => stage.client.registerHandler('NONE' as never, () => {})).toThrow('no message');
  });

  test('has a handler whatever its type: news as they are told, answers where a type has nothing else', async () => {
    const stage = await new Stage().connected();
    const heard: string[] = [];
    const types = Object.keys(socketMessages) as SocketMessageType[];
    for (const type of types) stage.client.registerHandler(type, () => heard.push(type));
    for (const type of types) {
      const { notice, reply }: SocketMessage = socketMessages[type];
      if (notice) stage.say(type, leastOf(notice));
      else stage.say(type, leastOf(reply!), 'asked-before');
      await stage.run();
    }
    expect(types.length).toBeGreaterThanOrEqual(47);
    expect(heard).toEqual(types);
  });

  test('and is long may come packed', async () => {
    const stage = await new Stage().connected();
    expect(stage.got[0]!.data).toMatchObject({ compression: 'lz4' });
    const heard: unknown[] = [];
    stage.client.registerHandler('CHARACTER_UPDATE', (data) => heard.push(data));
    const told = { ...character, name: 'Hero of heroes and of heroes and of heroes', title: 'x'.repeat(600) };
    const envelope = { version: 1, id: 's', timestamp: 1, priority: 'NORMAL', type: 'CHARACTER_UPDATE' };
    const bytes = new TextEncoder().encode(JSON.stringify({ ...envelope, data: told }));
    const packed = packEnvelope(bytes);
    expect(packed.length).toBeLessThan(bytes.length);
    stage.server.send(packed);
    await stage.run();
    expect(heard).toEqual([{ ...character, name: told.name }]);
  });

  test.each([
    ['would unpack to more than a message may have', bomb(limits.serverMessageBytes + 1), 'at most'],
    ['claims what its bytes can’t hold', Uint8Array.of(127, 0xff, 0xff, 0x7f, 1, 2, 3), 'hold'],
    ['is no envelope', new TextEncoder().encode('{}'), 'no envelope'],
    ['is no text inside', packEnvelope(new Uint8Array(600).fill(0xff)), 'not JSON'],
  ])('and %s ends the conversation before memory grows', async (_, bytes, why) => {
    const stage = await new Stage().connected();
    const before = process.memoryUsage().arrayBuffers;
    stage.server.send(bytes);
    await stage.run();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    expect([stage.client.state, stage.client.reason]).toEqual(['failed', expect.stringContaining(why)]);
  });

  test('and is newer than this program is told of as a problem, fields too many left out', async () => {
    const stage = await new Stage().connected();
    const [problems, heard]: [string[], unknown[]] = [[], []];
    stage.client.onProblem((problem) => problems.push(problem));
    stage.client.registerHandler('CHARACTER_UPDATE', (data) => heard.push(data));
    const envelope = { version: 1, id: 's', timestamp: 1, priority: 'NORMAL' };
    const more = { ...character, title: 'the Bold' };
    stage.server.send(JSON.stringify({ ...envelope, type: 'CHARACTER_UPDATE', data: more }));
    stage.server.send(JSON.stringify({ ...envelope, type: 'DRAGON', data: {} }));
    stage.server.send(JSON.stringify({ ...envelope, type: 'CHARACTER_UPDATE', data: {} }));
    await stage.run();
    expect(heard).toEqual([character]);
    expect(problems).toEqual([expect.stringContaining('DRAGON'), expect.stringContaining('data.id')]);
    stage.server.send('{');
    await stage.run();
    expect([stage.client.state, stage.client.reason]).toEqual(['failed', 'not JSON (4000)']);
  });
});
