import { describe, expect, test } from 'vitest';
import { CREATURES } from '../fight/creatures.ts';
import { factions, startingLocations } from './factions.ts';
import { people } from './people.ts';
import { placeName, places } from './places.ts';
import { quests } from './quests.ts';
import { SHARD_COUNT, shards } from './shards.ts';
import { layerName, realmEvents } from './state.ts';
import { travelRefusal } from './travel.ts';

/** Places that can be reached from `start`, leaving out those that `closed` names. */
function reachable(start: string, closed: (id: string) => boolean = () => false): Set<string> {
  const seen = new Set([start]);
  for (const id of seen) for (const next of places.get(id)!.neighbours) if (!closed(next)) seen.add(next);
  return seen;
}

describe('the map', () => {
  test('names every place once, and every road leads both ways', () => {
    expect([...places.keys()].sort()).toEqual([...placeName.values].sort());
    for (const { id, neighbours } of places.values()) {
      expect(new Set(neighbours).size).toBe(neighbours.length);
      for (const next of neighbours) expect(places.get(next)!.neighbours, `${id} to ${next}`).toContain(id);
    }
  });

  test('every place can be reached from everywhere', () => {
    for (const id of places.keys()) expect(reachable(id).size).toBe(places.size);
  });

  test('every faction begins in a safe place of its own land, from which the Stillpoint is open under any sky', () => {
    for (const { id, home, layer } of factions) {
      expect(places.get(home)).toMatchObject({ land: id, safe: true, leastLevel: 1 });
      expect(startingLocations.get(id)).toBe(home);
      expect(layerName.values).toContain(layer);
      const riven = (at: string) => places.get(at)!.land === 'riven' && !places.get(at)!.safe;
      expect(reachable(home, riven)).toContain('stillpoint');
    }
  });

  test('has twelve shards, each at a place of its own that is not safe', () => {
    expect(shards.map(({ number }) => number)).toEqual(Array.from({ length: SHARD_COUNT }, (_, at) => at + 1));
    expect(new Set(shards.map(({ place }) => place)).size).toBe(SHARD_COUNT);
    for (const { place } of shards) expect(places.get(place)!.safe).toBe(false);
  });

  test('people, dens and quests are of this world', () => {
    for (const { place } of people.values()) expect(places.has(place)).toBe(true);
    for (const { safe, dens } of places.values()) {
      if (safe) expect(dens).toEqual([]);
      for (const { kind } of dens) expect(CREATURES[kind]).toBeDefined();
    }
    expect(new Set(quests.map(({ id }) => id)).size).toBe(quests.length);
    expect(quests.length).toBeLessThanOrEqual(64);
    for (const { steps } of quests)
      for (const { on, where } of steps)
        for (const key of Object.keys(where)) expect(realmEvents[on]).toHaveProperty(key);
  });

  test('every step of a quest can be made', () => {
    for (const { steps } of quests)
      for (const { on, where } of steps) {
        if (on === 'travelled') expect(places.has(String(where['to']))).toBe(true);
        if (on === 'talked') expect(people.has(String(where['person']))).toBe(true);
        if (on === 'slain') expect(CREATURES).toHaveProperty(String(where['kind']));
      }
  });
});

describe('travelling', () => {
  const hero = { level: 20, from: 'stillpoint' };

  test('goes along roads only', () => {
    expect(travelRefusal('calm', hero, 'mirror-fen')).toBeUndefined();
    expect(travelRefusal('calm', hero, 'cinder-gate')).toBe('no-road');
    expect(travelRefusal('calm', hero, 'stillpoint')).toBe('no-road');
    expect(travelRefusal('calm', hero, 'nowhere')).toBe('no-such-place');
  });

  test('turns back who is too weak', () => {
    expect(travelRefusal('calm', { ...hero, level: 4 }, 'underhour')).toBe('too-weak');
    expect(travelRefusal('calm', { ...hero, level: 5 }, 'underhour')).toBeUndefined();
  });

  test('while the sky falls nobody gets into the riven lands, but everybody out', () => {
    expect(travelRefusal('fall', hero, 'mirror-fen')).toBe('road-broken');
    expect(travelRefusal('omens', hero, 'mirror-fen')).toBeUndefined();
    expect(travelRefusal('fall', { level: 1, from: 'mirror-fen' }, 'stillpoint')).toBeUndefined();
  });

  test('whoever stands on a place that is no more finds a way to any safe one', () => {
    const lost = { level: 1, from: 'crossroads' };
    expect(travelRefusal('calm', lost, 'rootmarket')).toBeUndefined();
    expect(travelRefusal('calm', lost, 'thornway')).toBe('no-road');
  });
});
