// Whether a weapon bears: range, arc, line of sight. The battle, the bots and planning pages ask the same questions.
import { cos } from '@rubato/game';
import { classOf, weaponOf, type Facing, type Mount } from './classes.ts';
import { distance, toLocal, type Point, type Rotation } from './geometry.ts';
import { fieldClear, type RockField } from './field.ts';
import type { ShipView } from './state.ts';

/** The middle of a facing in the ship's own axes. */
export const axisOf: Readonly<Record<Facing, Readonly<Point>>> = {
  fore: { x: 0, y: 0, z: 1 },
  aft: { x: 0, y: 0, z: -1 },
  port: { x: 1, y: 0, z: 0 },
  starboard: { x: -1, y: 0, z: 0 },
  dorsal: { x: 0, y: 1, z: 0 },
  ventral: { x: 0, y: -1, z: 0 },
};

const RADIANS = 3.141592653589793 / 180;
const local: Point = { x: 0, y: 0, z: 0 };

/** A ship's place and attitude at some moment. */
export type Pose = Readonly<Point & Rotation>;

/** The weapon that the ship carries at this index, if any. */
export const mountOf = (ship: Pick<ShipView, 'kind'>, index: number): Mount | undefined =>
  classOf[ship.kind].mounts[index];

export function inArc(pose: Pose, mount: Mount, target: Readonly<Point>): boolean {
  if (mount.arcDegrees >= 180) return true;
  toLocal(pose, target.x - pose.x, target.y - pose.y, target.z - pose.z, local);
  const axis = axisOf[mount.facing];
  const length = Math.sqrt(local.x * local.x + local.y * local.y + local.z * local.z);
  const along = local.x * axis.x + local.y * axis.y + local.z * axis.z;
  return along >= length * cos(mount.arcDegrees * RADIANS);
}

export function inRange(pose: Readonly<Point>, mount: Mount, target: Readonly<Point>): boolean {
  return distance(pose, target) <= weaponOf[mount.weapon].range;
}

/** Why a weapon doesn't bear on a place, or undefined when it does. Torpedoes find their way around rocks. */
export function bearing(
  rocks: RockField,
  pose: Pose,
  mount: Mount,
  target: Readonly<Point>,
): 'out-of-range' | 'out-of-arc' | 'blocked' | undefined {
  if (!inRange(pose, mount, target)) return 'out-of-range';
  if (!inArc(pose, mount, target)) return 'out-of-arc';
  if (weaponOf[mount.weapon].kind !== 'torpedo' && !fieldClear(rocks, pose, target)) return 'blocked';
  return undefined;
}

/** Where a projectile of this speed meets a target that keeps its velocity; where it is now when it can't. */
export function leadPoint(
  from: Readonly<Point>,
  target: Readonly<Point & { vx: number; vy: number; vz: number }>,
  speed: number,
  out: Point,
): Point {
  let ticks = distance(from, target) / speed;
  // Two rounds of refinement are within a ship's radius at the ranges and speeds of this game.
  for (let i = 0; i < 2; i++) {
    out.x = target.x + target.vx * ticks;
    out.y = target.y + target.vy * ticks;
    out.z = target.z + target.vz * ticks;
    ticks = distance(from, out) / speed;
  }
  return out;
}
