import type { Match } from '@rubato/client';
import { linkPresets, SeededRandom } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { tally } from './tally.ts';
import { World } from './world.ts';
import { times } from '../../tools/provision/soak.ts';

const hosted = { game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false };
const PLAYERS = 4;
const SEEDS = times(200, 2000);
const SETTLE_MS = 9000;
const PRESETS = [linkPresets.perfect, linkPresets.good, linkPresets.average, linkPresets.poor];

interface Player {
  readonly match: Match<typeof tally>;
  issued: number;
  applied: number;
  readonly heard: number[];
}

/** Orders and steers at random while the server dies twice; then lets everything settle. */
async function live(seed: number) {
  const random = new SeededRandom(`chaos ${seed}`);
  const chance = () => random.bytes(1)[0]! / 256;
  const world = new World({
    seed,
    hosted,
    link: PRESETS[seed % PRESETS.length]!,
    lossy: seed % 3 !== 0,
    commitMs: 1 + (seed % 9),
  });
  await world.boot();
  const players: Player[] = [];
  for (let number = 0; number < PLAYERS; number++) {
    const match = await world.join(world.connect(`player ${number}`), tally, `Player ${number}`);
    const player: Player = { match, issued: 0, applied: 0, heard: [] };
    match.on('counted', ({ by, n }) => void (by === match.seat && player.heard.push(n)));
    players.push(player);
  }
  const act = () => {
    for (const player of players) {
      if (chance() < 0.2) player.match.hold({ push: Math.floor(chance() * 200) - 100 });
      if (chance() > 0.06) continue;
      const { outcome } = player.match.order('count', { n: ++player.issued });
      void outcome.then(({ status }) => status === 'applied' && player.applied++);
    }
  };
  for (let life = 0; life < 2; life++) {
    await world.run(600 + Math.floor(chance() * 1500), act);
    world.crash(Math.floor(chance() * 3));
    await world.run(Math.floor(chance() * 1500), act);
    await world.boot();
  }
  await world.run(600, act);
  for (let waited = 0; waited < SETTLE_MS && !players.every(settled); waited += 250) await world.run(250);
  // What comes a second time comes at once: with the first snapshots of a resumed room.
  await world.run(1500);
  return { world, players };
}

const settled = ({ match, issued, applied, heard }: Player): boolean =>
  match.state === 'playing' && applied === issued && heard.length >= issued && match.stats.hashesChecked > 0;

describe(`four clients, bad links, a server that dies twice: ${SEEDS} seeds`, () => {
  it('loses no order, applies none twice, and everyone ends on the same state', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { world, players } = await live(seed);
      const room = [...world.host.lobby.rooms.values()][0]!;
      const truth = room.machine.copyView(null).viewHash();
      for (const { match, issued, applied, heard } of players) {
        const row = [...match.view.seats].find((each) => each.owner === match.seat);
        expect([seed, match.state, row?.last, applied], `seed ${seed}`).toEqual([seed, 'playing', issued, issued]);
        // Each event is heard at least once though the server died between telling and hearing; never twice.
        expect(heard.length, `seed ${seed}`).toBe(new Set(heard).size);
        expect(new Set(heard).size, `seed ${seed}`).toBe(issued);
        expect(match.stats.hashesWrong, `seed ${seed}`).toBe(0);
        expect(match.stats.hashesChecked, `seed ${seed}`).toBeGreaterThan(0);
        expect(match.tick, `seed ${seed}`).toBeGreaterThan(60);
      }
      expect(truth, `seed ${seed}`).toMatch(/^[0-9a-f]{16}$/);
      expect(room.epoch, `seed ${seed}`).toBe(3);
    }
  }, 400_000);

  it('is the same to the last byte when a seed is run again', async () => {
    const [first, second] = [await live(7), await live(7)];
    expect(second.world.trace).toBe(first.world.trace);
    const other = await live(8);
    expect(other.world.trace).not.toBe(first.world.trace);
  }, 60_000);
});
