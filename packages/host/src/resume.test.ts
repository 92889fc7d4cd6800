import { resumeProof } from '@rubato/protocol';
import { describe, expect, it } from 'vitest';
import { stage, viewOf } from './testing/stage.ts';
import type { Peer } from './testing/peer.ts';

const order = (seq: number, n: number) => ({ seq, name: 'take', args: { n } });
const gold = (peer: Peer) => [...viewOf(peer).bodies].map((body) => body.gold);

/** Two players, a crash of the server once all is on disk, and the host that comes after it. */
async function crashed() {
  const before = await stage();
  const peers = [await before.seated(), await before.seated()];
  peers[0]!.send(peers[0]!.input({ orders: [order(1, 5)] }));
  await before.clock.run(300);
  const { tick } = [...before.host.lobby.rooms.values()][0]!.machine;
  const after = await stage({ store: before.store.crash() });
  const room = [...after.host.lobby.rooms.values()][0]!;
  const back = async (peer: Peer) => {
    const { session, key } = peer.welcome;
    const again = after.connect();
    again.hello({ session, attempt: 2, proof: resumeProof(key!, session, 2) });
    await after.clock.run(50);
    return again;
  };
  return { ...after, peers: peers as [Peer, Peer], room, tick, back };
}

describe('a resumed room', () => {
  it('knows its players by the keys of their sessions, and begins as soon as the last of them is back', async () => {
    const { clock, room, peers, back } = await crashed();
    const { tick } = room.machine;
    const first = await back(peers[0]);
    await clock.run(2000);
    expect([first.welcome.resumed, first.joined?.seat, room.machine.tick]).toEqual([true, 1, tick]);
    await back(peers[1]);
    await clock.run(500);
    expect(room.machine.tick).toBeGreaterThan(tick + 10);
  });

  it('waits five seconds for them and no longer, and runs on from where it was, at its pace', async () => {
    const { clock, room, tick } = await crashed();
    const { tick: resumed } = room.machine;
    expect(resumed).toBeLessThanOrEqual(tick);
    await clock.run(4900);
    expect(room.machine.tick).toBe(resumed);
    await clock.run(1100);
    expect(room.machine.tick - resumed).toBeGreaterThan(25);
    expect(room.machine.tick - resumed).toBeLessThanOrEqual(34);
  });

  it('has another epoch: it begins with keyframes, and inputs of the epoch before count for nothing', async () => {
    const { clock, host, room, peers, back } = await crashed();
    const [one, two] = [await back(peers[0]), await back(peers[1])];
    await clock.run(200);
    expect([peers[0].joined!.epoch, one.joined!.epoch, room.epoch]).toEqual([1, 2, 2]);
    for (const peer of [one, two]) {
      const snapshots = peer.of('snapshot');
      expect(snapshots.map(({ epoch }) => epoch).every((epoch) => epoch === 2)).toBe(true);
      expect([snapshots[0]!.baseId, snapshots[1]!.baseId]).toEqual([undefined, snapshots[0]!.id]);
    }
    one.send(one.input({ epoch: 1, orders: [order(2, 7)] }));
    await clock.run(100);
    expect([host.counters.refused.get('epoch'), gold(one)]).toEqual([1, [5, 0]]);
  });

  it('takes an order again that was durable for no second one, and goes on behind it', async () => {
    const { clock, peers, back } = await crashed();
    const one = await back(peers[0]);
    await back(peers[1]);
    expect(one.joined).toMatchObject({ ackOrder: 1, durableOrder: 1 });
    one.send(one.input({ orders: [order(1, 5), order(2, 7)] }));
    await clock.run(200);
    expect(gold(one)).toEqual([12, 0]);
  });
});

describe('a player who is back on another connection', () => {
  it('has another key, so that nothing said on the one before can be said again', async () => {
    const { clock, host, connect, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input());
    await clock.run(50);
    const recorded = peer.input({ orders: [order(1, 5)] });
    const { session, key } = peer.welcome;
    peer.pair.cut();
    const again = connect();
    again.hello({ session, attempt: 2, proof: resumeProof(key!, session, 2) });
    await clock.run(50);
    again.send(recorded);
    await clock.run(200);
    expect([host.counters.refused.get('bad-signature'), gold(again)]).toEqual([1, [0]]);
    // Its envelopes count from 1 again, under the new key.
    expect(again.seq).toBe(0);
    again.send(again.input({ orders: [order(1, 6)] }));
    await clock.run(200);
    expect([host.counters.refused.get('replayed'), gold(again)]).toEqual([undefined, [6]]);
  });
});
