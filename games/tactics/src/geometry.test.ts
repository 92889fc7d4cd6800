import { acos, drawsAt } from '@rubato/game';
import { describe, expect, it } from 'vitest';
import { fieldClear, fillField, makeField, rockWithin } from './field.ts';
import { closestOnSegment, facingAlong, normalised, NO_ROTATION, toLocal, toWorld, turnTowards } from './geometry.ts';

const dice = drawsAt(new Uint8Array(16).fill(9), 'geometry', 'shuffle', 1);
const any = (): number => dice.float() * 2 - 1;
const point = () => ({ x: 0, y: 0, z: 0 });
const rotation = () => normalised(any(), any(), any(), any(), { ...NO_ROTATION });
type Turned = ReturnType<typeof rotation>;
const angle = (a: Turned, b: Turned): number =>
  2 * acos(Math.min(1, Math.abs(a.qx * b.qx + a.qy * b.qy + a.qz * b.qz + a.qw * b.qw)));

describe('rotations', () => {
  it('to the own axes and back are one another undone, and keep lengths', () => {
    for (let i = 0; i < 200; i++) {
      const [body, x, y, z] = [rotation(), any(), any(), any()];
      const local = toLocal(body, x, y, z, point());
      expect(local.x * local.x + local.y * local.y + local.z * local.z).toBeCloseTo(x * x + y * y + z * z, 9);
      const back = toWorld(body, local.x, local.y, local.z, point());
      expect(Math.abs(back.x - x) + Math.abs(back.y - y) + Math.abs(back.z - z)).toBeLessThan(1e-9);
    }
  });

  it('along a direction point the nose there and keep the ship level, also straight up and back', () => {
    const directions = Array.from({ length: 200 }, () => [any(), any(), any()] as const);
    const straight = [
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, -1],
      [1, 0, 0],
      [-1, 0, 0],
    ] as const;
    for (const [x, y, z] of [...directions, ...straight]) {
      const body = facingAlong(x, y, z, { ...NO_ROTATION });
      const length = Math.sqrt(x * x + y * y + z * z);
      const nose = toWorld(body, 0, 0, 1, point());
      expect((nose.x * x + nose.y * y + nose.z * z) / length).toBeCloseTo(1, 9);
      expect(toWorld(body, 1, 0, 0, point()).y).toBeCloseTo(0, 9);
      expect(toWorld(body, 0, 1, 0, point()).y).toBeGreaterThan(-1e-9);
    }
    expect(facingAlong(0, 0, 0, { ...NO_ROTATION })).toEqual(NO_ROTATION);
    expect(normalised(0, 0, 0, 0, rotation())).toEqual(NO_ROTATION);
  });

  it('turn towards their goal by what they may, no more, and arrive', () => {
    for (let i = 0; i < 50; i++) {
      const [body, goal] = [rotation(), rotation()];
      let left = angle(body, goal);
      for (let tick = 0; tick < 70; tick++) {
        turnTowards(body, goal, 0.05);
        const now = angle(body, goal);
        expect(left - now).toBeLessThan(0.051);
        expect(now).toBeLessThanOrEqual(Math.max(0, left - 0.045) + 0.002);
        left = now;
      }
      expect(left).toBeLessThan(0.001);
    }
  });
});

describe('lines', () => {
  it('come closest to a point between their ends, or at one of them', () => {
    const closest = { distance: 0, along: 0 };
    const [a, b] = [point(), { x: 10, y: 0, z: 0 }];
    expect(closestOnSegment(a, b, { x: 5, y: 3, z: 4 }, closest)).toEqual({ distance: 5, along: 0.5 });
    expect(closestOnSegment(a, b, { x: -3, y: 0, z: 4 }, closest)).toEqual({ distance: 5, along: 0 });
    expect(closestOnSegment(a, b, { x: 14, y: 3, z: 0 }, closest)).toEqual({ distance: 5, along: 1 });
    expect(closestOnSegment(a, a, { x: 3, y: 4, z: 0 }, closest)).toEqual({ distance: 5, along: 0 });
  });

  it('are blocked by a rock between, and by no other', () => {
    const rocks = fillField([{ x: 0, y: 0, z: 50, radius: 10 }], makeField());
    const from = point();
    expect(fieldClear(rocks, from, { x: 0, y: 9, z: 100 })).toBe(false);
    expect(fieldClear(rocks, from, { x: 0, y: 25, z: 100 })).toBe(true);
    expect(fieldClear(rocks, from, { x: 0, y: 0, z: 35 })).toBe(true);
    expect(fieldClear(rocks, from, { x: 0, y: 0, z: -100 })).toBe(true);
    expect(rockWithin(rocks, 0, 0, 35, 6)).toBe(0);
    expect(rockWithin(rocks, 0, 0, 35, 4)).toBe(-1);
  });
});
