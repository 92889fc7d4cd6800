import type { Sample } from '@rubato/web';
import { describe, expect, it } from 'vitest';
import { HALF_WIDTH, SHOT } from './balance.ts';
import type { ArenaView, ShipView, Shot } from './state.ts';
import { blankScene, compose, flightTicks, placeShot, poseOf } from './view-scene.ts';

const ship = (owner: number, x: number) =>
  ({ owner, x, y: 0, vx: 1, vy: 0, heading: 0, engine: 0, alive: true }) as unknown as ShipView;
const view = (ships: ShipView[], rocks: object[] = []) =>
  ({ ships, rocks, shots: [], pickups: [] }) as unknown as ArenaView;
const shot = (owner: number, x = 0, vx = 2) => ({ by: owner, x, y: 0, vx, vy: 0, born: 100 }) as unknown as Shot;

function sceneOf(shown: ArenaView, tick = 100, ownTick = 104) {
  const scene = blankScene();
  compose({ view: shown, tick, ownTick } satisfies Sample<ArenaView>, 2, scene);
  return scene;
}

describe('a scene', () => {
  it('shows the own ship in the present and the others where they were', () => {
    const scene = sceneOf(view([ship(1, 5), ship(2, 7)]));
    expect(scene.own?.seat).toBe(2);
    expect([poseOf(scene, 1)?.tick, poseOf(scene, 2)?.tick]).toEqual([100, 104]);
  });

  it('keeps no ship of an earlier frame', () => {
    const scene = sceneOf(view([ship(1, 5), ship(2, 7)]));
    compose({ view: view([ship(1, 5)]), tick: 101, ownTick: 105 }, 2, scene);
    expect([scene.shipCount, scene.own, poseOf(scene, 2)]).toEqual([1, undefined, undefined]);
  });
});

describe('a shot', () => {
  const place = { x: 0, y: 0 };

  it('of the own ship is drawn in the present', () => {
    expect(placeShot(sceneOf(view([])), shot(2), place)).toBe(true);
    expect(place.x).toBe(8);
  });

  it('of another leaves the muzzle as shown and has reached the present when it is old', () => {
    expect(placeShot(sceneOf(view([])), shot(1), place)).toBe(true);
    expect(place.x).toBe(0);
    placeShot(sceneOf(view([]), 120, 124), shot(1), place);
    expect(place.x).toBe(48);
  });

  it('is not drawn before its birth', () => {
    expect(placeShot(sceneOf(view([]), 90, 99), shot(2), place)).toBe(false);
  });

  it('ends at a rock or the wall, though the server has not said so yet', () => {
    const rock = { x: 10, y: 0, radius: 4, orbit: 0, phase: 0, rate: 0, look: 0 };
    const scene = sceneOf(view([], [rock]), 100, 104);
    expect(flightTicks(scene, shot(2))).toBeCloseTo(3, 5);
    expect(placeShot(scene, shot(2), place)).toBe(false);
    expect(flightTicks(sceneOf(view([])), shot(2, HALF_WIDTH - 2))).toBeCloseTo(1, 5);
    expect(flightTicks(sceneOf(view([])), shot(2, 0, 0.1))).toBe(SHOT.life);
  });
});
