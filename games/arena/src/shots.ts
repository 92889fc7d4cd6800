// Shots travel in present time: born at the muzzle, they fly straight until they meet a ship, a rock, a wall or their age.
import { cos, sin } from '@rubato/game';
import { MAX_ROCKS, SHIP, SHOT } from './balance.ts';
import { hurt } from './damage.ts';
import { rockAt, shotAt, type Point } from './motion.ts';
import type { ArenaContext, ArenaState, Ship, Shot } from './state.ts';
import { enters, leaves } from './trace.ts';

/** Adds the shots of the ships that fired in this tick's frames; when the table is full, a shot is lost. */
export function spawnShots(ctx: ArenaContext): void {
  const { state, tick } = ctx;
  for (const ship of state.ships) {
    if (!ship.alive || ship.firedAt !== tick || state.shots.full) continue;
    const dx = cos(ship.heading);
    const dy = sin(ship.heading);
    state.shots.add({
      by: ship.owner,
      x: ship.x + dx * SHIP.radius,
      y: ship.y + dy * SHIP.radius,
      vx: ship.vx + dx * SHOT.speed,
      vy: ship.vy + dy * SHOT.speed,
      born: tick,
    });
  }
}

// Scratch of one pass over the shots: x, y, radius of every rock at this tick.
const circles = new Float64Array(MAX_ROCKS * 3);
const from: Point = { x: 0, y: 0 };
const at: Point = { x: 0, y: 0 };

/** Moves every shot from the last tick to this one and settles what it met first. */
export function moveShots(ctx: ArenaContext): void {
  const { state, tick } = ctx;
  if (state.shots.size === 0) return;
  const rocks = gatherRocks(state, tick);
  for (const shot of state.shots) {
    if (shot.born === tick) continue;
    shotAt(shot, tick - 1, from);
    const obstacle = meetsObstacle(shot, rocks);
    const target = meetsShip(state, shot, Math.min(obstacle, 1));
    if (target) hurt(ctx, target, shot.by, 'shot', SHOT.damage, at);
    else if (obstacle <= 1) ctx.emit('struck', { x: from.x + shot.vx * obstacle, y: from.y + shot.vy * obstacle });
    if (target || obstacle <= 1 || tick - shot.born >= SHOT.life) state.shots.remove(shot);
  }
}

function gatherRocks(state: ArenaState, tick: number): number {
  let end = 0;
  for (const rock of state.rocks) {
    rockAt(rock, tick, at);
    circles[end++] = at.x;
    circles[end++] = at.y;
    circles[end++] = rock.radius;
  }
  return end;
}

/** Part of this tick's way after which the shot meets rock or wall. */
function meetsObstacle({ vx, vy }: Shot, rocks: number): number {
  let first = leaves(from.x, from.y, vx, vy);
  for (let i = 0; i < rocks; i += 3) {
    first = Math.min(first, enters(from.x, from.y, vx, vy, circles[i]!, circles[i + 1]!, circles[i + 2]!));
  }
  return first;
}

/** The first ship met within `until` of the way; leaves the place in `at`. Ships moved this tick too: the way is relative. */
function meetsShip(state: ArenaState, shot: Shot, until: number): Ship | undefined {
  let first = until;
  let found: Ship | undefined;
  const { by, vx, vy } = shot;
  for (const ship of state.ships) {
    if (!ship.alive || ship.owner === by) continue;
    const { x, y } = ship;
    const dx = vx - ship.vx;
    const dy = vy - ship.vy;
    const meets = enters(from.x + ship.vx, from.y + ship.vy, dx, dy, x, y, SHOT.reach);
    if (meets > first) continue;
    first = meets;
    found = ship;
  }
  if (found) {
    at.x = from.x + vx * first;
    at.y = from.y + vy * first;
  }
  return found;
}
