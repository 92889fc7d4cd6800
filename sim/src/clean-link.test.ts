import { arena, bot } from '@rubato/arena';
import { describe, expect, it } from 'vitest';
import { World, pilot } from './world.ts';

const hosted = { game: arena, bot: bot, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: true };

async function play(options: { seed: number; players: number; seconds: number; latencyMs: number }) {
  const world = new World({ seed: options.seed, hosted, link: { latencyMs: options.latencyMs } });
  await world.boot();
  const pilots: (() => void)[] = [];
  for (let player = 0; player < options.players; player++) {
    const sim = world.connect(`player ${player}`);
    await world.join(sim, arena, `Player ${player}`);
    pilots.push(pilot(sim, bot, new Uint8Array(16).fill(player + 1)));
  }
  await world.run(options.seconds * 1000, () => pilots.forEach((act) => act()));
  return world;
}

describe('four players on a clean link', () => {
  it('see the same state as the server, hash for hash', async () => {
    const world = await play({ seed: 1, players: 4, seconds: 20, latencyMs: 60 });
    for (const { match } of world.clients) {
      expect(match!.stats.hashesChecked).toBeGreaterThan(15);
      expect(match!.stats.hashesWrong).toBe(0);
      expect(match!.stats.lost).toBe(0);
    }
  });
});
