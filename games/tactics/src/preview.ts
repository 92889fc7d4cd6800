// What an order would do, for planning pages and bots: the way a ship will fly, and when a weapon will bear. The flight is
// computed by the battle's own function, to the last bit; rocks and hits, which nobody can promise, are left out.
import { TURN_TICKS, WARP } from './balance.ts';
import { bearing, mountOf, type Pose } from './aiming.ts';
import { classOf } from './classes.ts';
import { driveOf, sharesOf, type Drive, type PowerShares } from './drive.ts';
import { fillField, makeField, rockWithin } from './field.ts';
import { fly, jump, type Body, type Course } from './flight.ts';
import { normalised, NO_ROTATION, type Point, type Rotation } from './geometry.ts';
import { travels } from './orders.ts';
import type { ArgsOf, PlanView, ShipView, TacticsView } from './state.ts';

/** Where a ship is at a tick of the coming turn, 0 being now. */
export interface PathPoint extends Pose {
  readonly tick: number;
}
export type Path = readonly PathPoint[];

export interface PreviewOptions {
  /** Ticks from one point to the next; 1 to 300, default 1. */
  readonly every?: number;
  /** Power planned in the same sheet. */
  readonly power?: PowerShares;
}

/** The way of the coming turn when this movement is ordered and confirmed; empty for a ship that the view doesn't command. */
export function previewMove(view: TacticsView, order: ArgsOf<'MovementPlanned'>, options: PreviewOptions = {}): Path {
  const ship = view.ships.get(order.ship);
  const plan = ship && view.plans.get(ship.plan);
  if (ship === undefined || plan === undefined) return [];
  return pathOf(view, ship, courseOf(view, ship, order), options.power ?? sharesOf(plan), options.every ?? 1);
}

/** The way of the coming turn when nothing is ordered; `mode` when only that is changed. */
export function previewStanding(view: TacticsView, id: ShipView['id'], mode?: PlanView['mode']): Path {
  const ship = view.ships.get(id);
  const plan = ship && view.plans.get(ship.plan);
  if (ship === undefined || plan === undefined) return [];
  return pathOf(view, ship, settled({ ...standing(plan), ...(mode && { mode }) }, ship), sharesOf(plan), 1);
}

const standing = ({ mode, tx, ty, tz, rx, ry, rz, rw, jumpAt }: PlanView): Course => {
  return { mode, tx, ty, tz, rx, ry, rz, rw, jumpAt };
};

const turned: Rotation = { ...NO_ROTATION };

function courseOf(view: TacticsView, ship: ShipView, order: ArgsOf<'MovementPlanned'>): Course {
  const { x, y, z, w } = order.rotation;
  normalised(x, y, z, w, turned);
  const course: Course = {
    mode: order.mode,
    tx: Math.fround(order.position.x),
    ty: Math.fround(order.position.y),
    tz: Math.fround(order.position.z),
    rx: Math.fround(turned.qx),
    ry: Math.fround(turned.qy),
    rz: Math.fround(turned.qz),
    rw: Math.fround(turned.qw),
    jumpAt: order.mode === 'Warp' ? view.battle.now + WARP.chargeTicks : 0,
  };
  return settled(course, ship);
}

/** What isn't going anywhere has the place where it is as its goal. */
function settled(course: Course, { x, y, z }: Readonly<Point>): Course {
  if (travels(course.mode) || course.mode === 'Warp') return course;
  return { ...course, tx: x, ty: y, tz: z };
}

function pathOf(view: TacticsView, ship: ShipView, course: Course, power: PowerShares, every: number): Path {
  const { x, y, z, vx, vy, vz, qx, qy, qz, qw } = ship;
  const body: Body = { x, y, z, vx, vy, vz, qx, qy, qz, qw };
  const drive: Drive = driveOf(ship, power, { speed: 0, acceleration: 0, turn: 0 });
  const { now } = view.battle;
  const path: PathPoint[] = [pointOf(body, 0)];
  for (let tick = 1; tick <= TURN_TICKS; tick++) {
    fly(body, course, drive, now + tick, ship.number);
    if (course.jumpAt === now + tick) jump(body, course);
    if (tick % every === 0 || tick === TURN_TICKS) path.push(pointOf(body, tick));
  }
  return path;
}

const pointOf = ({ x, y, z, qx, qy, qz, qw }: Body, tick: number): PathPoint => ({ tick, x, y, z, qx, qy, qz, qw });

/** The way of a ship of which only place and velocity are known, if it keeps the latter. */
export function drift(ship: Readonly<Point & { vx: number; vy: number; vz: number }>, every = 1): Path {
  const path: PathPoint[] = [];
  for (let tick = 0; tick <= TURN_TICKS; tick += every) {
    const at = { x: ship.x + ship.vx * tick, y: ship.y + ship.vy * tick, z: ship.z + ship.vz * tick };
    path.push({ tick, ...at, ...NO_ROTATION });
  }
  return path;
}

/** The first tick at which the way touches a rock; undefined when it is clear. */
export function firstRock(
  view: Pick<TacticsView, 'rocks'>,
  ship: Pick<ShipView, 'kind'>,
  path: Path,
): number | undefined {
  const { radius } = classOf[ship.kind];
  const rocks = fillField(view.rocks, makeField());
  return path.find(({ x, y, z }) => rockWithin(rocks, x, y, z, radius) >= 0)?.tick;
}

/** Ticks of the coming turn, both included. */
export interface FireWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * When a weapon bears on a target, as both fly: range, arc and line of sight at each point that the two ways share.
 * Cost: O(points × rocks).
 */
export function fireWindows(
  view: Pick<TacticsView, 'rocks'>,
  ship: Pick<ShipView, 'kind'>,
  weapon: number,
  own: Path,
  target: Path,
): FireWindow[] {
  const mount = mountOf(ship, weapon);
  if (mount === undefined) return [];
  const rocks = fillField(view.rocks, makeField());
  const theirs = new Map(target.map((point) => [point.tick, point]));
  const windows: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const point of own) {
    const aim = theirs.get(point.tick);
    if (aim === undefined) continue;
    if (bearing(rocks, point, mount, aim) !== undefined) open = undefined;
    else if (open !== undefined) open.to = point.tick;
    else windows.push((open = { from: point.tick, to: point.tick }));
  }
  return windows;
}
