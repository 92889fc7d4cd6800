// The rocks of a tick as plain numbers. Hundreds of thousands of questions a turn are about them, and reading a row's
// field costs more than the question. Filled anew at the begin of each tick; between ticks it means nothing.
import { MAX_ROCKS } from './balance.ts';
import type { Point } from './geometry.ts';

export interface RockField {
  count: number;
  /** x, y, z, radius of each. */
  readonly numbers: Float64Array;
}

export const makeField = (): RockField => ({ count: 0, numbers: new Float64Array(MAX_ROCKS * 4) });

/** The field of the tick that is running. */
export const field: RockField = makeField();

export function fillField(rocks: Iterable<Readonly<Point & { radius: number }>>, into: RockField = field): RockField {
  let at = 0;
  for (const { x, y, z, radius } of rocks) {
    into.numbers[at] = x;
    into.numbers[at + 1] = y;
    into.numbers[at + 2] = z;
    into.numbers[at + 3] = radius;
    at += 4;
  }
  into.count = at;
  return into;
}

/** Whether no rock stands between two points. */
export function fieldClear({ count, numbers }: RockField, a: Readonly<Point>, b: Readonly<Point>): boolean {
  const { x, y, z } = a;
  const dx = b.x - x;
  const dy = b.y - y;
  const dz = b.z - z;
  const square = dx * dx + dy * dy + dz * dz;
  if (square === 0) return true;
  for (let i = 0; i < count; i += 4) {
    const px = (numbers[i] as number) - x;
    const py = (numbers[i + 1] as number) - y;
    const pz = (numbers[i + 2] as number) - z;
    const along = (px * dx + py * dy + pz * dz) / square;
    if (along <= 0 || along >= 1) continue;
    const ox = px - dx * along;
    const oy = py - dy * along;
    const oz = pz - dz * along;
    const radius = numbers[i + 3] as number;
    if (ox * ox + oy * oy + oz * oz < radius * radius) return false;
  }
  return true;
}

/** Position in the numbers of the first rock whose surface is nearer than `room` to a point; -1 for none. */
export function rockWithin({ count, numbers }: RockField, x: number, y: number, z: number, room: number): number {
  for (let i = 0; i < count; i += 4) {
    const dx = x - (numbers[i] as number);
    const dy = y - (numbers[i + 1] as number);
    const dz = z - (numbers[i + 2] as number);
    const reach = (numbers[i + 3] as number) + room;
    if (dx * dx + dy * dy + dz * dz < reach * reach) return i;
  }
  return -1;
}
