// What a bot makes of its view before it plans: who is where, what must be done, whom to shoot at.
import { clamp } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { classOf, weaponOf } from './classes.ts';
import { fillField, makeField, type RockField } from './field.ts';
import { distance, type Point } from './geometry.ts';
import { drift, type Path } from './preview.ts';
import { teamOf, type ShipView, type TacticsView } from './state.ts';

/** Points of a path that a bot looks at lie this many ticks apart. */
export const STRIDE = 15;

export interface Foe {
  readonly ship: ShipView;
  /** Where the bot believes it will be. */
  readonly path: Path;
}

export interface Situation {
  readonly view: TacticsView;
  readonly team: number;
  readonly own: readonly ShipView[];
  readonly friends: readonly ShipView[];
  readonly foes: readonly Foe[];
  /** Places where foes were seen that are out of sight now, the freshest first. */
  readonly rumours: readonly Point[];
  readonly rocks: RockField;
  /** Wins by reaching the goal, by keeping others from it, or by holding it. */
  readonly task: 'destroy' | 'escort' | 'intercept' | 'hold';
  readonly goal: Point;
}

export function look(view: TacticsView, who: Seat): Situation {
  const team = teamOf(view, who);
  const active = [...view.ships].filter(({ status }) => status === 'active');
  const { goalX: x, goalY: y, goalZ: z } = view.battle;
  return {
    view,
    team,
    own: active.filter(({ owner }) => owner === who),
    friends: active.filter((ship) => ship.team === team),
    foes: active.filter((ship) => ship.team !== team).map((ship) => ({ ship, path: drift(ship, STRIDE) })),
    rumours: rumoursOf(view, team, new Set(active.map(({ number }) => number))),
    rocks: fillField(view.rocks, makeField()),
    task: taskOf(view, team),
    goal: { x, y, z },
  };
}

function rumoursOf(view: TacticsView, team: number, seen: ReadonlySet<number>): Point[] {
  const lost = new Set([...view.ships].filter(({ status }) => status !== 'active').map(({ number }) => number));
  return [...view.contacts]
    .filter((contact) => contact.team === team && !seen.has(contact.number) && !lost.has(contact.number))
    .sort((a, b) => b.at - a.at || a.number - b.number)
    .map(({ x, y, z }) => ({ x, y, z }));
}

function taskOf(view: TacticsView, team: number): Situation['task'] {
  if (view.battle.victory === 'points') return 'hold';
  if (view.battle.victory === 'elimination') return 'destroy';
  for (const row of view.teams) if (row.number === team) return row.role === 'defender' ? 'escort' : 'intercept';
  return 'destroy';
}

/** How much is left of a ship, shields included, as a part of a whole one. */
export function vigour(ship: ShipView): number {
  const { hull, shield } = classOf[ship.kind];
  const shields = ship.fore + ship.aft + ship.port + ship.starboard + ship.dorsal + ship.ventral;
  return (ship.hull + shields / 3) / (hull + shield * 2);
}

/** Damage per second of the weapons that reach this far, while they are whole. */
export function threat(ship: ShipView, away: number): number {
  let sum = 0;
  for (const { weapon } of classOf[ship.kind].mounts) {
    const { range, damage, cooldownTicks } = weaponOf[weapon];
    if (range >= away) sum += (damage * 30) / cooldownTicks;
  }
  return sum * clamp(ship.weapons, 0, 1);
}

/** The foe that is worth most and closest to its end, for all ships of a seat together. */
export function focusOf({ foes, own, task }: Situation): Foe | undefined {
  let best: Foe | undefined;
  let most = -Infinity;
  for (const foe of foes) {
    const nearest = Math.min(...own.map((ship) => distance(ship, foe.ship)));
    const prize = task === 'intercept' && foe.ship.kind === 'freighter' ? 160 : 0;
    const worth = classOf[foe.ship.kind].value * 0.5 + prize + (1 - vigour(foe.ship)) * 180 - nearest * 0.6;
    if (worth <= most) continue;
    most = worth;
    best = foe;
  }
  return best;
}
