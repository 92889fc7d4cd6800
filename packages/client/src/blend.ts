/** Blending raw column values: the arithmetic of interpolation, extrapolation and of errors that fade. */
import type { SmoothLane } from './own-rows.ts';

/** The difference `b − a` in raw steps; for angles the short way round. */
export function difference(lane: SmoothLane, a: number, b: number): number {
  const plain = b - a;
  if (lane.turn === 0) return plain;
  const half = lane.turn / 2;
  if (plain > half) return plain - lane.turn;
  return plain < -half ? plain + lane.turn : plain;
}

/** `a` moved by `delta` raw steps: wrapped for angles, clamped for the rest, whole where the column stores whole steps. */
export function moved(lane: SmoothLane, a: number, delta: number): number {
  if (lane.max === Infinity) return a + delta;
  const sum = Math.round(a + delta);
  if (lane.turn > 0) return ((sum % lane.turn) + lane.turn) % lane.turn;
  return sum < 0 ? 0 : sum > lane.max ? lane.max : sum;
}
