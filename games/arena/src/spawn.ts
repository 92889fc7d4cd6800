// Bringing ships into the arena: at the start of a round, after destruction, and for a seat that joins.
import { atan2 } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { SHIP } from './balance.ts';
import { SPAWNS } from './map.ts';
import { NOBODY, type ArenaContext, type ArenaState, type Ship } from './state.ts';

/** Gives the seat a ship; when the table is full, the seat looks on. */
export function admit(ctx: ArenaContext, who: Seat): void {
  const { ships } = ctx.state;
  if (!ships.full) enter(ctx, ships.add({ owner: who }));
}

/** Returns destroyed ships whose time has come. */
export function respawnShips(ctx: ArenaContext): void {
  for (const ship of ctx.state.ships) if (!ship.alive && ctx.tick >= ship.respawnAt) enter(ctx, ship);
}

/** Puts every ship on its own starting place, fresh; the places rotate from round to round. */
export function lineUp(ctx: ArenaContext): void {
  let next = ctx.state.round.number;
  for (const ship of ctx.state.ships) {
    const [x, y] = SPAWNS[next++ % SPAWNS.length]!;
    place(ship, x, y, ctx.tick);
  }
}

function enter(ctx: ArenaContext, ship: Ship): void {
  const dice = ctx.random('spawn');
  let best = -1;
  let [x, y] = SPAWNS[0]!;
  for (const [spawnX, spawnY] of SPAWNS) {
    const liking = solitude(ctx.state, ship, spawnX, spawnY) * (0.75 + dice.float() / 4);
    if (liking <= best) continue;
    best = liking;
    x = spawnX;
    y = spawnY;
  }
  place(ship, x, y, ctx.tick);
  ctx.emit('respawned', { who: ship.owner, x, y });
}

/** Squared distance to the nearest other living ship. */
function solitude(state: ArenaState, ship: Ship, x: number, y: number): number {
  let least = Infinity;
  for (const other of state.ships) {
    if (!other.alive || other.id === ship.id) continue;
    const dx = other.x - x;
    const dy = other.y - y;
    least = Math.min(least, dx * dx + dy * dy);
  }
  return Math.min(least, 1e9);
}

function place(ship: Ship, x: number, y: number, tick: number): void {
  ship.x = x;
  ship.y = y;
  ship.vx = 0;
  ship.vy = 0;
  ship.heading = atan2(-y, -x);
  ship.spin = 0;
  ship.engine = 0;
  ship.shield = SHIP.shield;
  ship.hull = SHIP.hull;
  ship.energy = SHIP.energy;
  ship.alive = true;
  ship.beamCharge = 0;
  ship.rapidUntil = 0;
  ship.hurtAt = 0;
  ship.hurtBy = NOBODY;
  ship.helpedBy = NOBODY;
  ship.safeUntil = tick + SHIP.safeAfterSpawn;
}
