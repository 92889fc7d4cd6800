// Ships against rocks and ships against ships: nobody passes through, and fast is expensive.
import { COLLISION, MAX_SHIPS, TICKS_PER_SECOND } from './balance.ts';
import { classOf } from './classes.ts';
import { hurtHull, type Fallen } from './damage.ts';
import { field, rockWithin } from './field.ts';
import type { Ship, TacticsContext } from './state.ts';

/** Puts a ship that flew into a rock back onto its surface. A ship touches one rock at a time: they lie apart. */
export function bumpRocks(ctx: TacticsContext, ship: Ship, fallen: Fallen[]): void {
  const { radius } = classOf[ship.kind];
  const at = rockWithin(field, ship.x, ship.y, ship.z, radius);
  if (at < 0) return;
  const [rockX, rockY, rockZ, rockRadius] = field.numbers.subarray(at, at + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const apart = radius + rockRadius;
  const dx = ship.x - rockX;
  const dy = ship.y - rockY;
  const dz = ship.z - rockZ;
  const away = Math.sqrt(dx * dx + dy * dy + dz * dz);
  // In the very middle any way out is as good.
  const [nx, ny, nz] = away > 1e-3 ? [dx / away, dy / away, dz / away] : [0, 1, 0];
  ship.x = rockX + nx * apart;
  ship.y = rockY + ny * apart;
  ship.z = rockZ + nz * apart;
  const closing = -(ship.vx * nx + ship.vy * ny + ship.vz * nz);
  if (closing <= 0) return;
  ship.vx += nx * closing;
  ship.vy += ny * closing;
  ship.vz += nz * closing;
  crash(ctx, ship, 0, closing, fallen);
}

/** The active ships as plain numbers (x, y, z, radius), for the pass over all pairs; refilled each tick. */
const places = new Float64Array(MAX_SHIPS * 4);

export function bumpShips(ctx: TacticsContext, fallen: Fallen[]): void {
  const active: Ship[] = [];
  for (const ship of ctx.state.ships) {
    if (ship.status !== 'active') continue;
    const at = active.length * 4;
    places[at] = ship.x;
    places[at + 1] = ship.y;
    places[at + 2] = ship.z;
    places[at + 3] = classOf[ship.kind].radius;
    active.push(ship);
  }
  const end = active.length * 4;
  for (let i = 0; i < end; i += 4)
    for (let j = i + 4; j < end; j += 4) {
      const dx = (places[j] as number) - (places[i] as number);
      const dy = (places[j + 1] as number) - (places[i + 1] as number);
      const dz = (places[j + 2] as number) - (places[i + 2] as number);
      const apart = (places[i + 3] as number) + (places[j + 3] as number);
      if (dx * dx + dy * dy + dz * dz >= apart * apart) continue;
      bump(ctx, active[i / 4] as Ship, active[j / 4] as Ship, apart, fallen);
    }
}

function bump(ctx: TacticsContext, a: Ship, b: Ship, apart: number, fallen: Fallen[]): void {
  const closing = part(a, b, apart);
  if (closing <= 0) return;
  crash(ctx, a, b.number, closing, fallen);
  crash(ctx, b, a.number, closing, fallen);
}

/** Pushes two ships apart by half each and takes away the velocity with which they close in, which it returns. */
function part(a: Ship, b: Ship, apart: number): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const dz = b.z - a.z;
  const away = Math.sqrt(dx * dx + dy * dy + dz * dz);
  const [nx, ny, nz] = away > 1e-3 ? [dx / away, dy / away, dz / away] : [0, 1, 0];
  const push = Math.max(0, apart - away) / 2;
  a.x -= nx * push;
  a.y -= ny * push;
  a.z -= nz * push;
  b.x += nx * push;
  b.y += ny * push;
  b.z += nz * push;
  const closing = (a.vx - b.vx) * nx + (a.vy - b.vy) * ny + (a.vz - b.vz) * nz;
  if (closing <= 0) return 0;
  const half = closing / 2;
  a.vx -= nx * half;
  a.vy -= ny * half;
  a.vz -= nz * half;
  b.vx += nx * half;
  b.vy += ny * half;
  b.vz += nz * half;
  return closing;
}

/** @param closing units per tick */
function crash(ctx: TacticsContext, ship: Ship, other: number, closing: number, fallen: Fallen[]): void {
  const excess = closing * TICKS_PER_SECOND - COLLISION.soft;
  if (excess <= 0) return;
  const damage = excess * COLLISION.damage;
  const { number, x, y, z } = ship;
  ctx.emit('collided', { ship: number, other, damage, x, y, z }, { near: ship });
  hurtHull(ship, damage, undefined, fallen);
}
