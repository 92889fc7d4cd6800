/** What a commander can reckon before the turn: where ships will be by the draft, and when a weapon bears. */
import type { Seat } from '@rubato/game';
import {
  drift,
  fireWindows,
  firstRock,
  previewMove,
  previewStanding,
  sharesOf,
  teamOf,
  type ContactView,
  type FireWindow,
  type Path,
  type PowerShares,
  type ShipId,
  type ShipView,
  type TacticsView,
} from '@rubato/tactics';
import { planOf, type Draft } from './draft.ts';

export interface Outlook {
  readonly view: TacticsView;
  readonly seat: Seat;
  readonly team: number;
  readonly ships: readonly ShipView[];
  /** The seat's own, those lost left out. */
  readonly own: readonly ShipView[];
  /** Of other teams, in sight now. */
  readonly foes: readonly ShipView[];
  readonly contacts: readonly ContactView[];
  readonly paths: ReadonlyMap<ShipId, Path>;
  readonly powers: ReadonlyMap<ShipId, PowerShares>;
}

export function lookOut(view: TacticsView, seat: Seat, draft: Draft): Outlook {
  const ships = [...view.ships].filter(({ status }) => status === 'active');
  const team = teamOf(view, seat);
  const own = ships.filter(({ owner }) => owner === seat);
  const seen = new Set(ships.map(({ number }) => number));
  const lost = new Set([...view.ships].filter(({ status }) => status !== 'active').map(({ number }) => number));
  const contacts = [...view.contacts].filter(
    ({ number, team: whose }) => whose === team && !seen.has(number) && !lost.has(number),
  );
  const powers = new Map(own.map((ship) => [ship.id, powerOfShip(view, ship, draft)] as const));
  const paths = new Map(ships.map((ship) => [ship.id, pathOf(view, ship, draft, powers.get(ship.id))] as const));
  return { view, seat, team, ships, own, foes: ships.filter((ship) => ship.team !== team), contacts, paths, powers };
}

function powerOfShip(view: TacticsView, ship: ShipView, draft: Draft): PowerShares {
  const planned = planOf(draft, ship.id).power;
  if (planned) return planned;
  const plan = view.plans.get(ship.plan);
  const { engines, guns, screens, scanners } = plan ? sharesOf(plan) : { engines: 0, guns: 0, screens: 0, scanners: 0 };
  return { engines, guns, screens, scanners };
}

function pathOf(view: TacticsView, ship: ShipView, draft: Draft, power: PowerShares | undefined): Path {
  const { course } = planOf(draft, ship.id);
  if (power === undefined) return view.plans.get(ship.plan) ? previewStanding(view, ship.id) : drift(ship);
  return course ? previewMove(view, { ship: ship.id, ...course }, { power }) : previewStanding(view, ship.id);
}

/** The tick at which a ship's way meets a rock; undefined when it is clear. */
export const collisionOf = ({ view, paths }: Outlook, ship: ShipView): number | undefined =>
  firstRock(view, ship, paths.get(ship.id) ?? []);

/** When a weapon bears on a target that keeps its way. */
export function windowsOf({ view, paths }: Outlook, ship: ShipView, weapon: number, target: ShipId): FireWindow[] {
  const [own, theirs] = [paths.get(ship.id), paths.get(target)];
  return own && theirs ? fireWindows(view, ship, weapon, own, theirs) : [];
}

/** The first tick of the windows that is neither before the weapon is ready nor too near to a shot that it has. */
export function firstChance(
  windows: readonly FireWindow[],
  {
    ready,
    cooldownTicks,
    taken,
  }: { readonly ready: number; readonly cooldownTicks: number; readonly taken: readonly number[] },
): number | undefined {
  for (const { from, to } of windows)
    for (let tick = Math.max(from, ready, 1); tick <= to; tick++)
      if (taken.every((other) => Math.abs(other - tick) >= cooldownTicks)) return tick;
  return undefined;
}
