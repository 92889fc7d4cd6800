// Shots that were ordered, when their time comes: gunners wait a little for the target to bear, then fire.
import { clamp } from '@rubato/game';
import { GUNNERY } from './balance.ts';
import { bearing, leadPoint, mountOf } from './aiming.ts';
import { weaponOf, type Mount, type Weapon } from './classes.ts';
import { strike, type Fallen } from './damage.ts';
import { firepower, sharesOf } from './drive.ts';
import { field } from './field.ts';
import { distance, type Point } from './geometry.ts';
import { teamSees } from './sensors.ts';
import type { Aim, MountRow, Plan, Ship, TacticsContext, TacticsState } from './state.ts';

type HeldReason =
  | 'weapons-down'
  | 'charging'
  | 'target-gone'
  | 'hidden'
  | 'out-of-range'
  | 'out-of-arc'
  | 'blocked'
  | 'full';

/** Fires what is due. */
export function fireMounts(ctx: TacticsContext, fallen: Fallen[]): void {
  for (const mount of ctx.state.mounts) if (mount.fireAt !== 0 && mount.fireAt <= ctx.tick) attempt(ctx, mount, fallen);
}

function attempt(ctx: TacticsContext, row: MountRow, fallen: Fallen[]): void {
  const { state, tick } = ctx;
  const ship = state.ships.get(row.ship);
  const plan = ship && state.plans.get(ship.plan);
  const mount = ship && mountOf(ship, row.index);
  if (ship?.status !== 'active' || plan === undefined || mount === undefined) return clearShots(row);
  const target = shipNumbered(state, row.targets[0] ?? 0);
  const reason = whyNot(ctx, ship, plan, mount, target);
  if (reason === undefined && target !== undefined) {
    const aim = row.aims[0] ?? 'hull';
    fire(ctx, { ship, plan, mount, target, aim: aim === 'hull' ? plan.aim : aim, fallen });
    row.ready = tick + weaponOf[row.weapon].cooldownTicks;
    if (weaponOf[row.weapon].ammunition > 0) row.rounds -= 1;
    return nextShot(row);
  }
  if (tick < (row.times[0] ?? 0) + GUNNERY.patienceTicks) return;
  ctx.emit('held', { ship: ship.number, index: row.index, reason: reason ?? 'target-gone' }, ship.owner);
  nextShot(row);
}

function shipNumbered(state: TacticsState, number: number): Ship | undefined {
  for (const ship of state.ships) if (ship.number === number) return ship;
  return undefined;
}

function whyNot(
  ctx: TacticsContext,
  ship: Ship,
  plan: Plan,
  mount: Mount,
  target: Ship | undefined,
): HeldReason | undefined {
  if (target?.status !== 'active') return 'target-gone';
  if (ship.weapons <= 0) return 'weapons-down';
  if (plan.jumpAt !== 0) return 'charging';
  if (!teamSees(ctx.state, ship.team, target)) return 'hidden';
  if (weaponOf[mount.weapon].kind !== 'beam' && ctx.state.projectiles.full) return 'full';
  return bearing(field, ship, mount, target);
}

/** Forgets the first shot; a shot whose time passed while its predecessor waited comes as soon as the weapon is ready. */
function nextShot(row: MountRow): void {
  row.times = row.times.slice(1);
  row.targets = row.targets.slice(1);
  row.aims = row.aims.slice(1);
  const time = row.times[0];
  row.fireAt = time === undefined ? 0 : Math.max(time, row.ready);
}

export function clearShots(row: MountRow): void {
  row.times = [];
  row.targets = [];
  row.aims = [];
  row.fireAt = 0;
}

interface Shot {
  readonly ship: Ship;
  readonly plan: Plan;
  readonly mount: Mount;
  readonly target: Ship;
  readonly aim: Aim;
  readonly fallen: Fallen[];
}

function fire(ctx: TacticsContext, shot: Shot): void {
  const { ship, plan, mount, target } = shot;
  const weapon = weaponOf[mount.weapon];
  ship.loudAt = ctx.tick;
  const dice = ctx.random('gunnery');
  const spread = 1 + GUNNERY.spread * (2 * dice.float() - 1);
  const amount = weapon.damage * firepower(ship, sharesOf(plan)) * spread;
  const hit = weapon.kind !== 'beam' || dice.chance(beamChance(ctx, shot, weapon));
  const { x, y, z } = target;
  ctx.emit('fired', { ship: ship.number, target: target.number, weapon: mount.weapon, hit, x, y, z }, { near: ship });
  if (weapon.kind !== 'beam') return launch(ctx, shot, weapon, amount);
  if (hit)
    return strike(ctx, target, ship, { weapon: mount.weapon, amount, aim: shot.aim, from: ship, fallen: shot.fallen });
  const miss = { victim: target.number, by: seenNumber(ctx, target, ship), weapon: mount.weapon, distance: 4, x, y, z };
  ctx.emit('nearMiss', miss, { near: target });
}

const seenNumber = (ctx: TacticsContext, victim: Ship, by: Ship): number =>
  teamSees(ctx.state, victim.team, by) ? by.number : 0;

/** A beam's chance to hit: falls with distance and against ships that evade. */
function beamChance({ state }: TacticsContext, { ship, plan, target }: Shot, weapon: Weapon): number {
  const part = distance(ship, target) / weapon.range;
  const evades = state.plans.get(target.plan)?.mode === 'Evasive';
  let chance = GUNNERY.beamBase - GUNNERY.beamFalloff * part * part;
  if (evades) chance -= GUNNERY.evasiveTarget;
  if (plan.mode === 'Evasive') chance -= GUNNERY.evasiveShooter;
  if (plan.mode === 'Hold') chance += GUNNERY.steadyShooter;
  return clamp(chance, 0.05, 1);
}

const lead: Point = { x: 0, y: 0, z: 0 };

function launch(ctx: TacticsContext, { ship, plan, mount, target, aim }: Shot, weapon: Weapon, power: number): void {
  leadPoint(ship, target, weapon.speed, lead);
  const far = distance(ship, lead);
  const error =
    weapon.kind === 'slug' ? far * (plan.mode === 'Evasive' ? GUNNERY.evasiveSlugError : GUNNERY.slugError) : 0;
  const dice = ctx.random('gunnery');
  const off = (): number => error * (2 * dice.float() - 1);
  const dx = lead.x - ship.x + off();
  const dy = lead.y - ship.y + off();
  const dz = lead.z - ship.z + off();
  const scale = weapon.speed / Math.max(1e-3, Math.sqrt(dx * dx + dy * dy + dz * dz));
  ctx.state.projectiles.add({
    weapon: mount.weapon,
    team: ship.team,
    shooter: ship.id,
    target: target.id,
    x: ship.x,
    y: ship.y,
    z: ship.z,
    vx: dx * scale,
    vy: dy * scale,
    vz: dz * scale,
    aim,
    power,
    diesAt: ctx.tick + weapon.lifeTicks,
  });
}
