// The three layouts. Each is symmetric by half a turn, so no seat starts with better cover.
import { TAU } from '@rubato/game';
import type { ArenaState } from './state.ts';

interface RockPlan {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly orbit?: number;
  /** Radians at tick 0, and radians per tick. */
  readonly phase?: number;
  readonly rate?: number;
}

interface Layout {
  readonly name: string;
  readonly rocks: readonly RockPlan[];
  readonly pickups: readonly (readonly [x: number, y: number])[];
}

/** Two rocks circling the middle, opposite each other. */
const orbiters = (orbit: number, radius: number, rate: number): RockPlan[] => [
  { x: 0, y: 0, radius, orbit, phase: 0, rate },
  { x: 0, y: 0, radius, orbit, phase: TAU / 2, rate },
];

/** The rock and its twin across the middle. */
const pair = (x: number, y: number, radius: number): RockPlan[] => [
  { x, y, radius },
  { x: -x, y: -y, radius },
];

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'orrery',
    rocks: [{ x: 0, y: 0, radius: 9 }, ...orbiters(30, 5, 0.01), ...pair(62, 34, 6), ...pair(62, -34, 6)],
    pickups: [
      [0, 46],
      [0, -46],
      [48, 0],
      [-48, 0],
    ],
  },
  {
    name: 'gate',
    rocks: [...pair(28, 0, 8), ...pair(0, 34, 7), ...orbiters(50, 4, -0.006), ...pair(70, 30, 5), ...pair(70, -30, 5)],
    pickups: [
      [0, 0],
      [0, 20],
      [0, -20],
      [70, 0],
      [-70, 0],
    ],
  },
  {
    name: 'scatter',
    rocks: [...pair(48, -20, 8), ...pair(16, 30, 6), ...pair(74, 34, 5), ...orbiters(14, 5, 0.018)],
    pickups: [
      [0, 50],
      [0, -50],
      [46, 16],
      [-46, -16],
    ],
  },
];

/** Where ships appear: clear of every rock of every layout, at every tick. */
export const SPAWNS: readonly (readonly [x: number, y: number])[] = [
  [-84, -48],
  [84, 48],
  [84, -48],
  [-84, 48],
  [-84, 0],
  [84, 0],
  [-40, -48],
  [40, 48],
  [40, -48],
  [-40, 48],
];

/** Replaces the rocks by those of the layout. */
export function layRocks(state: ArenaState, layout: Layout): void {
  state.rocks.clear();
  layout.rocks.forEach((plan, look) => state.rocks.add({ ...plan, look }));
}
