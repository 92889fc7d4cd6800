// Where a straight path first meets a circle or the walls, as a part of its length.
import { HALF_HEIGHT, HALF_WIDTH } from './balance.ts';

/** Part 0..1 of the way from (x, y) along (dx, dy) at which it enters the circle; Infinity when it doesn't; 0 from inside. */
export function enters(x: number, y: number, dx: number, dy: number, cx: number, cy: number, radius: number): number {
  const fx = x - cx;
  const fy = y - cy;
  const outside = fx * fx + fy * fy - radius * radius;
  if (outside <= 0) return 0;
  const approach = fx * dx + fy * dy;
  if (approach >= 0) return Infinity;
  const length = dx * dx + dy * dy;
  const root = approach * approach - length * outside;
  if (root < 0) return Infinity;
  const part = (-approach - Math.sqrt(root)) / length;
  return part <= 1 ? part : Infinity;
}

/** Part 0..1 of the way from (x, y) along (dx, dy) at which it leaves the arena; Infinity when it stays inside. */
export function leaves(x: number, y: number, dx: number, dy: number): number {
  const part = Math.min(leavesOne(x, dx, HALF_WIDTH), leavesOne(y, dy, HALF_HEIGHT));
  return part <= 1 ? part : Infinity;
}

function leavesOne(from: number, by: number, half: number): number {
  if (by === 0) return Infinity;
  const room = by > 0 ? half - from : half + from;
  return Math.max(0, room / Math.abs(by));
}
