/** A weapon's reach as a fan in its ship's own plane, and sensors as a ring. */
import type { Color } from 'three';
import { axisOf, classOf, toWorld, weaponOf, type Mount, type Pose, type ShipClassName } from '@rubato/tactics';
import type { Stage } from './stage.ts';

const PIECES = 36;
const here = { x: 0, y: 0, z: 0 };
const before = { x: 0, y: 0, z: 0 };

export function paintArc({ books }: Stage, pose: Pose, mount: Mount, ink: Color, strength: number): void {
  const { range } = weaponOf[mount.weapon];
  const half = (mount.arcDegrees * Math.PI) / 180;
  const whole = mount.arcDegrees >= 180;
  for (let i = 0; i <= PIECES; i++) {
    onFan(pose, mount, -half + (2 * half * i) / PIECES, here);
    const [x, y, z] = [pose.x + here.x * range, pose.y + here.y * range, pose.z + here.z * range];
    if (i > 0) {
      books.line(before.x, before.y, before.z, x, y, z, ink, strength * 0.75);
      books.fill(pose.x, pose.y, pose.z, before.x, before.y, before.z, x, y, z, ink, strength * 0.13);
      engrave(books, pose, x, y, z, ink, strength * (i % 6 === 0 ? 0.16 : 0.05));
    }
    if (!whole && (i === 0 || i === PIECES)) books.line(pose.x, pose.y, pose.z, x, y, z, ink, strength * 0.6);
    before.x = x;
    before.y = y;
    before.z = z;
  }
}

function engrave(books: Stage['books'], pose: Pose, x: number, y: number, z: number, ink: Color, alpha: number): void {
  const from = 0.72;
  books.fade(
    pose.x + (x - pose.x) * from,
    pose.y + (y - pose.y) * from,
    pose.z + (z - pose.z) * from,
    0,
    x,
    y,
    z,
    alpha * 2.5,
    ink,
  );
}

/** A direction of length 1 at an angle off the mount's axis, in the ship's horizontal plane (upright for a dorsal mount's own axis). */
function onFan(
  pose: Pose,
  { facing, arcDegrees }: Mount,
  angle: number,
  out: { x: number; y: number; z: number },
): void {
  const axis = arcDegrees >= 180 ? axisOf.fore : axisOf[facing];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const upright = axis.y !== 0;
  // Turned within the plane of x and z, or of y and z for what looks up or down.
  const x = upright ? 0 : axis.x * cos + axis.z * sin;
  const y = upright ? axis.y * cos : 0;
  const z = upright ? sin : axis.z * cos - axis.x * sin;
  toWorld(pose, x, y, z, out);
}

/** Where a ship of signature 1 would be seen. */
export function paintSight(
  { books }: Stage,
  pose: Readonly<{ x: number; y: number; z: number }>,
  sight: number,
  ink: Color,
): void {
  books.ring(pose.x, pose.y, pose.z, sight, ink, 0.45, 3);
}

export const mountsOf = (kind: ShipClassName): readonly Mount[] => classOf[kind].mounts;
