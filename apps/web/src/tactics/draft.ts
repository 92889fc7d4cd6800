/** A seat's plan for the coming turn while it is being made: what each ship is to do, and how to take a step back. */
import type {
  Aim,
  ArgsOf,
  MovementMode,
  PowerShares,
  ShipId,
  SheetProblem,
  Subsystem,
  TacticsOrder,
  TacticsView,
} from '@rubato/tactics';
import { canonicalSheet, checkSheet } from '@rubato/tactics';
import type { Seat } from '@rubato/game';

export type Course = Omit<ArgsOf<'MovementPlanned'>, 'ship'>;

export interface Shot {
  readonly weapon: number;
  readonly target: ShipId;
  readonly subsystem?: Subsystem;
  /** Seconds after the turn's begin. */
  readonly fireTime: number;
}

export interface ShipPlan {
  readonly course?: Course;
  readonly power?: PowerShares;
  readonly aim?: Aim;
  readonly shots: readonly Shot[];
}

/** By ship's id. */
export type Draft = Readonly<Record<number, ShipPlan>>;

export const EMPTY: ShipPlan = { shots: [] };
export const planOf = (draft: Draft, ship: ShipId): ShipPlan => draft[ship] ?? EMPTY;

/** The orders that a draft stands for, in canonical sequence. */
export function ordersOf(draft: Draft): TacticsOrder[] {
  const orders = Object.entries(draft).flatMap(([id, plan]) => ordersOfShip(Number(id) as ShipId, plan));
  return canonicalSheet(orders);
}

function ordersOfShip(ship: ShipId, { course, power, aim, shots }: ShipPlan): TacticsOrder[] {
  const orders: TacticsOrder[] = shots.map((shot) => ({ name: 'WeaponTargeted', args: { ship, ...shot } }));
  if (power) orders.push({ name: 'PowerAllocated', args: { ship, ...power } });
  if (aim) orders.push({ name: 'SubsystemTargeted', args: { ship, subsystem: aim } });
  if (course) {
    orders.push({ name: 'MovementPlanned', args: { ship, ...course } });
    orders.push({ name: 'MovementConfirmed', args: { ship } });
  }
  return orders;
}

/** The draft that stands for orders: the way back from `ordersOf`. */
export function draftOf(orders: readonly TacticsOrder[]): Draft {
  return orders.reduce<Draft>((draft, order) => {
    const { ship } = order.args;
    switch (order.name) {
      case 'MovementPlanned': {
        const { mode, position, rotation } = order.args;
        return withCourse(draft, ship, { mode, position, rotation });
      }
      case 'PowerAllocated': {
        const { engines, guns, screens, scanners } = order.args;
        return withPower(draft, ship, { engines, guns, screens, scanners });
      }
      case 'SubsystemTargeted':
        return withAim(draft, ship, order.args.subsystem);
      case 'WeaponTargeted': {
        const { weapon, target, fireTime, subsystem } = order.args;
        return withShot(draft, ship, { weapon, target, fireTime, ...(subsystem && { subsystem }) });
      }
      default:
        // A course of a draft is always confirmed.
        return draft;
    }
  }, {});
}

export interface DraftProblem {
  readonly ship: ShipId;
  readonly order: TacticsOrder['name'];
  readonly reason: SheetProblem['reason'];
  readonly fatal: boolean;
}

/** What the rules would refuse, by ship; `too-many` orders are of no ship (0). */
export function problemsOf(view: TacticsView, seat: Seat, draft: Draft): DraftProblem[] {
  const orders = ordersOf(draft);
  return checkSheet(view, seat, orders).map(({ index, reason, fatal }) => {
    const order = orders[index];
    return { ship: order?.args.ship ?? (0 as ShipId), order: order?.name ?? 'MovementPlanned', reason, fatal };
  });
}

export const withCourse = (draft: Draft, ship: ShipId, course: Course | undefined): Draft =>
  changed(draft, ship, ({ course: _course, ...rest }) => (course ? { ...rest, course } : rest));

export const withPower = (draft: Draft, ship: ShipId, power: PowerShares): Draft =>
  changed(draft, ship, (plan) => ({ ...plan, power }));

export const withAim = (draft: Draft, ship: ShipId, aim: Aim): Draft =>
  changed(draft, ship, (plan) => ({ ...plan, aim }));

export const withShot = (draft: Draft, ship: ShipId, shot: Shot): Draft =>
  changed(draft, ship, (plan) => ({ ...plan, shots: [...plan.shots, shot].sort((a, b) => a.fireTime - b.fireTime) }));

export const withoutShot = (draft: Draft, ship: ShipId, shot: Shot): Draft =>
  changed(draft, ship, (plan) => ({ ...plan, shots: plan.shots.filter((other) => other !== shot) }));

export function withoutShip(draft: Draft, ship: ShipId): Draft {
  const { [ship]: _, ...rest } = draft;
  return rest;
}

function changed(draft: Draft, ship: ShipId, change: (plan: ShipPlan) => ShipPlan): Draft {
  const plan = change(planOf(draft, ship));
  const { [ship]: _, ...rest } = draft;
  return isEmpty(plan) ? rest : { ...rest, [ship]: plan };
}

const isEmpty = ({ course, power, aim, shots }: ShipPlan): boolean => !course && !power && !aim && shots.length === 0;

/** Steps that can be taken back; older ones are forgotten. */
export const UNDO_MAX = 100;

export interface History {
  readonly now: Draft;
  readonly past: readonly Draft[];
  readonly future: readonly Draft[];
}

export const newHistory = (now: Draft = {}): History => ({ now, past: [], future: [] });

/** @param merge the step goes on with the last one, as while a slider is dragged. */
export function step(history: History, now: Draft, merge = false): History {
  if (merge && history.past.length > 0) return { now, past: history.past, future: [] };
  return { now, past: [...history.past, history.now].slice(-UNDO_MAX), future: [] };
}

export function undo({ now, past, future }: History): History {
  const before = past.at(-1);
  return before ? { now: before, past: past.slice(0, -1), future: [now, ...future] } : { now, past, future };
}

export function redo({ now, past, future }: History): History {
  const [next, ...rest] = future;
  return next ? { now: next, past: [...past, now], future: rest } : { now, past, future };
}

/** A course that starts from what the ship does anyway: holding its place, nose as it is. */
export function courseFrom(
  { x, y, z, qx, qy, qz, qw }: Readonly<Record<'x' | 'y' | 'z' | 'qx' | 'qy' | 'qz' | 'qw', number>>,
  mode: MovementMode,
): Course {
  return { mode, position: { x, y, z }, rotation: { x: qx, y: qy, z: qz, w: qw } };
}
