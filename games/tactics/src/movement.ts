// One tick of everything that flies by itself: ships, their jumps, the edge of the battle, the gate.
import { SCORE, WARP } from './balance.ts';
import { classOf } from './classes.ts';
import { bumpRocks, bumpShips } from './collisions.ts';
import type { Fallen } from './damage.ts';
import { driveOf, rechargeOf, sharesOf, type Drive } from './drive.ts';
import { fly, jump, type Body, type Course } from './flight.ts';
import { NO_ROTATION } from './geometry.ts';
import type { Plan, Ship, TacticsContext } from './state.ts';

const drive: Drive = { speed: 0, acceleration: 0, turn: 0 };
// Rows are read once and written once a tick: the flight itself runs on plain numbers, here as in a preview.
const body: Body = { x: 0, y: 0, z: 0, vx: 0, vy: 0, vz: 0, ...NO_ROTATION };
const course: Course = { mode: 'Hold', tx: 0, ty: 0, tz: 0, rx: 0, ry: 0, rz: 0, rw: 1, jumpAt: 0 };

export function moveShips(ctx: TacticsContext, fallen: Fallen[]): void {
  const { state, tick } = ctx;
  for (const ship of state.ships) {
    if (ship.status !== 'active') continue;
    const plan = state.plans.get(ship.plan);
    if (plan === undefined) continue;
    readBody(ship);
    readCourse(plan);
    fly(body, course, driveOf(ship, sharesOf(plan), drive), tick, ship.number);
    writeBody(ship);
    if (course.jumpAt === tick) arrive(ctx, ship, plan);
    if (tick % RECHARGE_TICKS === 0) recharge(ship, rechargeOf(ship, sharesOf(plan)) * RECHARGE_TICKS);
    bumpRocks(ctx, ship, fallen);
    leave(ctx, ship);
  }
  bumpShips(ctx, fallen);
}

/** Shields grow in steps: nobody sees the difference, and a tick is shorter. */
const RECHARGE_TICKS = 6;

function readBody(ship: Ship): void {
  body.x = ship.x;
  body.y = ship.y;
  body.z = ship.z;
  body.vx = ship.vx;
  body.vy = ship.vy;
  body.vz = ship.vz;
  body.qx = ship.qx;
  body.qy = ship.qy;
  body.qz = ship.qz;
  body.qw = ship.qw;
}

function writeBody(ship: Ship): void {
  ship.x = body.x;
  ship.y = body.y;
  ship.z = body.z;
  ship.vx = body.vx;
  ship.vy = body.vy;
  ship.vz = body.vz;
  ship.qx = body.qx;
  ship.qy = body.qy;
  ship.qz = body.qz;
  ship.qw = body.qw;
}

function readCourse(plan: Plan): void {
  course.mode = plan.mode;
  course.tx = plan.tx;
  course.ty = plan.ty;
  course.tz = plan.tz;
  course.rx = plan.rx;
  course.ry = plan.ry;
  course.rz = plan.rz;
  course.rw = plan.rw;
  course.jumpAt = plan.jumpAt;
}

/** The jump that was charged for, unless its engine was shot to pieces meanwhile. */
function arrive(ctx: TacticsContext, ship: Ship, plan: Plan): void {
  if (ship.warp <= 0) {
    plan.mode = 'Hold';
    plan.jumpAt = 0;
    ctx.emit('jumpFailed', { ship: ship.number }, { near: ship });
    return;
  }
  const { x: fromX, y: fromY, z: fromZ, number } = ship;
  jump(ship, plan);
  plan.jumps -= 1;
  plan.jumpReady = ctx.tick + WARP.cooldownTicks;
  ship.loudAt = ctx.tick;
  const { x, y, z } = ship;
  ctx.emit('jumped', { ship: number, fromX, fromY, fromZ, x, y, z }, { near: ship });
}

function recharge(ship: Ship, points: number): void {
  if (points <= 0) return;
  const most = classOf[ship.kind].shield;
  if (ship.fore < most) ship.fore = Math.min(most, ship.fore + points);
  if (ship.aft < most) ship.aft = Math.min(most, ship.aft + points);
  if (ship.port < most) ship.port = Math.min(most, ship.port + points);
  if (ship.starboard < most) ship.starboard = Math.min(most, ship.starboard + points);
  if (ship.dorsal < most) ship.dorsal = Math.min(most, ship.dorsal + points);
  if (ship.ventral < most) ship.ventral = Math.min(most, ship.ventral + points);
}

/** A ship that reaches the gate it is bound for, or flies over the edge, is out of the battle. */
function leave(ctx: TacticsContext, ship: Ship): void {
  const { battle } = ctx.state;
  const { x, y, z } = ship;
  if (x * x + y * y + z * z > battle.radius * battle.radius) return escape(ctx, ship, 'fled');
  if (battle.victory !== 'flight' || roleOf(ctx, ship.team) !== 'defender') return;
  const dx = x - battle.goalX;
  const dy = y - battle.goalY;
  const dz = z - battle.goalZ;
  if (dx * dx + dy * dy + dz * dz < battle.goalRadius * battle.goalRadius) escape(ctx, ship, 'gate');
}

const roleOf = ({ state }: TacticsContext, team: number): 'attacker' | 'defender' | 'rival' => {
  for (const row of state.teams) if (row.number === team) return row.role;
  return 'rival';
};

export function escape(ctx: TacticsContext, ship: Ship, how: 'fled' | 'gate' | 'surrendered'): void {
  ship.status = 'escaped';
  const { number, x, y, z } = ship;
  ctx.emit('escaped', { ship: number, how, x, y, z });
  if (how === 'gate') return;
  // Half the worth of a ship that was driven off, to each of the others.
  for (const team of ctx.state.teams)
    if (team.number !== ship.team) team.points += classOf[ship.kind].value * SCORE.drivenOff;
}
