// Places that offer something useful, then nothing for a while, then something else.
import { PICKUP, SHIP } from './balance.ts';
import type { ArenaContext, ArenaState, Pickup, Ship } from './state.ts';

type Kind = Pickup['kind'];
const KINDS: readonly Kind[] = ['repair', 'shield', 'energy', 'rapid'];

/** Replaces the pickups by those of a layout, all on offer from the tick on. */
export function layPickups(ctx: ArenaContext, places: readonly (readonly [x: number, y: number])[]): void {
  const { pickups } = ctx.state;
  pickups.clear();
  places.forEach(([x, y], index) => {
    pickups.add({ x, y, kind: KINDS[index % KINDS.length]!, readyAt: ctx.tick });
  });
}

/** Gives each offered pickup to the nearest ship within reach that can use it. */
export function givePickups(ctx: ArenaContext): void {
  for (const pickup of ctx.state.pickups) {
    if (ctx.tick < pickup.readyAt) continue;
    const taker = nearest(ctx.state, pickup);
    if (taker) take(ctx, pickup, taker);
  }
}

function nearest(state: ArenaState, pickup: Pickup): Ship | undefined {
  let least = PICKUP.reach * PICKUP.reach;
  let found: Ship | undefined;
  for (const ship of state.ships) {
    if (!ship.alive || !useful(pickup.kind, ship)) continue;
    const dx = ship.x - pickup.x;
    const dy = ship.y - pickup.y;
    const squared = dx * dx + dy * dy;
    if (squared >= least) continue;
    least = squared;
    found = ship;
  }
  return found;
}

/** True when the ship would gain from a pickup of that kind; otherwise it leaves it for others. */
export function useful(kind: Kind, ship: Readonly<Pick<Ship, 'hull' | 'shield' | 'energy'>>): boolean {
  switch (kind) {
    case 'repair':
      return ship.hull < SHIP.hull;
    case 'shield':
      return ship.shield < SHIP.shield;
    case 'energy':
      return ship.energy < SHIP.energy;
    case 'rapid':
      return true;
    default:
      return kind satisfies never;
  }
}

function take(ctx: ArenaContext, pickup: Pickup, ship: Ship): void {
  const { kind, x, y } = pickup;
  switch (kind) {
    case 'repair':
      ship.hull += PICKUP.repair;
      break;
    case 'shield':
      ship.shield += PICKUP.shield;
      break;
    case 'energy':
      ship.energy += PICKUP.energy;
      break;
    case 'rapid':
      ship.rapidUntil = ctx.tick + PICKUP.rapid;
      break;
    default:
      kind satisfies never;
  }
  ctx.emit('picked', { by: ship.owner, kind, x, y });
  pickup.kind = ctx.random('pickup').pick(KINDS);
  pickup.readyAt = ctx.tick + PICKUP.respawn;
}
