// The orders of a turn: why not, and what they do. An order touches only its own ship, so the orders of different seats
// may come in any sequence. Checks look at nothing but the seat's own view; none of them needs another order of the same
// sheet to have run before (what concerns the sheet as a whole is sheet.ts).
import { acos, asin } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { FLIGHT, GUNNERY, MAX_SHOTS, TICKS_PER_SECOND, TURN_TICKS, WARP } from './balance.ts';
import { axisOf, mountOf } from './aiming.ts';
import { classOf, weaponOf } from './classes.ts';
import { driveOf, withinBudget, working } from './drive.ts';
import { distance, normalised, NO_ROTATION, toWorld, type Point, type Rotation } from './geometry.ts';
import type {
  ArgsOf,
  MountView,
  Plan,
  PlanView,
  ShipId,
  ShipView,
  TacticsContext,
  TacticsState,
  TacticsView,
} from './state.ts';

export type Refusal =
  | 'battle-over'
  | 'not-planning'
  | 'no-such-ship'
  | 'not-your-ship'
  | 'ship-lost'
  | 'already-planned'
  | 'impulse-down'
  | 'out-of-reach'
  | 'in-a-rock'
  | 'warp-down'
  | 'warp-cooling'
  | 'no-fuel'
  | 'needs-a-place'
  | 'power-budget'
  | 'no-such-weapon'
  | 'weapons-down'
  | 'unknown-target'
  | 'target-lost'
  | 'own-target'
  | 'out-of-ammunition'
  | 'too-many-shots'
  | 'cooling'
  | 'out-of-range'
  | 'out-of-arc';

interface Own {
  readonly ship: ShipView;
  readonly plan: PlanView;
}

/** The seat's ship with its plan, or why it may not be ordered about. */
function ownShip(view: TacticsView, who: Seat, id: ShipId): Own | Refusal {
  if (view.battle.phase === 'over') return 'battle-over';
  if (view.battle.phase !== 'planning') return 'not-planning';
  const ship = view.ships.get(id);
  if (ship === undefined) return 'no-such-ship';
  if (ship.owner !== who) return 'not-your-ship';
  if (ship.status !== 'active') return 'ship-lost';
  const plan = view.plans.get(ship.plan);
  return plan === undefined ? 'no-such-ship' : { ship, plan };
}

export const fireTickOf = (now: number, fireTime: number): number =>
  now + Math.max(1, Math.round(fireTime * TICKS_PER_SECOND));

/** Whether a mode leads to a place. */
export const travels = (mode: string): boolean => mode === 'Move' || mode === 'MoveAndTurn' || mode === 'Evasive';

export function planRefusal(view: TacticsView, who: Seat, args: ArgsOf<'MovementPlanned'>): Refusal | undefined {
  const own = ownShip(view, who, args.ship);
  if (typeof own === 'string') return own;
  const { ship, plan } = own;
  if (plan.planned) return 'already-planned';
  if (args.mode === 'Hold' || args.mode === 'Turn') return undefined;
  const far = distance(ship, args.position);
  if (args.mode === 'Warp') {
    const refusal = warpRefusal(view, ship, plan, far);
    if (refusal !== undefined) return refusal;
  } else {
    if (ship.impulse <= 0) return 'impulse-down';
    if (far > classOf[ship.kind].speed * FLIGHT.reachSeconds) return 'out-of-reach';
  }
  return inRock(view, ship, args.position) ? 'in-a-rock' : undefined;
}

function warpRefusal(view: TacticsView, ship: ShipView, plan: PlanView, far: number): Refusal | undefined {
  if (ship.warp <= 0) return 'warp-down';
  if (plan.jumps === 0) return 'no-fuel';
  if (view.battle.now < plan.jumpReady) return 'warp-cooling';
  return far > jumpRange(ship) ? 'out-of-reach' : undefined;
}

/** How far the ship can jump now. */
export const jumpRange = (ship: Pick<ShipView, 'warp'>): number => WARP.range * working(ship.warp);

export function inRock(
  view: Pick<TacticsView, 'rocks'>,
  ship: Pick<ShipView, 'kind'>,
  place: Readonly<Point>,
): boolean {
  const { radius } = classOf[ship.kind];
  for (const rock of view.rocks) if (distance(rock, place) < rock.radius + radius + WARP.margin) return true;
  return false;
}

const turned: Rotation = { ...NO_ROTATION };

export function plan({ state }: TacticsContext, args: ArgsOf<'MovementPlanned'>): void {
  const row = planOf(state, args.ship);
  if (row === undefined) return;
  const { position, rotation } = args;
  normalised(rotation.x, rotation.y, rotation.z, rotation.w, turned);
  row.planned = true;
  row.nextMode = args.mode;
  row.nextX = position.x;
  row.nextY = position.y;
  row.nextZ = position.z;
  row.nextRx = turned.qx;
  row.nextRy = turned.qy;
  row.nextRz = turned.qz;
  row.nextRw = turned.qw;
}

function planOf(state: TacticsState, id: ShipId): Plan | undefined {
  const ship = state.ships.get(id);
  return ship && state.plans.get(ship.plan);
}

/** Confirming what was never planned changes nothing. */
export function confirmRefusal(view: TacticsView, who: Seat, args: ArgsOf<'MovementConfirmed'>): Refusal | undefined {
  const own = ownShip(view, who, args.ship);
  return typeof own === 'string' ? own : undefined;
}

export function confirm({ state }: TacticsContext, args: ArgsOf<'MovementConfirmed'>): void {
  const row = planOf(state, args.ship);
  if (row !== undefined) row.confirmed = true;
}

export function modeRefusal(view: TacticsView, who: Seat, args: ArgsOf<'MovementModeChanged'>): Refusal | undefined {
  const own = ownShip(view, who, args.ship);
  if (typeof own === 'string') return own;
  if (args.mode === 'Warp') return 'needs-a-place';
  return travels(args.mode) && own.ship.impulse <= 0 ? 'impulse-down' : undefined;
}

/** Changes how the ship flies what was planned; without a plan, what it is flying already. Needs no confirmation. */
export function changeMode({ state }: TacticsContext, args: ArgsOf<'MovementModeChanged'>): void {
  const row = planOf(state, args.ship);
  if (row === undefined) return;
  if (row.planned) row.nextMode = args.mode;
  else row.mode = args.mode;
}

export function aimRefusal(view: TacticsView, who: Seat, args: ArgsOf<'SubsystemTargeted'>): Refusal | undefined {
  const own = ownShip(view, who, args.ship);
  return typeof own === 'string' ? own : undefined;
}

/** What the ship's shots aim for from now on, unless a shot says otherwise. */
export function aimAt({ state }: TacticsContext, args: ArgsOf<'SubsystemTargeted'>): void {
  const row = planOf(state, args.ship);
  if (row !== undefined) row.aim = args.subsystem;
}

export function powerRefusal(view: TacticsView, who: Seat, args: ArgsOf<'PowerAllocated'>): Refusal | undefined {
  const own = ownShip(view, who, args.ship);
  if (typeof own === 'string') return own;
  return withinBudget(own.ship, args) ? undefined : 'power-budget';
}

export function allocate({ state }: TacticsContext, args: ArgsOf<'PowerAllocated'>): void {
  const row = planOf(state, args.ship);
  if (row === undefined) return;
  row.engines = args.engines;
  row.guns = args.guns;
  row.screens = args.screens;
  row.scanners = args.scanners;
}

/** The ship's weapon of this index. Cost: O(mounts). */
export function mountRow(view: TacticsView, ship: ShipId, index: number): MountView | undefined {
  for (const mount of view.mounts) if (mount.index === index && mount.ship === ship) return mount;
  return undefined;
}

export function targetRefusal(view: TacticsView, who: Seat, args: ArgsOf<'WeaponTargeted'>): Refusal | undefined {
  const own = ownShip(view, who, args.ship);
  if (typeof own === 'string') return own;
  const mount = mountRow(view, args.ship, args.weapon);
  if (mount === undefined) return 'no-such-weapon';
  if (own.ship.weapons <= 0) return 'weapons-down';
  const target = view.ships.get(args.target);
  if (target === undefined) return 'unknown-target';
  if (target.status !== 'active') return 'target-lost';
  if (target.team === own.ship.team) return 'own-target';
  const when = fireTickOf(view.battle.now, args.fireTime);
  return magazineRefusal(mount, when) ?? bearingRefusal(own, args.weapon, target, when - view.battle.now);
}

function magazineRefusal(mount: MountView, when: number): Refusal | undefined {
  const { ammunition, cooldownTicks } = weaponOf[mount.weapon];
  const { times } = mount;
  if (times.length >= MAX_SHOTS) return 'too-many-shots';
  if (ammunition > 0 && mount.rounds <= times.length) return 'out-of-ammunition';
  if (when < mount.ready || times.some((time) => Math.abs(time - when) < cooldownTicks)) return 'cooling';
  return undefined;
}

const axis: Point = { x: 0, y: 0, z: 0 };
const RADIANS = 3.141592653589793 / 180;

/** Refuses what can't come true, however the two ships fly until the gunner gives up. */
function bearingRefusal({ ship, plan }: Own, index: number, target: ShipView, ticks: number): Refusal | undefined {
  const mount = mountOf(ship, index);
  if (mount === undefined) return 'no-such-weapon';
  // A jump may bring the ship anywhere within its range, facing any way.
  if (plan.jumps > 0 && ship.warp > 0) return undefined;
  const until = Math.min(ticks + GUNNERY.patienceTicks, TURN_TICKS);
  const far = distance(ship, target);
  const travel = ((classOf[ship.kind].speed + classOf[target.kind].speed) * 1.5 * until) / TICKS_PER_SECOND;
  if (far - travel > weaponOf[mount.weapon].range) return 'out-of-range';
  if (mount.arcDegrees >= 180 || travel >= far) return undefined;
  const { x, y, z } = axisOf[mount.facing];
  toWorld(ship, x, y, z, axis);
  const along = (axis.x * (target.x - ship.x) + axis.y * (target.y - ship.y) + axis.z * (target.z - ship.z)) / far;
  const off = acos(Math.min(1, Math.max(-1, along)));
  // Its power may be shared out anew in the same sheet.
  const all = { engines: classOf[ship.kind].reactor, guns: 0, screens: 0, scanners: 0 };
  const drive = driveOf(ship, all, { speed: 0, acceleration: 0, turn: 0 });
  const turnable = drive.turn * until + asin(travel / far);
  return off - turnable > mount.arcDegrees * RADIANS ? 'out-of-arc' : undefined;
}

export function target({ state }: TacticsContext, args: ArgsOf<'WeaponTargeted'>): void {
  for (const mount of state.mounts) {
    if (mount.index !== args.weapon || mount.ship !== args.ship) continue;
    const when = fireTickOf(state.battle.now, args.fireTime);
    const at = mount.times.filter((time) => time < when).length;
    mount.times = inserted(mount.times, at, when);
    mount.targets = inserted(mount.targets, at, state.ships.get(args.target)?.number ?? 0);
    mount.aims = inserted(mount.aims, at, args.subsystem ?? 'hull');
    mount.fireAt = mount.times[0] ?? 0;
  }
}

const inserted = <T>(list: readonly T[], at: number, item: T): T[] => [...list.slice(0, at), item, ...list.slice(at)];
