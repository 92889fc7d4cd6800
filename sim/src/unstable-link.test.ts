import type { LinkQuality } from '@rubato/client';
import { linkPresets } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { tally } from './tally.ts';
import { World } from './world.ts';

const hosted = { game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false };

async function playing(options: Partial<ConstructorParameters<typeof World>[0]>) {
  const sim = new World({ seed: 1, hosted, ...options });
  await sim.boot();
  const one = sim.connect('one');
  const heard: LinkQuality[] = [];
  one.client.onLink((link) => heard.push(link));
  await sim.join(one, tally, 'One');
  return { sim, client: one.client, heard };
}

describe('a player’s link', () => {
  it.each(['good', 'average'] as const)('that is %s is never called unstable', async (preset) => {
    for (const lossy of [false, true]) {
      const { sim, client, heard } = await playing({ link: linkPresets[preset], lossy });
      await sim.run(20_000);
      expect([client.link.unstable, heard]).toEqual([false, []]);
    }
  });

  it.each([
    ['loss', true],
    ['jitter', false],
  ] as const)(
    'that is poor is called unstable for its %s within twenty seconds, and stable again once it is good',
    async (trouble, lossy) => {
      const { sim, client, heard } = await playing({ link: linkPresets.poor, lossy });
      await sim.run(10_000);
      expect(client.link.unstable).toBe(true);
      expect(heard.flatMap(({ troubles }) => troubles)).toContain(trouble);
      for (const link of sim.links) link.change(linkPresets.good);
      await sim.run(20_000);
      expect([client.link.unstable, heard.at(-1)]).toEqual([false, { unstable: false, troubles: [] }]);
    },
  );

  it('that falls silent is called so within two seconds; one that is given up is lost, not unstable', async () => {
    const { sim, client, heard } = await playing({ link: linkPresets.good });
    await sim.run(3000);
    for (const link of sim.links) link.change({ ...linkPresets.good, blocked: true });
    await sim.run(2000);
    expect(client.link).toEqual({ unstable: true, troubles: ['silence'] });
    sim.reachable = false;
    await sim.run(10_000);
    expect([client.state, client.link.unstable, heard.at(-1)!.unstable]).toEqual(['reconnecting', false, false]);
  });
});
