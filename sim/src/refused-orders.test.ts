import { describe, expect, it } from 'vitest';
import { tally } from './tally.ts';
import { World } from './world.ts';

const hosted = { game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false };

describe('an order that was refused while its answer was on the way', () => {
  it.each(['cut', 'crash'] as const)('is told as refused after a %s, never as applied', async (end) => {
    // 200 ms to the server, a tick, a group commit: it is on disk after 350 ms.
    const sim = new World({ seed: 1, hosted, link: { latencyMs: 400 } });
    await sim.boot();
    const one = sim.connect('one');
    const match = await sim.join(one, tally, 'one');
    await sim.run(3000);
    const tickets = [match.order('count', { n: 5 }), match.order('count', { n: 1 })];
    const told: string[] = [];
    for (const { outcome, seq } of tickets) void outcome.then(({ status }) => told.push(`${seq} ${status}`));
    await sim.run(200);
    // The network goes, and takes the answer with it.
    for (const link of sim.links) link.change({ blocked: true });
    await sim.run(150);
    sim[end]();
    if (end === 'crash') await sim.boot();
    await sim.run(9000);
    expect(told).toEqual([]);
    await sim.run(15_000);
    expect(match.state).toBe('playing');
    expect(told.toSorted()).toEqual(['1 rejected', '2 applied']);
    const again = match.order('count', { n: 2 });
    await sim.run(2000);
    expect(await again.outcome).toEqual({ status: 'applied' });
  });
});
