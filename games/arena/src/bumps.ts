// Ships that touch push each other apart, as equal masses.
import { SHIP } from './balance.ts';
import type { ArenaContext, Ship } from './state.ts';

/** Settles every touching pair once. */
export function bumpShips(ctx: ArenaContext): void {
  for (const one of ctx.state.ships) {
    if (!one.alive) continue;
    for (const other of ctx.state.ships) if (other.id > one.id && other.alive) bump(ctx, one, other);
  }
}

function bump(ctx: ArenaContext, one: Ship, other: Ship): void {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const squared = dx * dx + dy * dy;
  const apart = 2 * SHIP.radius;
  if (squared >= apart * apart) return;
  const distance = Math.sqrt(squared);
  const nx = distance > 0 ? dx / distance : 1;
  const ny = distance > 0 ? dy / distance : 0;
  const overlap = (apart - distance) / 2;
  shift(one, -nx * overlap, -ny * overlap);
  shift(other, nx * overlap, ny * overlap);
  const closing = (one.vx - other.vx) * nx + (one.vy - other.vy) * ny;
  if (closing <= 0) return;
  const impulse = (closing * (1 + SHIP.bounce)) / 2;
  push(one, -nx * impulse, -ny * impulse);
  push(other, nx * impulse, ny * impulse);
  ctx.emit('bounced', { by: one.owner, force: closing * 64, x: one.x + (nx * apart) / 2, y: one.y + (ny * apart) / 2 });
}

function shift(ship: Ship, dx: number, dy: number): void {
  ship.x += dx;
  ship.y += dy;
}

function push(ship: Ship, dx: number, dy: number): void {
  ship.vx += dx;
  ship.vy += dy;
}
