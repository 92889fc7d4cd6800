import { arena, bot } from '@rubato/arena';
import { Machine } from '@rubato/game';
import { expect, it, vi } from 'vitest';
import { World } from './world.ts';

const hosted = { game: arena, bot, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: true };

it('a seat comes in once when a player opens a room that bots fill', async () => {
  const ran = vi.spyOn(Machine.prototype, 'runTurn');
  const world = new World({ seed: 1, hosted, link: { latencyMs: 20 } });
  await world.boot();
  await world.join(world.connect('one'), arena, 'One');
  await world.run(1000);
  const came = ran.mock.results.flatMap(({ value }) => value.events).filter((e) => e.name === 'respawned');
  expect(came.map((e) => e.data.who)).toEqual([2, 3, 4, 1]);
});
