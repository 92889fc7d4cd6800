import { describe, expect, test } from 'vitest';
import { FIGHT_TICKS, STANDING } from './balance.ts';
import { creaturesAt } from './orders.ts';
import { MOST_SLAYERS } from './state.ts';
import { TestWorld } from './test-world.ts';

const anna = { character: 'anna', faction: 'tidebound' } as const;

describe('talking', () => {
  test('is with somebody who is there', () => {
    const world = new TestWorld();
    const talk = (place: 'stillpoint' | 'rootmarket', person: string, character = 'anna') =>
      world.order({ name: 'talk', args: { ...anna, character, place, person } });
    expect(talk('rootmarket', 'the-surveyor')).toBe('not-here');
    expect(talk('stillpoint', 'no-one')).toBe('no-such-person');
    expect(talk('stillpoint', 'the-surveyor', '')).toBe('nobody');
    expect(talk('stillpoint', 'the-surveyor')).toBe('applied');
    expect(world.all('talked')).toEqual([{ character: 'anna', person: 'the-surveyor' }]);
  });
});

describe('quests', () => {
  test('are for those whom they ask', () => {
    const world = new TestWorld();
    const accept = (quest: string, level = 1, character = 'anna') =>
      world.order({ name: 'accept', args: { ...anna, character, level, quest } });
    expect(accept('no-quest')).toBe('no-such-quest');
    expect(accept('sworn-to-coal')).toBe('other-faction');
    expect(accept('keeper-of-hours', 4)).toBe('too-weak');
    expect(accept('vermin', 1, '')).toBe('nobody');
    expect(accept('keeper-of-hours', 5)).toBe('applied');
    expect(accept('the-twelfth-bell')).toBe('applied');
    expect(world.all('questAccepted')).toHaveLength(2);
    const abandon = (character: string) => world.order({ name: 'abandon', args: { character, quest: 'vermin' } });
    expect([abandon(''), abandon('anna')]).toEqual(['nobody', 'applied']);
    expect(world.all('questAbandoned')).toEqual([{ character: 'anna', quest: 'vermin' }]);
  });
});

describe('creatures', () => {
  const rats = (world: TestWorld) => creaturesAt(world.machine.view, 'thornway');
  const first = (world: TestWorld) => rats(world)[0]!.id as number;

  test('roam where the map has them', () => {
    const world = new TestWorld();
    expect(rats(world).map(({ kind, state }) => `${kind} ${state}`)).toEqual(Array(4).fill('mire-rat roaming'));
    expect(creaturesAt(world.machine.view, 'stillpoint')).toEqual([]);
    expect(creaturesAt(world.machine.view, 'nowhere')).toEqual([]);
  });

  test('are in one fight at a time; slain they are gone for a while, and everybody who took part is told', () => {
    const world = new TestWorld({ returnTicks: 30 });
    const creature = first(world);
    const engage = (fight: string, place: 'thornway' | 'rootmarket' = 'thornway') =>
      world.order({ name: 'engage', args: { creature, fight, place } });
    const fought = (fight: string, slayers: string[]) =>
      world.order({ name: 'fought', args: { creature, fight, faction: 'tidebound', slayers } });
    expect([engage(''), engage('f1', 'rootmarket'), engage('f1'), engage('f2')]).toEqual([
      'no-fight',
      'not-here',
      'applied',
      'fights-already',
    ]);
    expect([fought('f2', ['anna']), fought('f1', ['anna', 'bert', 'anna'])]).toEqual(['another-fight', 'applied']);
    const slain = { faction: 'tidebound', kind: 'mire-rat', place: 'thornway', fight: 'f1' };
    expect(world.all('slain')).toEqual([
      { character: 'anna', ...slain },
      { character: 'bert', ...slain },
    ]);
    expect([...world.state.factions][1]!.standing).toBe(STANDING.slain);
    expect([fought('f1', ['anna']), engage('f3')]).toEqual(['another-fight', 'slain']);
    world.run(30);
    expect(engage('f3')).toBe('applied');
  });

  test('that won, or that nobody fights to the end, go free', () => {
    const world = new TestWorld({ calmTicks: 1_000_000 });
    const creature = first(world);
    const place = 'thornway';
    world.order({ name: 'engage', args: { creature, fight: 'f1', place } });
    expect(world.order({ name: 'fought', args: { creature, fight: 'f1', faction: 'tidebound', slayers: [] } })).toBe(
      'applied',
    );
    expect(world.all('slain')).toEqual([]);
    world.order({ name: 'engage', args: { creature, fight: 'f2', place } });
    world.run(FIGHT_TICKS);
    expect(rats(world)[0]).toMatchObject({ state: 'roaming', fight: '' });
    expect(
      world.order({ name: 'fought', args: { creature, fight: 'f2', faction: 'tidebound', slayers: ['anna'] } }),
    ).toBe('another-fight');
  });

  test('that rose with the fall don’t come back', () => {
    const world = new TestWorld({ calmTicks: 10, omenTicks: 10, fallTicks: 200, returnTicks: 5 }).run(20);
    const [warden] = creaturesAt(world.machine.view, 'mirror-fen').filter(({ fallen }) => fallen);
    const creature = warden!.id as number;
    world.order({ name: 'engage', args: { creature, fight: 'f', place: 'mirror-fen' } });
    world.order({ name: 'fought', args: { creature, fight: 'f', faction: 'pale-choir', slayers: ['dora'] } });
    world.run(20);
    expect(creaturesAt(world.machine.view, 'mirror-fen').some(({ fallen }) => fallen)).toBe(false);
    const again = world.order({ name: 'engage', args: { creature, fight: 'f', place: 'mirror-fen' } });
    expect(again).toBe('no-such-creature');
    expect(world.order({ name: 'fought', args: { creature, fight: 'f', faction: 'pale-choir', slayers: [] } })).toBe(
      'no-such-creature',
    );
  });

  test('are slain by so many at most', () => {
    const world = new TestWorld();
    const creature = first(world);
    world.order({ name: 'engage', args: { creature, fight: 'f', place: 'thornway' } });
    const slayers = Array.from({ length: MOST_SLAYERS + 1 }, (_, n) => `n${n}`);
    const fought = (who: string[]) =>
      world.order({ name: 'fought', args: { creature, fight: 'f', faction: 'pale-choir', slayers: who } });
    expect([fought(slayers), fought(slayers.slice(1))]).toEqual(['bad-args', 'applied']);
  });
});
