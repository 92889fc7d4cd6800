// When a bot fires what at whom: for each weapon the moments at which it bears in the preview.
import { GUNNERY, MAX_SHOTS, TICKS_PER_SECOND, TURN_TICKS } from './balance.ts';
import { bearing, mountOf } from './aiming.ts';
import { vigour, type Foe, type Situation } from './bot-situation.ts';
import { weaponOf, type Mount, type Weapon } from './classes.ts';
import { distance } from './geometry.ts';
import { fireTickOf, mountRow, targetRefusal } from './orders.ts';
import type { Path } from './preview.ts';
import type { MountView, ShipView, TacticsOrder, TacticsView } from './state.ts';

export interface PlannedShot {
  readonly weapon: number;
  readonly foe: Foe;
  /** Ticks after the turn's begin. */
  readonly tick: number;
  /** Damage to expect of it. */
  readonly worth: number;
}

/** The shots that a ship could fire along a path, the favourite foe first. */
export function shotsFrom(situation: Situation, ship: ShipView, path: Path, favourite: Foe | undefined): PlannedShot[] {
  const foes =
    favourite === undefined ? situation.foes : [favourite, ...situation.foes.filter((foe) => foe !== favourite)];
  const shots: PlannedShot[] = [];
  for (let index = 0; ; index++) {
    const mount = mountOf(ship, index);
    if (mount === undefined) return shots;
    const row = mountRow(situation.view, ship.id, index);
    if (row === undefined || ship.weapons <= 0 || (mount.weapon === 'point' && hasTorpedoes(situation))) continue;
    shots.push(...salvo(situation, mount, row, path, foes, favourite));
  }
}

/** Point defence that shoots at ships can't shoot at torpedoes. */
const hasTorpedoes = ({ view, team }: Situation): boolean =>
  [...view.projectiles].some((projectile) => projectile.team !== team && projectile.weapon === 'torpedo');

function salvo(
  { view, rocks }: Situation,
  mount: Mount,
  row: MountView,
  path: Path,
  foes: readonly Foe[],
  favourite: Foe | undefined,
): PlannedShot[] {
  const weapon = weaponOf[mount.weapon];
  const shots: PlannedShot[] = [];
  let next = Math.max(1, row.ready - view.battle.now);
  const most = weapon.ammunition > 0 ? Math.min(1, row.rounds) : MAX_SHOTS;
  for (let i = 0; i < path.length && shots.length < most; i++) {
    const own = path[i];
    if (own === undefined || own.tick < next) continue;
    const foe = foes.find(({ path: theirs }) => {
      const at = theirs[Math.min(i, theirs.length - 1)];
      return at !== undefined && bearing(rocks, own, mount, at) === undefined;
    });
    const at = foe?.path[Math.min(i, foe.path.length - 1)];
    if (foe === undefined || at === undefined) continue;
    const worth = expected(weapon, distance(own, at)) * (foe === favourite ? 1.4 : 1) * (1.5 - vigour(foe.ship) / 2);
    // A torpedo at long range meets a target that has moved on.
    if (weapon.kind === 'torpedo' && distance(own, at) > weapon.range * 0.6) continue;
    shots.push({ weapon: row.index, foe, tick: own.tick, worth });
    next = own.tick + weapon.cooldownTicks;
  }
  return shots;
}

function expected({ kind, damage, range }: Weapon, away: number): number {
  const part = away / range;
  if (kind === 'beam') return damage * (GUNNERY.beamBase - GUNNERY.beamFalloff * part * part);
  return damage * (kind === 'slug' ? 1 - 0.75 * part : 0.55);
}

/** The orders for planned shots; those that the rules refuse are left out. */
export function shotOrders(view: TacticsView, ship: ShipView, shots: readonly PlannedShot[]): TacticsOrder[] {
  const orders: TacticsOrder[] = [];
  const fired = new Map<number, number>();
  for (const { weapon, foe, tick } of shots) {
    if (tick > TURN_TICKS) continue;
    const args = { ship: ship.id, weapon, target: foe.ship.id, fireTime: tick / TICKS_PER_SECOND };
    const mount = mountOf(ship, weapon);
    const when = fireTickOf(view.battle.now, args.fireTime);
    const last = fired.get(weapon);
    if (mount === undefined || targetRefusal(view, ship.owner, args) !== undefined) continue;
    if (last !== undefined && when - last < weaponOf[mount.weapon].cooldownTicks) continue;
    fired.set(weapon, when);
    orders.push({ name: 'WeaponTargeted', args });
  }
  return orders;
}
