import { expect, it } from 'vitest';
import { FARTHEST, isPoint } from './whereabouts.ts';

it.each([
  [{ x: FARTHEST, y: -FARTHEST, z: 0 }, true],
  [{ x: FARTHEST * 1.001, y: 0, z: 0 }, false],
  [{ x: 0, y: 0, z: -FARTHEST - 1 }, false],
  [{ x: NaN, y: 0, z: 0 }, false],
  [{ x: 0, y: Infinity, z: 0 }, false],
  [{ x: '1' as never, y: 0, z: 0 }, false],
])('%j is a point: %j', (point, is) => expect(isPoint(point)).toBe(is));
