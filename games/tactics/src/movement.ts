// One tick of everything that flies by itself: ships, their jumps, the edge of the battle, the gate.
import { SCORE, WARP } from './balance.ts';
import { classOf } from './classes.ts';
import { bumpRocks, bumpShips } from './collisions.ts';
import { driveOf, rechargeOf, sharesOf, type Drive } from './drive.ts';
import { fly, jump } from './flight.ts';
import type { Plan, Ship, TacticsContext } from './state.ts';

const drive: Drive = { speed: 0, acceleration: 0, turn: 0 };

export function moveShips(ctx: TacticsContext): void {
  const { state, tick } = ctx;
  for (const ship of state.ships) {
    if (ship.status !== 'active') continue;
    const plan = state.plans.get(ship.plan);
    if (plan === undefined) continue;
    fly(ship, plan, driveOf(ship, sharesOf(plan), drive), tick, ship.number);
    if (plan.jumpAt === tick) arrive(ctx, ship, plan);
    recharge(ship, rechargeOf(ship, sharesOf(plan)));
    bumpRocks(ctx, ship);
    leave(ctx, ship);
  }
  bumpShips(ctx);
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
  const { state } = ctx;
  const { radius, victory, goalRadius, goalX, goalY, goalZ } = state.battle;
  if (ship.status !== 'active') return;
  if (victory === 'flight' && roleOf(ctx, ship.team) === 'defender') {
    const dx = ship.x - goalX;
    const dy = ship.y - goalY;
    const dz = ship.z - goalZ;
    if (dx * dx + dy * dy + dz * dz < goalRadius * goalRadius) return escape(ctx, ship, 'gate');
  }
  if (ship.x * ship.x + ship.y * ship.y + ship.z * ship.z > radius * radius) escape(ctx, ship, 'fled');
}

export const roleOf = ({ state }: TacticsContext, team: number): 'attacker' | 'defender' | 'rival' => {
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
