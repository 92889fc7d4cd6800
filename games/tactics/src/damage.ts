// What a hit does: the shield that faces it, then the hull, then perhaps a subsystem.
import { GUNNERY, SCORE } from './balance.ts';
import { classOf, SUBSYSTEMS, type Facing, type Subsystem, type WeaponName } from './classes.ts';
import { toLocal, type Point } from './geometry.ts';
import { teamSees } from './sensors.ts';
import type { Aim, Ship, TacticsContext } from './state.ts';

const local: Point = { x: 0, y: 0, z: 0 };

/** The shield that faces the world's direction (x, y, z). */
export function facingOf(ship: Readonly<Ship>, x: number, y: number, z: number): Facing {
  toLocal(ship, x, y, z, local);
  const ax = Math.abs(local.x);
  const ay = Math.abs(local.y);
  const az = Math.abs(local.z);
  if (az >= ax && az >= ay) return local.z >= 0 ? 'fore' : 'aft';
  if (ax >= ay) return local.x >= 0 ? 'port' : 'starboard';
  return local.y >= 0 ? 'dorsal' : 'ventral';
}

export interface Hit {
  readonly weapon: WeaponName;
  readonly amount: number;
  readonly aim: Aim;
  /** Where it came from. */
  readonly from: Readonly<Point>;
  readonly fallen: Fallen[];
}

/** Takes the hit; `by` is whoever fired. */
export function strike(ctx: TacticsContext, victim: Ship, by: Ship | undefined, hit: Hit): void {
  const { from, amount, weapon } = hit;
  const facing = facingOf(victim, from.x - victim.x, from.y - victim.y, from.z - victim.z);
  const shield = Math.min(victim[facing], amount);
  const through = amount - shield;
  if (shield > 0) {
    victim[facing] -= shield;
    if (victim[facing] <= 0) ctx.emit('shieldDown', { ship: victim.number, facing }, { near: victim });
  }
  const subsystem = through > 0 ? findSubsystem(ctx, hit.aim) : 'hull';
  const { number, x, y, z } = victim;
  const known = by !== undefined && teamSees(ctx.state, victim.team, by) ? by.number : 0;
  ctx.emit(
    'hit',
    { victim: number, by: known, weapon, facing, shield, hull: through, subsystem, x, y, z },
    { near: victim },
  );
  if (by !== undefined && known === 0) ctx.emit('scored', { ship: by.number, victim: number, weapon }, by.owner);
  if (subsystem !== 'hull') hurtSubsystem(ctx, victim, subsystem, through);
  if (through > 0) hurtHull(victim, through, by, hit.fallen);
}

function findSubsystem(ctx: TacticsContext, aim: Aim): Aim {
  const dice = ctx.random('damage');
  if (aim !== 'hull' && dice.chance(GUNNERY.aimed)) return aim;
  return dice.chance(GUNNERY.stray) ? dice.pick(SUBSYSTEMS) : 'hull';
}

function hurtSubsystem(ctx: TacticsContext, ship: Ship, subsystem: Subsystem, amount: number): void {
  const before = ship[subsystem];
  const toughness = classOf[ship.kind].hull * GUNNERY.toughness;
  ship[subsystem] = Math.max(0, before - (amount * GUNNERY.toSubsystem) / toughness);
  if (before <= 0 || ship[subsystem] > 0) return;
  ctx.emit('subsystemDown', { ship: ship.number, subsystem }, { near: ship });
  if (subsystem === 'shields') ship.fore = ship.aft = ship.port = ship.starboard = ship.dorsal = ship.ventral = 0;
}

/** A ship whose hull gave way in this tick, and whose doing it was. */
export interface Fallen {
  readonly ship: Ship;
  readonly by: Ship | undefined;
}

/** Takes hull away. A ship without any left fights on until the tick is settled: who fires at the same time, hits. */
export function hurtHull(ship: Ship, amount: number, by: Ship | undefined, fallen: Fallen[]): void {
  const before = ship.hull;
  ship.hull = Math.max(0, before - amount);
  if (before > 0 && ship.hull <= 0) fallen.push({ ship, by });
}

/** Takes the fallen out of the battle, at the end of their tick. */
export function settleFallen(ctx: TacticsContext, fallen: readonly Fallen[]): void {
  for (const { ship, by } of fallen) {
    // Whoever left in that tick is away.
    if (ship.status !== 'active') continue;
    ship.status = 'destroyed';
    ship.vx = ship.vy = ship.vz = 0;
    const { number, kind, team, x, y, z } = ship;
    ctx.emit('destroyed', { ship: number, by: by?.number ?? 0, kind, team, x, y, z });
    award(ctx, ship, by);
  }
}

/** Points for the loss of a ship: to whoever did it, else to nobody. */
function award({ state }: TacticsContext, lost: Ship, by: Ship | undefined): void {
  if (by === undefined || by.team === lost.team) return;
  for (const team of state.teams) if (team.number === by.team) team.points += classOf[lost.kind].value * SCORE.kill;
}
