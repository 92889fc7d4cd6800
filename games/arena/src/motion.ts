// Where things are at a tick that need no state of their own to move: shots fly straight, rocks stay or circle.
import { cos, sin } from '@rubato/game';

export interface Point {
  x: number;
  y: number;
}

type ShotPath = Readonly<{ x: number; y: number; vx: number; vy: number; born: number }>;
type RockPath = Readonly<{ x: number; y: number; orbit: number; phase: number; rate: number }>;

/** Writes where the shot is at the tick (fractions allowed, for drawing between ticks) into `out` and returns it. */
export function shotAt(shot: ShotPath, tick: number, out: Point): Point {
  const age = tick - shot.born;
  out.x = shot.x + shot.vx * age;
  out.y = shot.y + shot.vy * age;
  return out;
}

/** Writes where the rock's centre is at the tick (fractions allowed) into `out` and returns it. */
export function rockAt(rock: RockPath, tick: number, out: Point): Point {
  const orbit = rock.orbit;
  out.x = rock.x;
  out.y = rock.y;
  if (orbit === 0) return out;
  const turned = rock.phase + rock.rate * tick;
  out.x += cos(turned) * orbit;
  out.y += sin(turned) * orbit;
  return out;
}
