// Whom a bot fights, and where it must point to hit.
import { atan2 } from '@rubato/game';
import { SHOT } from './balance.ts';
import { rockAt, type Point } from './motion.ts';
import type { ArenaView, ShipView } from './state.ts';
import { enters } from './trace.ts';

/** Being chased down to the last bit of hull makes a ship look this much closer, in units. */
const WEAKNESS_PULL = 30;

/** The living rival that is near and weak; undefined when there is none. */
export function chooseTarget(view: ArenaView, ship: ShipView): ShipView | undefined {
  let least = Infinity;
  let chosen: ShipView | undefined;
  for (const rival of view.ships) {
    if (!rival.alive || rival.id === ship.id) continue;
    const safe = view.round.now < rival.safeUntil ? 60 : 0;
    const worth = distance(ship, rival) + safe - WEAKNESS_PULL / (1 + (rival.hull + rival.shield) / 20);
    if (worth >= least) continue;
    least = worth;
    chosen = rival;
  }
  return chosen;
}

export interface Solution {
  /** Where to point, radians. */
  readonly heading: number;
  /** Ticks until the shot arrives. */
  readonly flight: number;
}

/** Where to point so that a shot meets the target on its present course; undefined when it can't. */
export function lead(ship: ShipView, target: ShipView): Solution | undefined {
  const px = target.x - ship.x;
  const py = target.y - ship.y;
  const wx = target.vx - ship.vx;
  const wy = target.vy - ship.vy;
  const a = SHOT.speed * SHOT.speed - wx * wx - wy * wy;
  if (a <= 0) return undefined;
  const b = px * wx + py * wy;
  const flight = (b + Math.sqrt(b * b + a * (px * px + py * py))) / a;
  return { heading: atan2(py + wy * flight, px + wx * flight), flight };
}

const rockPlace: Point = { x: 0, y: 0 };

/** True when no rock lies between. */
export function clearLine(view: ArenaView, from: Readonly<Point>, to: Readonly<Point>): boolean {
  for (const rock of view.rocks) {
    rockAt(rock, view.round.now, rockPlace);
    const meets = enters(from.x, from.y, to.x - from.x, to.y - from.y, rockPlace.x, rockPlace.y, rock.radius + 0.5);
    if (meets <= 1) return false;
  }
  return true;
}

export function distance(one: Readonly<Point>, other: Readonly<Point>): number {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  return Math.sqrt(dx * dx + dy * dy);
}
