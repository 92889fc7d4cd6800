// Slugs and torpedoes in flight: they move, turn, meet ships and rocks, and are shot down.
import { GUNNERY, POINT_DEFENCE } from './balance.ts';
import { classOf, weaponOf } from './classes.ts';
import { strike, type Fallen } from './damage.ts';
import { closestOnSegment, distance, type Closest, type Point } from './geometry.ts';
import { teamSees } from './sensors.ts';
import type { MountRow, Projectile, Ship, TacticsContext } from './state.ts';

/** Part of a torpedo's velocity that it can turn per tick. */
const HOMING = 0.05;

/** A projectile goes off this close to a hull. */
const FUSE = 1;

const before: Point = { x: 0, y: 0, z: 0 };
const closest: Closest = { distance: 0, along: 0 };

export function moveProjectiles(ctx: TacticsContext, fallen: Fallen[]): void {
  const { state, tick } = ctx;
  if (state.projectiles.size === 0) return;
  for (const projectile of state.projectiles) {
    if (weaponOf[projectile.weapon].kind === 'torpedo') home(ctx, projectile);
    before.x = projectile.x;
    before.y = projectile.y;
    before.z = projectile.z;
    projectile.x += projectile.vx;
    projectile.y += projectile.vy;
    projectile.z += projectile.vz;
    if (meets(ctx, projectile, fallen) || tick >= projectile.diesAt) state.projectiles.remove(projectile);
  }
  defend(ctx);
}

/** Turns towards the target while there is one. */
function home({ state }: TacticsContext, torpedo: Projectile): void {
  const target = state.ships.get(torpedo.target);
  if (target?.status !== 'active') return;
  const dx = target.x + target.vx - torpedo.x;
  const dy = target.y + target.vy - torpedo.y;
  const dz = target.z + target.vz - torpedo.z;
  const far = Math.sqrt(dx * dx + dy * dy + dz * dz);
  if (far === 0) return;
  const { speed } = weaponOf[torpedo.weapon];
  const vx = torpedo.vx + ((dx / far) * speed - torpedo.vx) * HOMING;
  const vy = torpedo.vy + ((dy / far) * speed - torpedo.vy) * HOMING;
  const vz = torpedo.vz + ((dz / far) * speed - torpedo.vz) * HOMING;
  const scale = speed / Math.max(1e-6, Math.sqrt(vx * vx + vy * vy + vz * vz));
  torpedo.vx = vx * scale;
  torpedo.vy = vy * scale;
  torpedo.vz = vz * scale;
}

/** Whether the last tick's way ended on a rock or a ship, whichever came first. */
function meets(ctx: TacticsContext, projectile: Projectile, fallen: Fallen[]): boolean {
  let first = 2;
  for (const rock of ctx.state.rocks) {
    closestOnSegment(before, projectile, rock, closest);
    if (closest.distance < rock.radius) first = Math.min(first, closest.along);
  }
  let victim: Ship | undefined;
  for (const ship of ctx.state.ships) {
    // Friends open a gap: gunners don't hit their own side.
    if (ship.status !== 'active' || ship.team === projectile.team) continue;
    closestOnSegment(before, projectile, ship, closest);
    const away = closest.distance - classOf[ship.kind].radius - FUSE;
    if (away <= 0 && closest.along < first) {
      first = closest.along;
      victim = ship;
    } else if (away > 0 && away < GUNNERY.nearMiss && closest.along > 0 && closest.along < 1)
      tellMiss(ctx, projectile, ship, away);
  }
  if (victim !== undefined) {
    const { weapon, power: amount, aim } = projectile;
    strike(ctx, victim, ctx.state.ships.get(projectile.shooter), { weapon, amount, aim, from: before, fallen });
    return true;
  }
  if (first > 1) return false;
  const { weapon, x, y, z } = projectile;
  ctx.emit('struck', { weapon, x, y, z }, { near: projectile });
  return true;
}

function tellMiss(ctx: TacticsContext, projectile: Projectile, ship: Ship, away: number): void {
  const shooter = ctx.state.ships.get(projectile.shooter);
  const by = shooter !== undefined && teamSees(ctx.state, ship.team, shooter) ? shooter.number : 0;
  const { weapon, x, y, z } = projectile;
  ctx.emit('nearMiss', { victim: ship.number, by, weapon, distance: away, x, y, z }, { near: ship });
}

/** Point defence fires by itself at torpedoes that come near. */
function defend(ctx: TacticsContext): void {
  const { state, tick } = ctx;
  for (const projectile of state.projectiles) {
    if (weaponOf[projectile.weapon].kind !== 'torpedo') continue;
    for (const mount of state.mounts) {
      if (mount.weapon !== 'point' || mount.team === projectile.team || mount.ready > tick) continue;
      if (!intercepts(ctx, mount, projectile)) continue;
      state.projectiles.remove(projectile);
      break;
    }
  }
}

function intercepts(ctx: TacticsContext, mount: MountRow, torpedo: Projectile): boolean {
  const ship = ctx.state.ships.get(mount.ship);
  if (ship?.status !== 'active' || ship.weapons <= 0) return false;
  if (distance(ship, torpedo) > POINT_DEFENCE.range) return false;
  mount.ready = ctx.tick + POINT_DEFENCE.cooldownTicks;
  if (!ctx.random('defence').chance(POINT_DEFENCE.chance)) return false;
  const { x, y, z } = torpedo;
  ctx.emit('intercepted', { ship: ship.number, x, y, z }, { near: ship });
  return true;
}
