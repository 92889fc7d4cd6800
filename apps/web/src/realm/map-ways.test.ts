import { places } from '@rubato/realm';
import { describe, expect, it } from 'vitest';
import { canEnter, roads, towards, wayTo } from './map-ways.ts';

const all = () => true;

describe('ways over the map', () => {
  it('lead where the key points', () => {
    expect(towards('stillpoint', 'up')).toBe('riven-causeway');
    expect(towards('stillpoint', 'right')).toBe('mirror-fen');
    expect(towards('quiet-abbey', 'left')).toBeUndefined();
    expect(towards('nowhere', 'up')).toBeUndefined();
  });

  it('reach every place by keys alone, from every place', () => {
    for (const start of places.keys()) {
      const reached = new Set([start]);
      for (const at of reached)
        for (const direction of ['up', 'down', 'left', 'right'] as const) {
          const next = towards(at, direction);
          if (next !== undefined) reached.add(next);
        }
      expect([start, reached.size]).toEqual([start, places.size]);
    }
  });

  it('follow roads, by the fewest', () => {
    expect(wayTo('lantern-quay', 'stillpoint', all)).toEqual(['bell-reef', 'stillpoint']);
    expect(wayTo('stillpoint', 'stillpoint', all)).toEqual([]);
    expect(wayTo('lantern-quay', 'stillpoint', (place) => place.id !== 'bell-reef')).toHaveLength(3);
    expect(wayTo('stillpoint', 'cinder-gate', () => false)).toBeUndefined();
  });

  it('are closed to the weak, and in the riven lands while the sky falls', () => {
    const [underhour, fen, still] = ['underhour', 'mirror-fen', 'stillpoint'].map((id) => places.get(id)!);
    expect([canEnter(underhour!, 4, 'calm'), canEnter(underhour!, 5, 'calm')]).toEqual([false, true]);
    expect([canEnter(fen!, 9, 'fall'), canEnter(still!, 9, 'fall')]).toEqual([false, true]);
  });

  it('are each drawn once', () => {
    const ends = roads.map((ends_) =>
      ends_
        .map(({ id }) => id)
        .sort()
        .join(),
    );
    expect(new Set(ends).size).toBe(ends.length);
    expect(2 * ends.length).toBe([...places.values()].reduce((sum, { neighbours }) => sum + neighbours.length, 0));
  });
});
