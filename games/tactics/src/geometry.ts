// Rotations and lines in space, on plain numbers: a tick allocates nothing.
import { acos, sin } from '@rubato/game';

export interface Point {
  x: number;
  y: number;
  z: number;
}
export interface Rotation {
  qx: number;
  qy: number;
  qz: number;
  qw: number;
}

export const NO_ROTATION: Readonly<Rotation> = Object.freeze({ qx: 0, qy: 0, qz: 0, qw: 1 });

export function distance(a: Readonly<Point>, b: Readonly<Point>): number {
  const x = b.x - a.x;
  const y = b.y - a.y;
  const z = b.z - a.z;
  return Math.sqrt(x * x + y * y + z * z);
}

/** The world's direction (x, y, z) in the rotated body's own axes. */
export function toLocal(body: Readonly<Rotation>, x: number, y: number, z: number, out: Point): Point {
  return rotateBy(-body.qx, -body.qy, -body.qz, body.qw, x, y, z, out);
}

/** The body's own direction (x, y, z) in the world's axes. */
export function toWorld(body: Readonly<Rotation>, x: number, y: number, z: number, out: Point): Point {
  return rotateBy(body.qx, body.qy, body.qz, body.qw, x, y, z, out);
}

function rotateBy(qx: number, qy: number, qz: number, qw: number, x: number, y: number, z: number, out: Point): Point {
  // v + 2w(q × v) + 2q × (q × v)
  const tx = 2 * (qy * z - qz * y);
  const ty = 2 * (qz * x - qx * z);
  const tz = 2 * (qx * y - qy * x);
  out.x = x + qw * tx + (qy * tz - qz * ty);
  out.y = y + qw * ty + (qz * tx - qx * tz);
  out.z = z + qw * tz + (qx * ty - qy * tx);
  return out;
}

/** The level rotation that points a nose (+z) along (x, y, z): yaw, then pitch, by half-angle formulas. */
export function facingAlong(x: number, y: number, z: number, out: Rotation): Rotation {
  const flat = Math.sqrt(x * x + z * z);
  const length = Math.sqrt(flat * flat + y * y);
  if (length === 0) return Object.assign(out, NO_ROTATION);
  const cosYaw = flat === 0 ? 1 : z / flat;
  const yawSin = (x < 0 ? -1 : 1) * Math.sqrt(Math.max(0, (1 - cosYaw) / 2));
  const yawCos = Math.sqrt(Math.max(0, (1 + cosYaw) / 2));
  const cosPitch = flat / length;
  const pitchSin = (y < 0 ? 1 : -1) * Math.sqrt(Math.max(0, (1 - cosPitch) / 2));
  const pitchCos = Math.sqrt(Math.max(0, (1 + cosPitch) / 2));
  out.qx = yawCos * pitchSin;
  out.qy = yawSin * pitchCos;
  out.qz = -yawSin * pitchSin;
  out.qw = yawCos * pitchCos;
  return out;
}

/** The same rotation at length 1; no rotation at all for a quaternion without length. */
export function normalised(x: number, y: number, z: number, w: number, out: Rotation): Rotation {
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  if (!(length > 1e-6)) return Object.assign(out, NO_ROTATION);
  out.qx = x / length;
  out.qy = y / length;
  out.qz = z / length;
  out.qw = w / length;
  return out;
}

/** Turns `body` towards `goal` by at most `radians`; both of length 1. */
export function turnTowards(body: Rotation, goal: Readonly<Rotation>, radians: number): void {
  const dot = body.qx * goal.qx + body.qy * goal.qy + body.qz * goal.qz + body.qw * goal.qw;
  const size = Math.abs(dot);
  const sign = dot < 0 ? -1 : 1;
  if (size > 0.9999999) return setRotation(body, goal.qx * sign, goal.qy * sign, goal.qz * sign, goal.qw * sign);
  const half = acos(Math.min(1, size));
  const part = half * 2 <= radians ? 1 : radians / (half * 2);
  const scale = sin(half);
  const a = sin((1 - part) * half) / scale;
  const b = (sign * sin(part * half)) / scale;
  setRotation(
    body,
    body.qx * a + goal.qx * b,
    body.qy * a + goal.qy * b,
    body.qz * a + goal.qz * b,
    body.qw * a + goal.qw * b,
  );
}

/** Stored as singles: what is computed with is what is kept. */
function setRotation(body: Rotation, x: number, y: number, z: number, w: number): void {
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  body.qx = Math.fround(x / length);
  body.qy = Math.fround(y / length);
  body.qz = Math.fround(z / length);
  body.qw = Math.fround(w / length);
}

/** How far point p is from the segment from a to b, and where along it (0..1) it is closest. */
export interface Closest {
  distance: number;
  along: number;
}

export function closestOnSegment(a: Readonly<Point>, b: Readonly<Point>, p: Readonly<Point>, out: Closest): Closest {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const dz = b.z - a.z;
  const px = p.x - a.x;
  const py = p.y - a.y;
  const pz = p.z - a.z;
  const square = dx * dx + dy * dy + dz * dz;
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / square));
  const x = px - dx * along;
  const y = py - dy * along;
  const z = pz - dz * along;
  out.distance = Math.sqrt(x * x + y * y + z * z);
  out.along = along;
  return out;
}
