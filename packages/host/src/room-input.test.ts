import { describe, expect, it } from 'vitest';
import { stage, viewOf } from './testing/stage.ts';

const PERIOD = 1000 / 30;

describe('a frame that comes after another stood in for it', () => {
  it('is discarded, and its player is told: how late it was, and that it was not used', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    await clock.run(500);
    const { machine } = [...host.lobby.rooms.values()][0]!;
    const late = machine.tick - 3;
    const x = () => [...viewOf(peer).bodies][0]!.x;
    const told = () => peer.of('snapshot').map(({ discarded }) => discarded);
    const before = told().length;
    peer.send(peer.input({ firstTick: late, frames: [{ push: 64 }] }));
    await clock.run(100);
    const after = peer.of('snapshot').slice(before);
    expect(after.map(({ discarded }) => discarded).filter((count) => count !== undefined)).toEqual([1]);
    const timing = after.findLast(({ timing: each }) => each?.ackFrameTick === late)?.timing;
    expect(timing!.earlinessMs).toBeLessThan(-3 * PERIOD + 0.2);
    expect(timing!.earlinessMs).toBeGreaterThan(-5 * PERIOD);
    expect([x(), host.counters.refused.get('late')]).toEqual([0, 1]);
  });
});

describe('a frame that is in time', () => {
  it('is run at its tick, and its player is told how early it was', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    await clock.run(500);
    const { machine } = [...host.lobby.rooms.values()][0]!;
    const tick = machine.tick + 6;
    peer.send(peer.input({ firstTick: tick, frames: [{ push: 64 }] }));
    await clock.run(9 * PERIOD);
    const xs = [...peer.states].map(([at, state]) => [at, state.tables[0]!.lanes[1]![0]] as const);
    const still = xs.find(([, x]) => x === xs[0]![1])![1];
    expect(xs.find(([, x]) => x !== still)![0]).toBe(tick);
    const told = peer.of('snapshot').findLast(({ timing }) => timing?.ackFrameTick === tick)!.timing!;
    expect(told.earlinessMs).toBeGreaterThan(5 * PERIOD - 0.2);
    expect(told.earlinessMs).toBeLessThanOrEqual(6 * PERIOD + 0.2);
  });
});
