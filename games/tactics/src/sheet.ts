// A seat's orders for one turn as a whole: one canonical sequence whatever the sequence of arrival, and what no single
// order's check can see.
import type { Seat } from '@rubato/schema';
import { MAX_SHEET, MAX_SHOTS, WARP } from './balance.ts';
import { weaponOf } from './classes.ts';
import {
  aimRefusal,
  confirmRefusal,
  fireTickOf,
  modeRefusal,
  mountRow,
  planRefusal,
  powerRefusal,
  targetRefusal,
  type Refusal,
} from './orders.ts';
import type { TacticsOrder, TacticsView } from './state.ts';

/** In which sequence the orders of one ship take effect. */
const RANK: Readonly<Record<TacticsOrder['name'], number>> = {
  PowerAllocated: 0,
  SubsystemTargeted: 1,
  MovementPlanned: 2,
  MovementModeChanged: 3,
  MovementConfirmed: 4,
  WeaponTargeted: 5,
};

const firing = (order: TacticsOrder): readonly [number, number, number] =>
  order.name === 'WeaponTargeted' ? [order.args.fireTime, order.args.weapon, order.args.target] : [0, 0, 0];

/** Sorted by ship, kind of order and time; orders that say the same stay as they are. */
export function canonicalSheet<T extends TacticsOrder>(orders: readonly T[]): T[] {
  return [...orders].sort((a, b) => {
    const byShip = a.args.ship - b.args.ship || RANK[a.name] - RANK[b.name];
    if (byShip !== 0) return byShip;
    const [timeA, weaponA, targetA] = firing(a);
    const [timeB, weaponB, targetB] = firing(b);
    return timeA - timeB || weaponA - weaponB || targetA - targetB;
  });
}

/** All sheets of a turn in the one sequence that the turn runs them in: by seat, each canonical. */
export function canonicalOrders<T extends TacticsOrder & { readonly seat: Seat }>(orders: readonly T[]): T[] {
  const seats = [...new Set(orders.map(({ seat }) => seat))].sort((a, b) => a - b);
  return seats.flatMap((seat) => canonicalSheet(orders.filter((order) => order.seat === seat)));
}

/** Why this order alone would be refused now, on the seat's own view. */
export function orderRefusal(view: TacticsView, who: Seat, order: TacticsOrder): Refusal | undefined {
  switch (order.name) {
    case 'MovementPlanned':
      return planRefusal(view, who, order.args);
    case 'MovementConfirmed':
      return confirmRefusal(view, who, order.args);
    case 'MovementModeChanged':
      return modeRefusal(view, who, order.args);
    case 'WeaponTargeted':
      return targetRefusal(view, who, order.args);
    case 'SubsystemTargeted':
      return aimRefusal(view, who, order.args);
    case 'PowerAllocated':
      return powerRefusal(view, who, order.args);
  }
}

export interface SheetProblem {
  /** Position in the sheet as given; the sheet's length for what concerns it as a whole. */
  readonly index: number;
  readonly reason: Refusal | 'too-many' | 'ship-twice' | 'no-plan' | 'charging' | 'not-confirmed';
  /** False: allowed, but hardly meant. */
  readonly fatal: boolean;
}

/** Everything that is wrong with a sheet, in the sheet's sequence; without fatal problems the turn will take all of it. */
export function checkSheet(view: TacticsView, who: Seat, orders: readonly TacticsOrder[]): SheetProblem[] {
  if (orders.length > MAX_SHEET) return [{ index: orders.length, reason: 'too-many', fatal: true }];
  const problems: SheetProblem[] = [];
  const refuse = (index: number, reason: SheetProblem['reason'], fatal = true): void => {
    problems.push({ index, reason, fatal });
  };
  orders.forEach((order, index) => {
    const reason = orderRefusal(view, who, order);
    if (reason !== undefined) return refuse(index, reason);
    if (isTwice(orders, index)) return refuse(index, 'ship-twice');
    if (order.name === 'MovementConfirmed' && planFor(orders, order.args.ship) === undefined) refuse(index, 'no-plan');
    else if (order.name === 'MovementPlanned' && !isConfirmed(orders, order.args.ship))
      refuse(index, 'not-confirmed', false);
  });
  return [...problems, ...checkShots(view, orders)].sort((a, b) => a.index - b.index);
}

/** Whether an earlier order said the same kind of thing for the same ship; shots may be many. */
function isTwice(orders: readonly TacticsOrder[], index: number): boolean {
  const order = orders[index];
  if (order === undefined || order.name === 'WeaponTargeted') return false;
  return orders.some((other, i) => i < index && other.name === order.name && other.args.ship === order.args.ship);
}

const planFor = (orders: readonly TacticsOrder[], ship: number) =>
  orders.find((order) => order.name === 'MovementPlanned' && order.args.ship === ship);

const isConfirmed = (orders: readonly TacticsOrder[], ship: number): boolean =>
  orders.some((order) => order.name === 'MovementConfirmed' && order.args.ship === ship);

type Shot = { readonly index: number; readonly order: Extract<TacticsOrder, { name: 'WeaponTargeted' }> };

/** The shots of one weapon among each other: cooldown, number, rounds, and none while the ship charges for a jump. */
function checkShots(view: TacticsView, orders: readonly TacticsOrder[]): SheetProblem[] {
  const byWeapon = new Map<string, Shot[]>();
  orders.forEach((order, index) => {
    if (order.name !== 'WeaponTargeted') return;
    const key = `${order.args.ship} ${order.args.weapon}`;
    byWeapon.set(key, [...(byWeapon.get(key) ?? []), { index, order }]);
  });
  return [...byWeapon.values()].flatMap((shots) => checkWeapon(view, orders, shots));
}

function checkWeapon(view: TacticsView, orders: readonly TacticsOrder[], shots: readonly Shot[]): SheetProblem[] {
  const first = shots[0];
  const mount = first && mountRow(view, first.order.args.ship, first.order.args.weapon);
  if (first === undefined || mount === undefined) return [];
  const { now } = view.battle;
  const { cooldownTicks, ammunition } = weaponOf[mount.weapon];
  const plan = planFor(orders, first.order.args.ship);
  const charging = plan?.name === 'MovementPlanned' && plan.args.mode === 'Warp' ? now + WARP.chargeTicks : 0;
  const byTime = [...shots].sort((a, b) => a.order.args.fireTime - b.order.args.fireTime || a.index - b.index);
  return byTime.flatMap(({ index, order }, i): SheetProblem[] => {
    const when = fireTickOf(now, order.args.fireTime);
    const last = byTime[i - 1];
    if (last !== undefined && when - fireTickOf(now, last.order.args.fireTime) < cooldownTicks)
      return [{ index, reason: 'cooling', fatal: true }];
    if (i >= MAX_SHOTS) return [{ index, reason: 'too-many-shots', fatal: true }];
    if (ammunition > 0 && i > 0 && i >= mount.rounds) return [{ index, reason: 'out-of-ammunition', fatal: true }];
    return when <= charging ? [{ index, reason: 'charging', fatal: true }] : [];
  });
}
