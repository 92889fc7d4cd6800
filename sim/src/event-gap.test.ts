import { describe, expect, it } from 'vitest';
import { tally } from './tally.ts';
import { World } from './world.ts';

const hosted = { game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false };

describe('a player whose server had to give events up', () => {
  it.each([false, true])('is told of the gap once and hears what happens after it; lossy: %s', async (lossy) => {
    const sim = new World({ seed: 2, hosted, lossy, link: { latencyMs: 40 } });
    await sim.boot();
    const listener = await sim.join(sim.connect('listener'), tally, 'listener');
    const behind = [...sim.links];
    const teller = await sim.join(sim.connect('teller'), tally, 'teller');
    const heard: number[] = [];
    let gaps = 0;
    listener.on('counted', ({ n }) => heard.push(n as number));
    listener.when('gap', () => gaps++);
    let n = 0;
    const count = () => void teller.order('count', { n: ++n });
    for (const link of behind) link.change({ blocked: true });
    await sim.run(6000, () => n < 400 && count());
    for (const link of behind) link.change({ blocked: false });
    await sim.run(3000);
    expect([n, gaps]).toEqual([400, 1]);
    const before = heard.length;
    for (let more = 0; more < 5; more++) count();
    await sim.run(2000);
    expect(heard.slice(before)).toEqual([401, 402, 403, 404, 405]);
    expect(new Set(heard).size).toBe(heard.length);
    expect(listener.stats.hashesWrong).toBe(0);
  });
});
