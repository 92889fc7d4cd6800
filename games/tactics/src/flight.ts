// How a ship flies one tick. The battle and the planning preview call this same function, so a preview is what happens
// unless something else (a hit, a rock, another ship) gets in the way.
//
// A ship is given a place to be at. It speeds up by at most its acceleration, brakes in time and stops there; the nose
// turns by at most its turn rate. Going sideways or backwards is slower. Speed is kept from turn to turn.
import { sin } from '@rubato/game';
import { FLIGHT } from './balance.ts';
import type { Drive } from './drive.ts';
import { facingAlong, NO_ROTATION, toWorld, turnTowards, type Point, type Rotation } from './geometry.ts';
import type { MovementMode } from './state.ts';

export interface Body extends Point, Rotation {
  vx: number;
  vy: number;
  vz: number;
}

/** What a ship has been told: how, whereto (t), and which way to face there (r). */
export interface Course {
  mode: MovementMode;
  tx: number;
  ty: number;
  tz: number;
  rx: number;
  ry: number;
  rz: number;
  rw: number;
  /** The tick of its jump; 0 none. */
  jumpAt: number;
}

const nose: Point = { x: 0, y: 0, z: 0 };
const goal: Rotation = { ...NO_ROTATION };

/** Moves the body by one tick; `tick` and `number` give an evading ship its own weave. */
export function fly(body: Body, course: Readonly<Course>, drive: Readonly<Drive>, tick: number, number: number): void {
  const { mode } = course;
  const dx = course.tx - body.x;
  const dy = course.ty - body.y;
  const dz = course.tz - body.z;
  const left = Math.sqrt(dx * dx + dy * dy + dz * dz);
  const travels = mode === 'Move' || mode === 'MoveAndTurn' || mode === 'Evasive';
  // At its goal there is no way to go, but still something to evade.
  const part = left > 0 ? 1 / left : 0;
  if (travels) push(body, dx * part, dy * part, dz * part, left, course, drive, tick, number);
  else thrust(body, 0, 0, 0, drive.acceleration);
  body.x = Math.fround(body.x + body.vx);
  body.y = Math.fround(body.y + body.vy);
  body.z = Math.fround(body.z + body.vz);
  if (mode === 'Turn' || mode === 'MoveAndTurn') aimAtRotation(body, course, drive);
  // Close to its goal the way there points anywhere: the nose stays.
  else if (mode === 'Warp' || (travels && left > 1)) turnTowards(body, facingAlong(dx, dy, dz, goal), drive.turn);
}

function aimAtRotation(body: Body, course: Readonly<Course>, drive: Readonly<Drive>): void {
  goal.qx = course.rx;
  goal.qy = course.ry;
  goal.qz = course.rz;
  goal.qw = course.rw;
  turnTowards(body, goal, drive.turn);
}

/** Thrust towards (x, y, z), a direction of length 1, with `left` units to go. */
function push(
  body: Body,
  x: number,
  y: number,
  z: number,
  left: number,
  course: Readonly<Course>,
  drive: Readonly<Drive>,
  tick: number,
  number: number,
): void {
  const evades = course.mode === 'Evasive';
  toWorld(body, 0, 0, 1, nose);
  const ahead = Math.max(0, nose.x * x + nose.y * y + nose.z * z);
  const top = drive.speed * (FLIGHT.strafe + (1 - FLIGHT.strafe) * ahead) * (evades ? FLIGHT.evasive : 1);
  const braking = Math.sqrt(2 * drive.acceleration * FLIGHT.braking * left);
  const speed = Math.min(top, braking, left);
  if (!evades) return thrust(body, x * speed, y * speed, z * speed, drive.acceleration);
  weave(body, x * speed, y * speed, z * speed, drive, tick + number * 37);
}

const side: Point = { x: 0, y: 0, z: 0 };
const above: Point = { x: 0, y: 0, z: 0 };

/** Swings across the nose's direction, up and down at one rate and from side to side at another. */
function weave(body: Body, vx: number, vy: number, vz: number, drive: Readonly<Drive>, phase: number): void {
  const size = drive.speed * FLIGHT.weave;
  const up = size * sin(phase * 0.11);
  const across = size * sin(phase * 0.073 + 1);
  toWorld(body, 1, 0, 0, side);
  toWorld(body, 0, 1, 0, above);
  thrust(
    body,
    vx + above.x * up + side.x * across,
    vy + above.y * up + side.y * across,
    vz + above.z * up + side.z * across,
    drive.acceleration * 2,
  );
}

/** Changes the velocity towards the wanted one by at most `most`. */
function thrust(body: Body, vx: number, vy: number, vz: number, most: number): void {
  const x = vx - body.vx;
  const y = vy - body.vy;
  const z = vz - body.vz;
  const change = Math.sqrt(x * x + y * y + z * z);
  const part = change > most ? most / change : 1;
  body.vx = Math.fround(body.vx + x * part);
  body.vy = Math.fround(body.vy + y * part);
  body.vz = Math.fround(body.vz + z * part);
}

/** Comes out at the course's place, at rest. */
export function jump(body: Body, course: Course): void {
  body.x = Math.fround(course.tx);
  body.y = Math.fround(course.ty);
  body.z = Math.fround(course.tz);
  body.vx = 0;
  body.vy = 0;
  body.vz = 0;
  course.mode = 'Hold';
  course.jumpAt = 0;
}
