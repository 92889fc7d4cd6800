import { BitWriter } from '@rubato/schema';
import { encodeMessage } from '@rubato/protocol';
import type { DeclaredMessage } from '@rubato/protocol';
import { SeededRandom } from '@rubato/ports/doubles';
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
};

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

  it('input: a damaged one is a forgery, whatever was damaged', async () => {
    const { clock, host, seated } = await stage({ timings: { emptyRoomMs: 3_600_000 } });
    const random = new SeededRandom('fuzz input');
    let peer = await seated();
    let refused = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      if (peer.closed !== undefined) peer = await seated();
      const good = peer.input({ frames: [{ push: 100 }], orders: [{ seq: 1, name: 'take', args: { n: 9 } }] });
      const bad = mutate(good, random);
      if (Buffer.compare(good, bad) === 0) continue;
      peer.send(bad);
      refused++;
      if (i % 20 === 0) await clock.run(250);
    }
    expect(refused).toBeGreaterThan(MUTATIONS * 0.9);
    for (const room of host.lobby.rooms.values()) {
      const bodies = [...(room.machine.view as ReturnType<typeof viewOf>).bodies];
      expect(bodies.every((body) => body.gold === 0 && body.x === 0)).toBe(true);
    }
  }, 600_000);
});
