// Who sees whom. A sweep every few ticks marks each ship with the teams that see it, and notes for each team where it saw
// what; `sees` then only looks at the marks.
import type { Seat } from '@rubato/schema';
import { SENSORS } from './balance.ts';
import { classOf } from './classes.ts';
import { sharesOf, sightOf } from './drive.ts';
import { field, fieldClear } from './field.ts';
import { distance, type Point } from './geometry.ts';
import { teamOf, type Contact, type Ship, type ShipView, type TacticsContext, type TacticsView } from './state.ts';

/** How easily a ship is seen: by class, louder after firing or jumping, quieter at rest. */
export function signatureOf(ship: ShipView, now: number): number {
  const { signature } = classOf[ship.kind];
  if (ship.loudAt !== 0 && now < ship.loudAt + SENSORS.loudTicks) return signature * SENSORS.loud;
  const still = ship.vx * ship.vx + ship.vy * ship.vy + ship.vz * ship.vz < 0.01;
  return still ? signature * SENSORS.silent : signature;
}

/** A ship that looks out, and how far it sees a ship of signature 1. */
interface Lookout {
  readonly ship: Ship;
  readonly sight: number;
  readonly bit: number;
}

/** Marks what every team sees now, and tells what came into sight and what went; the rock field is filled. */
export function sweep(ctx: TacticsContext): void {
  const { state } = ctx;
  const lookouts = lookoutsOf(ctx);
  for (const ship of state.ships) {
    const mark = state.spotting.get(ship.spotting);
    if (mark === undefined || ship.status !== 'active') continue;
    const before = mark.teams;
    const after = seenBy(lookouts, ship, signatureOf(ship, ctx.tick));
    if (after !== before) {
      mark.teams = after;
      tellChanges(ctx, ship, before, after);
    }
    if (after !== 0) note(ctx, ship, after);
  }
}

function lookoutsOf({ state }: TacticsContext): Lookout[] {
  const lookouts: Lookout[] = [];
  for (const ship of state.ships) {
    const plan = state.plans.get(ship.plan);
    if (ship.status !== 'active' || plan === undefined) continue;
    lookouts.push({ ship, sight: sightOf(ship, sharesOf(plan)), bit: 1 << (ship.team - 1) });
  }
  return lookouts;
}

/** Bits of the teams that see the ship, its own left out. */
function seenBy(lookouts: readonly Lookout[], target: Ship, signature: number): number {
  let seen = 0;
  for (const { ship, sight, bit } of lookouts) {
    if ((seen & bit) !== 0 || ship.team === target.team) continue;
    if (distance(ship, target) > Math.max(SENSORS.eyesight, sight * signature)) continue;
    if (fieldClear(field, ship, target)) seen |= bit;
  }
  return seen;
}

function tellChanges({ state, emit }: TacticsContext, ship: Ship, before: number, after: number): void {
  for (const side of state.sides) {
    const bit = 1 << (side.team - 1);
    if ((before & bit) === (after & bit)) continue;
    const { number, kind, x, y, z } = ship;
    if ((after & bit) !== 0) emit('spotted', { ship: number, kind, x, y, z }, side.owner);
    else emit('lost', { ship: number }, side.owner);
  }
}

/** Writes down where the teams whose bits are set see a ship. */
function note({ state, tick }: TacticsContext, ship: Ship, teams: number): void {
  let unknown = teams;
  for (const contact of state.contacts) {
    const bit = 1 << (contact.team - 1);
    if (contact.number !== ship.number || (teams & bit) === 0) continue;
    unknown &= ~bit;
    write(contact, ship, tick);
  }
  for (let team = 1; unknown >= 1 << (team - 1); team++)
    if ((unknown & (1 << (team - 1))) !== 0) write(state.contacts.add({ team, number: ship.number }), ship, tick);
}

function write(contact: Contact, ship: Ship, tick: number): void {
  contact.kind = ship.kind;
  contact.owner = ship.owner;
  contact.x = ship.x;
  contact.y = ship.y;
  contact.z = ship.z;
  contact.vx = ship.vx;
  contact.vy = ship.vy;
  contact.vz = ship.vz;
  contact.at = tick;
}

/** Whether a team sees the ship now: its own, one that is marked, or a wreck. */
export function teamSees(view: TacticsView, team: number, ship: ShipView): boolean {
  if (ship.team === team || ship.status !== 'active' || !view.battle.fog) return true;
  const teams = view.spotting.get(ship.spotting)?.teams ?? 0;
  return team > 0 && (teams & (1 << (team - 1))) !== 0;
}

/** A projectile is seen by the team that fired it and by whoever has a ship near it. */
function seesProjectile(view: TacticsView, team: number, projectile: Point & { readonly team: number }): boolean {
  if (projectile.team === team || !view.battle.fog) return true;
  for (const ship of view.ships)
    if (ship.team === team && ship.status === 'active' && distance(ship, projectile) < SENSORS.projectiles) return true;
  return false;
}

type Sees = (...question: SeesQuestion) => boolean;
type Tables = {
  [N in Exclude<keyof TacticsView & string, 'battle'>]: [
    view: TacticsView,
    viewer: Seat | null,
    table: N,
    row: TacticsView[N] extends Iterable<infer R> ? R : never,
  ];
};
type SeesQuestion =
  | Tables[keyof Tables]
  | [view: TacticsView, viewer: Seat | null, table: 'battle', row: TacticsView['battle']];

/** Hidden information, by table; a spectator watches the space, and no team's plans. */
export const sees: Sees = (...question) => {
  const [view, viewer, table, row] = question;
  if (table === 'spotting') return false;
  if (table === 'battle' || table === 'sides' || table === 'teams' || table === 'rocks') return true;
  const team = viewer === null ? 0 : teamOf(view, viewer);
  if (table === 'plans' || table === 'mounts' || table === 'contacts') return team !== 0 && row.team === team;
  if (viewer === null) return true;
  return table === 'ships' ? teamSees(view, team, row) : seesProjectile(view, team, row);
};
