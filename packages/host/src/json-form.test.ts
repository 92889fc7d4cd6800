import { closeCodes, limits, parseJsonServer, signJson, subprotocols } from '@rubato/protocol';
import type { JsonServerMessage, JsonState } from '@rubato/protocol';
import type { Channel } from '@rubato/ports';
import { memoryChannelPair } from '@rubato/ports/doubles';
import type { ManualClock } from '@rubato/ports/doubles';
import { applyMergePatch, HmacKey } from '@rubato/schema';
import type { Json } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import type { Host } from './host.ts';
import { hostedDuel, stage } from './testing/stage.ts';

/** A script: nothing but text, no knowledge of the game's declaration. */
class Script {
  readonly heard: JsonServerMessage[] = [];
  closed: { code: number; reason: string } | undefined;
  state: Json = {};
  readonly server: Channel;
  readonly #send: (text: string) => void;

  constructor(host: Host, clock: ManualClock, options: { trusted?: boolean; subprotocol?: string } = {}) {
    const { client, server } = memoryChannelPair(clock, { subprotocol: subprotocols.json, ...options });
    this.server = server;
    this.#send = (text) => client.send(text);
    client.listen({
      message: (text) => this.#hear(parseJsonServer(text as string)),
      closed: (code, reason) => (this.closed = { code, reason }),
    });
    host.accept(server);
  }

  say(message: object): void {
    this.#send(JSON.stringify(message));
  }

  text(text: string): void {
    this.#send(text);
  }

  of<T extends JsonServerMessage['type']>(type: T): Extract<JsonServerMessage, { type: T }>[] {
    return this.heard.filter((message) => message.type === type) as never;
  }

  #hear(message: JsonServerMessage): void {
    this.heard.push(message);
    if (message.type === 'state') {
      const sent = message.state as Json;
      this.state = message.full ? sent : applyMergePatch(this.state, sent);
    }
  }
}

async function seated(options: { trusted?: boolean; subprotocol?: string } = {}) {
  const world = await stage();
  const script = new Script(world.host, world.clock, options);
  script.say({ type: 'hello' });
  script.say({ type: 'join', game: 'duel', name: 'Script' });
  await world.clock.run(200);
  return { ...world, script };
}

const gold = (state: Json) =>
  Object.values((state as { bodies: Record<string, { gold: number }> }).bodies).map((body) => body.gold);

describe('the JSON form', () => {
  it('lets a script join, order, hold a frame and follow the state by merge patches', async () => {
    const { clock, script } = await seated();
    script.say({
      type: 'input',
      frame: { push: 64, trouble: 'none' },
      orders: [{ seq: 1, name: 'take', args: { n: 5.0 } }],
    });
    await clock.run(1000);
    expect(script.of('joined')[0]).toMatchObject({ game: 'duel', seat: 1, settings: {} });
    expect(gold(script.state)).toEqual([5]);
    const states = script.of('state');
    expect(states[0]!.full).toBe(true);
    expect(states.slice(1).every((message) => !message.full)).toBe(true);
    expect(states.flatMap((message) => message.events)).toMatchObject([{ seq: 1, name: 'moved', data: { by: 1 } }]);
    expect(states.at(-1)).toMatchObject({ ackOrder: 1, durableOrder: 1 });
  });

  it('is sent ten times a second, however fast the room is', async () => {
    const { clock, script } = await seated();
    const before = script.of('state').length;
    await clock.run(3000);
    const states = script.of('state').length - before;
    expect(states).toBeGreaterThanOrEqual(3 * limits.jsonStateHz - 2);
    expect(states).toBeLessThanOrEqual(3 * limits.jsonStateHz + 1);
  });

  it('is spoken without a subprotocol by whoever begins with text', async () => {
    const { script } = await seated({ subprotocol: '' });
    expect(script.of('joined')).toHaveLength(1);
  });

  it('answers an order that makes no sense with an outcome, and stays open', async () => {
    const { clock, script } = await seated();
    script.say({
      type: 'input',
      orders: [
        { seq: 1, name: 'take', args: { n: 'much' } },
        { seq: 2, name: 'fly', args: {} },
      ],
    });
    await clock.run(300);
    const outcomes = script.of('state').flatMap((message: JsonState) => message.outcomes);
    expect(outcomes.map(({ seq, status, reason }) => [seq, status, reason])).toEqual([
      [1, 'rejected', 'bad-args'],
      [2, 'rejected', 'unknown-command'],
    ]);
    expect(script.closed).toBeUndefined();
  });

  it.each([
    '{',
    '[]',
    '{"type":"steer"}',
    '{"type":"input","frame":{"push":"hard"}}',
    '{"type":"input","orders":[{"seq":-1,"name":"take","args":{}}]}',
  ])('closes on %s and says what was wrong', async (text) => {
    const { clock, script } = await seated();
    script.text(text);
    await clock.run(50);
    expect(script.closed).toMatchObject({ code: 4000, reason: expect.stringMatching(/./) });
  });

  it('waits for a script that reads too slowly, then sends one fresh patch, and closes on one that never reads', async () => {
    const { clock, host, script } = await seated();
    const queued = (bytes: number) =>
      Object.defineProperty(script.server, 'queuedBytes', { configurable: true, get: () => bytes });
    queued(limits.queueCoalesceBytes + 1);
    const before = script.of('state').length;
    await clock.run(3000);
    expect([script.of('state').length, script.closed]).toEqual([before, undefined]);
    queued(0);
    script.say({ type: 'input', orders: [{ seq: 1, name: 'take', args: { n: 5 } }] });
    await clock.run(1000);
    expect(gold(script.state)).toEqual([5]);
    queued(limits.queueCoalesceBytes + 1);
    await clock.run(limits.queueCloseMs + 500);
    expect([script.closed?.code, host.counters.closedSlow]).toEqual([closeCodes.tooSlow.code, 1]);
  });

  it('tells a delayed spectator both the tick that it sees and the one that the room has run', async () => {
    const { clock, host, seated: player } = await stage({ games: [{ ...hostedDuel, spectatorDelayTicks: 30 }] });
    const { joined } = await player();
    const script = new Script(host, clock);
    script.say({ type: 'hello' });
    script.say({ type: 'join', mode: 'spectate', room: joined!.roomId });
    await clock.run(3000);
    const { tick, serverTick } = script.of('state').at(-1)!;
    expect(serverTick - tick).toBe(30);
  });

  it('wants a tag on a path that others can read, and believes no wrong one', async () => {
    const { clock, host, script } = await seated({ trusted: false });
    const key = new HmacKey(script.of('joined')[0]!.roomKey);
    const take = (seq: number) =>
      JSON.stringify({ type: 'input', seq, orders: [{ seq, name: 'take', args: { n: 1 } }] });
    script.text(signJson(take(1), key));
    script.text(signJson(take(2), new HmacKey(new Uint8Array(32))));
    script.text(signJson(take(1), key));
    await clock.run(300);
    expect(gold(script.state)).toEqual([1]);
    expect([host.counters.refused.get('bad-signature'), host.counters.refused.get('replayed')]).toEqual([1, 1]);
    script.text(take(3));
    await clock.run(50);
    expect(script.closed?.code).toBe(4000);
  });
});
