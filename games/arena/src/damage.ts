// What being hit does: shield first, then hull, then wreck and credit.
import { SCORE, SHIP } from './balance.ts';
import { NOBODY, shipOf, type ArenaContext, type Ship } from './state.ts';
import type { Point } from './motion.ts';
import type { Seat } from '@rubato/schema';

/** Deals damage to a living ship, unless it is still safe from its respawn. */
export function hurt(
  ctx: ArenaContext,
  ship: Ship,
  by: Seat,
  weapon: 'shot' | 'beam',
  damage: number,
  at: Readonly<Point>,
): void {
  if (!ship.alive || ctx.tick < ship.safeUntil) return;
  remember(ship, by);
  ship.hurtAt = ctx.tick;
  const shield = ship.shield;
  const through = Math.max(0, damage - shield);
  ship.shield = shield - Math.min(shield, damage);
  ship.hull -= through;
  ctx.emit('hit', { victim: ship.owner, by, weapon, shield: through === 0, x: at.x, y: at.y });
  if (shield > 0 && ship.shield === 0) ctx.emit('shieldDown', { victim: ship.owner });
  if (ship.hull === 0) destroy(ctx, ship, by);
}

function remember(ship: Ship, by: Seat): void {
  if (ship.hurtBy === by) return;
  ship.helpedBy = ship.hurtBy;
  ship.hurtBy = by;
}

function destroy(ctx: ArenaContext, ship: Ship, by: Seat): void {
  const { x, y, helpedBy: helper } = ship;
  ctx.emit('destroyed', { victim: ship.owner, by, helper, x, y });
  ship.alive = false;
  ship.deaths += 1;
  ship.respawnAt = ctx.tick + SHIP.respawnDelay;
  ship.vx = 0;
  ship.vy = 0;
  ship.spin = 0;
  ship.engine = 0;
  ship.shield = 0;
  ship.beamCharge = 0;
  ship.rapidUntil = 0;
  ship.hurtBy = NOBODY;
  ship.helpedBy = NOBODY;
  const killer = shipOf(ctx.state, by);
  if (killer) {
    killer.kills += 1;
    killer.score += SCORE.kill;
  }
  const assistant = shipOf(ctx.state, helper);
  if (assistant) {
    assistant.assists += 1;
    assistant.score += SCORE.assist;
  }
}
