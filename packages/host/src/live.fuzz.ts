import { BitWriter } from '@rubato/schema';
import { encodeMessage } from '@rubato/protocol';
import type { DeclaredMessage } from '@rubato/protocol';
import { SeededRandom, memoryChannelPair } from '@rubato/ports/doubles';
import type { MemoryChannelPair } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { stage, viewOf } from './testing/stage.ts';
import { times } from '../../../tools/provision/soak.ts';

const MUTATIONS = times(10_000, 1_000_000);
const writer = new BitWriter();

const messages: Record<string, DeclaredMessage> = {
  hello: { type: 'hello', versions: [1], client: 'fuzz' },
  join: { type: 'join', request: 1, mode: 'joinOrCreate', game: 'duel', private: false },
  ping: { type: 'ping', stamp: 1, rttMs: 1 },
  ack: { type: 'ack', room: 1, epoch: 1, ackTick: 5, ackEvent: 0 },
  leave: { type: 'leave', room: 1 },
};

/** A script's play, as texts. */
const texts = [
  { type: 'hello', versions: [1], client: 'fuzz' },
  { type: 'join', game: 'duel', name: 'fuzz' },
  { type: 'input', seq: 1, frame: { push: 100, trouble: 'none' }, orders: [{ seq: 1, name: 'take', args: { n: 9 } }] },
  { type: 'ping', stamp: 1 },
  { type: 'ack', room: 1, epoch: 1, ackTick: 5, ackEvent: 0 },
  { type: 'leave', room: 1 },
].map((message) => new TextEncoder().encode(JSON.stringify(message)));

/** Flips, inserts, removes or overwrites a few bytes. */
function mutate(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const out = [...bytes];
  const [times, ...dice] = random.bytes(16);
  for (let i = 0; i <= times! % 3; i++) {
    const at = dice[i * 3]! % Math.max(1, out.length);
    const kind = dice[i * 3 + 1]! % 3;
    if (kind === 0) out[at] = out[at]! ^ (1 << (dice[i * 3 + 2]! % 8));
    else if (kind === 1) out.splice(at, 1);
    else out.splice(at, 0, dice[i * 3 + 2]!);
  }
  return Uint8Array.from(out);
}

describe(`a host under ${MUTATIONS} damaged messages of each type`, () => {
  it.each(Object.keys(messages))(
    '%s: never throws, never changes what a player has',
    async (type) => {
      const { clock, host, connect, seated } = await stage({ maxRooms: 50 });
      const honest = await seated({ mode: 'create', private: true });
      const random = new SeededRandom(`fuzz ${type}`);
      let peer = connect();
      for (let i = 0; i < MUTATIONS; i++) {
        if (peer.closed !== undefined || i % 100 === 0) {
          if (peer.closed === undefined) peer.pair.cut();
          peer = connect();
          if (type !== 'hello') peer.hello();
        }
        peer.send(mutate(encodeMessage(writer, messages[type]!), random));
        if (i % 20 === 0) await clock.run(200);
      }
      expect([...viewOf(honest).bodies].map((body) => body.gold)).toEqual([0]);
      expect(host.lobby.rooms.get(honest.joined!.roomId)!.state).toBe('running');
    },
    600_000,
  );

  it('JSON: never throws, never changes what a player has', async () => {
    const { clock, host, seated } = await stage({ maxRooms: 50 });
    const honest = await seated({ mode: 'create', private: true });
    const random = new SeededRandom('fuzz json');
    let socket: MemoryChannelPair | undefined;
    let closes = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      // The greeting is sometimes whole, so that what follows is looked at.
      const at = socket === undefined ? 0 : i % texts.length;
      if (socket === undefined) {
        socket = memoryChannelPair(clock);
        socket.client.listen({
          message() {},
          closed: () => {
            socket = undefined;
            closes++;
          },
        });
        host.accept(socket.server);
      }
      const whole = at < 2 && i % 3 > 0;
      socket.client.send(new TextDecoder().decode(whole ? texts[at] : mutate(texts[at]!, random)));
      await clock.run(i % 20 === 0 ? 200 : 1);
    }
    expect(closes).toBeGreaterThan(MUTATIONS / 20);
    expect([...viewOf(honest).bodies].map((body) => body.gold)).toEqual([0]);
    expect(host.lobby.rooms.get(honest.joined!.roomId)!.state).toBe('running');
  }, 600_000);

  it('input: a damaged one is a forgery, whatever was damaged', async () => {
    // Rooms of peers that were closed go soon: a thousand of them would only cost time.
    const { clock, host, seated } = await stage({ timings: { resumeMs: 500, emptyRoomMs: 500 } });
    const random = new SeededRandom('fuzz input');
    let peer = await seated();
    let refused = 0;
    let looks = 0;
    const expectUntouched = () => {
      const { machine } = host.lobby.rooms.get(peer.joined!.roomId)!;
      const bodies = [...(machine.view as ReturnType<typeof viewOf>).bodies];
      expect(bodies.every((body) => body.gold === 0 && body.x === 0)).toBe(true);
      looks += bodies.length;
    };
    for (let i = 0; i < MUTATIONS; i++) {
      if (peer.closed !== undefined) {
        expectUntouched();
        peer = await seated();
      }
      const good = peer.input({ frames: [{ push: 100 }], orders: [{ seq: 1, name: 'take', args: { n: 9 } }] });
      const bad = mutate(good, random);
      if (Buffer.compare(good, bad) === 0) continue;
      peer.send(bad);
      refused++;
      if (i % 20 === 0) await clock.run(250);
    }
    expectUntouched();
    expect(looks).toBeGreaterThan(MUTATIONS / 50);
    expect(refused).toBeGreaterThan(MUTATIONS * 0.9);
  }, 600_000);
});
