import { describe, expect, test } from 'vitest';
import { HALF_HEIGHT, HALF_WIDTH, MAX_PICKUPS, MAX_ROCKS, MAX_SHIPS, PICKUP, SHIP } from './balance.ts';
import { LAYOUTS, SPAWNS } from './map.ts';

type Layout = (typeof LAYOUTS)[number];

/** The least gap between a place and anything the rock covers at any tick. */
function gap(x: number, y: number, rock: Layout['rocks'][number]): number {
  const away = Math.hypot(x - rock.x, y - rock.y);
  return Math.abs(away - (rock.orbit ?? 0)) - rock.radius;
}

describe.each(LAYOUTS.map((layout) => [layout.name, layout] as const))('layout %s', (_name, layout) => {
  test('fits its tables', () => {
    expect(layout.rocks.length).toBeLessThanOrEqual(MAX_ROCKS);
    expect(layout.pickups.length).toBeLessThanOrEqual(MAX_PICKUPS);
  });

  test('keeps every starting place clear of rocks at all times', () => {
    for (const [x, y] of SPAWNS)
      for (const rock of layout.rocks) expect(gap(x, y, rock)).toBeGreaterThan(3 * SHIP.radius);
  });

  test('keeps every pickup within reach of a ship, inside the walls', () => {
    for (const [x, y] of layout.pickups) {
      expect(Math.abs(x)).toBeLessThan(HALF_WIDTH - SHIP.radius);
      expect(Math.abs(y)).toBeLessThan(HALF_HEIGHT - SHIP.radius);
      for (const rock of layout.rocks) expect(gap(x, y, rock)).toBeGreaterThan(SHIP.radius - PICKUP.reach);
    }
  });

  test('keeps rocks from running into each other', () => {
    layout.rocks.forEach((one, index) => {
      for (const other of layout.rocks.slice(index + 1)) {
        if (one.orbit !== undefined && one.orbit === other.orbit) continue;
        const [still, drifting] = one.orbit === undefined ? [one, other] : [other, one];
        expect(gap(still.x, still.y, drifting) - still.radius).toBeGreaterThan(0);
      }
    });
  });

  test('is symmetric by half a turn', () => {
    const twin = (x: number, y: number) => layout.rocks.some((rock) => rock.x === -x && rock.y === -y);
    for (const rock of layout.rocks) expect(twin(rock.x, rock.y)).toBe(true);
    for (const [x, y] of layout.pickups) expect(layout.pickups.some(([px, py]) => px === -x && py === -y)).toBe(true);
  });
});

test('there is a starting place for every ship', () => {
  expect(SPAWNS.length).toBeGreaterThanOrEqual(MAX_SHIPS);
});
