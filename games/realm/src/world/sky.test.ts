import { describe, expect, test } from 'vitest';
import { SCATTERED, STANDING } from './balance.ts';
import type { Sky } from './state.ts';
import { TestWorld } from './test-world.ts';

/** Runs until the sky is like that. */
function until(world: TestWorld, sky: Sky): void {
  while (world.state.world.sky !== sky) world.run(1);
}

const never = { calmTicks: 4_000_000_000 };
const soon = { calmTicks: 100, omenTicks: 20, fallTicks: 40, afterTicks: 30, guardTicks: 10 };

describe('reality', () => {
  test('is steady while nobody prevails', () => {
    const world = new TestWorld(never).run(5);
    expect(world.state.world).toMatchObject({ layer: 'steady', depth: 0 });
    expect(world.all('shifted')).toEqual([]);
  });

  test('leans, turns and drowns as one faction holds more shards, and comes back', () => {
    const world = new TestWorld(never);
    const shifts = () => world.all('shifted').map((shift) => (shift as { to: string; depth: number }).depth);
    world.take('tidebound', 9);
    expect(shifts()).toEqual([]);
    world.take('tidebound', 10);
    expect(world.all('shifted')).toEqual([{ from: 'steady', to: 'drowned', depth: 1, faction: 'tidebound' }]);
    world.take('tidebound', 11).take('tidebound', 12);
    expect(shifts()).toEqual([1, 2]);
    for (const number of [1, 2, 5]) world.take('tidebound', number);
    expect(shifts()).toEqual([1, 2, 3]);
    expect(world.state.world).toMatchObject({ layer: 'drowned', depth: 3, sky: 'omens' });
    world.take('pale-choir', 5);
    expect(world.all('shifted').at(-1)).toEqual({ from: 'drowned', to: 'drowned', depth: 2, faction: 'tidebound' });
  });

  test('is steady again when two hold the same', () => {
    const world = new TestWorld(never);
    world.take('tidebound', 9).take('tidebound', 10);
    expect(world.state.world.layer).toBe('drowned');
    world.take('ember-court', 11).take('ember-court', 12);
    expect(world.all('shifted').at(-1)).toEqual({ from: 'drowned', to: 'steady', depth: 0, faction: 'none' });
  });

  test('makes it harder for whoever prevails', () => {
    const ticks = (faction: 'tidebound' | 'pale-choir') => {
      const world = new TestWorld(never);
      world.take('tidebound', 9).take('tidebound', 10);
      const { tick } = world.machine;
      world.take(faction, 12);
      return world.machine.tick - tick;
    };
    expect([ticks('pale-choir'), ticks('tidebound')]).toEqual([10, 13]);
  });

  test('tells when it shifted, by the server’s clock', () => {
    const world = new TestWorld(never);
    expect(world.order({ name: 'clock', args: { ms: 1_000_000 } })).toBe('applied');
    world.run(1);
    expect(world.state.world.nowMs).toBe(1_001_000);
    expect(world.order({ name: 'clock', args: { ms: 5 } })).toBe('applied');
    expect(world.state.world.nowMs).toBe(1_001_000);
    world.take('tidebound', 9).take('tidebound', 10);
    expect(world.state.world.shiftedMs).toBe(1_001_000 + 20_000);
    expect(world.shard(10).takenMs).toBe(1_021_000);
  });
});

describe('the Aetherfall', () => {
  const skies = (world: TestWorld) => world.all('skyChanged').map((change) => (change as { sky: string }).sky);

  test('comes by its time, phase after phase, again and again', () => {
    const world = new TestWorld(soon);
    world.order({ name: 'clock', args: { ms: 1_000_000 } });
    world.run(99);
    expect(skies(world)).toEqual([]);
    world.run(1);
    expect(world.all('skyChanged')).toEqual([{ sky: 'omens', falls: 0, endsMs: 1_000_000 + 120_000 }]);
    world.run(20 + 40 + 30 + 100);
    expect(skies(world)).toEqual(['omens', 'fall', 'aftermath', 'calm', 'omens']);
    expect(world.state.world.falls).toBe(1);
  });

  test('while it falls: no claim lasts, no shard is guarded, all come loose, wardens rise', () => {
    const world = new TestWorld({ ...soon, guardTicks: 500 });
    world.take('tidebound', 9);
    until(world, 'omens');
    world.run(15);
    world.claim('anna', 'ember-court', 12);
    expect(world.claim('bert', 'pale-choir', 9)).toBe('guarded');
    until(world, 'fall');
    expect(world.all('released').at(-1)).toMatchObject({ character: 'anna', why: 'fall' });
    expect(world.shard(12).progress).toBe(0);
    expect(world.all('rose')).toHaveLength(4);
    expect([...world.state.creatures].filter(({ kind }) => kind === 'shard-warden')).toHaveLength(4);
    const { tick } = world.machine;
    world.take('pale-choir', 9);
    expect(world.machine.tick - tick).toBe(5);
  });

  test('when it has fallen: the strongest lose shards, who took some earned standing, the wardens are gone', () => {
    const world = new TestWorld({ ...soon, calmTicks: 300 });
    for (const number of [9, 10, 11]) world.take('tidebound', number);
    until(world, 'fall');
    world.take('ember-court', 12);
    const standing = [...world.state.factions].find(({ name }) => name === 'ember-court')!.standing;
    until(world, 'aftermath');
    expect(world.all('scattered')).toHaveLength(SCATTERED);
    const [ember, tide] = [...world.state.factions];
    expect([tide!.shards, ember!.shards, ember!.standing]).toEqual([5 - SCATTERED, 3, standing + STANDING.fall]);
    expect([...world.state.shards].filter(({ keeper }) => keeper === 'none')).toHaveLength(SCATTERED);
    expect([...world.state.creatures].some(({ kind }) => kind === 'shard-warden')).toBe(false);
    expect(world.state.world.layer).toBe('steady');
  });

  test('takes from nobody when nobody is strongest', () => {
    const world = new TestWorld(soon).run(165);
    expect(skies(world)).toEqual(['omens', 'fall', 'aftermath']);
    expect(world.all('scattered')).toEqual([]);
  });

  test('comes at once when reality drowns', () => {
    const world = new TestWorld({ ...soon, ...never });
    for (const number of [9, 10, 11, 12, 1, 2, 5]) world.take('tidebound', number);
    expect(world.state.world).toMatchObject({ depth: 3 });
    expect(skies(world)[0]).toBe('omens');
  });
});
