import { drawsAt, Machine, type CommandOf, type Draws, type Turn } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { expect, test } from 'vitest';
import { MOST_CLAIMS } from './balance.ts';
import { workToTake } from './capture.ts';
import { FACTIONS } from './factions.ts';
import { places, type PlaceId } from './places.ts';
import { prevail, layerOf } from './reality.ts';
import { realm } from './rules.ts';
import { shards } from './shards.ts';

const SEED = Uint8Array.from({ length: 16 }, (_, at) => at * 11 + 5);
const settings = {
  captureTicks: 6,
  guardTicks: 20,
  calmTicks: 300,
  omenTicks: 30,
  fallTicks: 60,
  afterTicks: 30,
  returnTicks: 10,
};

/** What a crowd of forty does: mostly what makes sense, sometimes what doesn't. */
function someOrder(dice: Draws, creatures: readonly number[]): CommandOf<typeof realm> {
  const number = dice.int(0, 39);
  const someone = { character: `c${number}`, faction: FACTIONS[number % FACTIONS.length]! };
  const shard = dice.pick(shards);
  const place = dice.chance(0.9) ? shard.place : dice.pick([...places.keys()] as PlaceId[]);
  const creature = creatures.length > 0 ? dice.pick(creatures) : 0;
  const fight = `f${dice.int(0, 3)}`;
  const chance = dice.int(0, 99);
  if (chance < 50)
    return { name: 'claim', args: { ...someone, place, shard: dice.chance(0.98) ? shard.number : dice.int(0, 255) } };
  if (chance < 60) return { name: 'release', args: { character: someone.character } };
  if (chance < 70) {
    const from = dice.pick([...places.values()]);
    return {
      name: 'travel',
      args: { ...someone, level: dice.int(1, 9), from: from.id, to: dice.pick(from.neighbours) },
    };
  }
  if (chance < 80) return { name: 'engage', args: { creature, fight, place } };
  if (chance < 90)
    return {
      name: 'fought',
      args: { creature, fight, faction: someone.faction, slayers: dice.chance(0.5) ? [someone.character] : [] },
    };
  if (chance < 95)
    return { name: 'accept', args: { ...someone, level: dice.int(1, 9), quest: dice.pick(['vermin', 'nothing']) } };
  return { name: 'clock', args: { ms: dice.int(0, 2_000_000_000) } };
}

function holds(machine: Machine<typeof realm>): void {
  const { state, view } = machine;
  for (const faction of state.factions)
    expect(faction.shards).toBe([...state.shards].filter(({ keeper }) => keeper === faction.name).length);
  const claimants = [...state.claims].map(({ character }) => character);
  expect(new Set(claimants).size).toBe(claimants.length);
  for (const { number, progress, claimant, keeper } of state.shards) {
    expect([...state.claims].filter(({ shard }) => shard === number).length).toBeLessThanOrEqual(MOST_CLAIMS);
    expect(progress).toBeLessThanOrEqual(2 * workToTake(view, settings.captureTicks, claimant));
    expect(claimant === 'none').toBe(progress === 0);
    if (claimant !== 'none') expect(claimant).not.toBe(keeper);
  }
  for (const { state: doing, until, fight } of state.creatures) {
    expect(until === 0).toBe(doing === 'roaming');
    expect(fight !== '').toBe(doing === 'fighting');
  }
  expect(state.world.layer).toBe(layerOf(prevail(view).faction));
}

test('whatever a crowd does, the world keeps its order, and its journal leads to the same world again', () => {
  const start = () => Machine.start(realm, { seats: [1 as Seat], seed: SEED, settings });
  const machine = start();
  const turns: Turn[] = [];
  const happened: Record<string, number> = {};
  let copy = machine.snapshot();
  for (let step = 0; step < 3000; step++) {
    const dice = drawsAt(SEED, 'crowd', 'shuffle', step);
    const { tick, turn } = machine;
    const creatures = [...machine.state.creatures].map(({ id }) => id as number);
    const order = { seat: 1 as Seat, seq: turn + 1, seenTick: tick, ...someOrder(dice, creatures) };
    const report = machine.runTurn(dice.chance(0.6) ? { orders: [order], ticks: 0 } : { ticks: 1 });
    turns.push(report.turn);
    for (const { name } of report.events) happened[name] = (happened[name] ?? 0) + 1;
    for (const outcome of report.outcomes) expect(outcome.status).not.toBe('faulted');
    if (step % 50 === 0) holds(machine);
    if (step === 1500) copy = machine.snapshot();
  }
  // A crowd that does nothing would keep any order.
  for (const name of Object.keys(realm.events))
    if (name !== 'talked' && name !== 'questAbandoned') expect(happened[name], name).toBeGreaterThan(0);
  const again = start();
  for (const turn of turns) expect(again.rerun(turn).turn.hash).toBe(turn.hash);
  expect(again.hash()).toBe(machine.hash());
  const resumed = Machine.load(realm, copy);
  for (const turn of turns.slice(1501)) resumed.rerun(turn);
  expect(resumed.hash()).toBe(machine.hash());
});
