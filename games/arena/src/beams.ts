// A discharged beam was traced in its ship's frame, against the past that its player saw; here it takes effect.
import { cos, sin } from '@rubato/game';
import { BEAM } from './balance.ts';
import { hurt } from './damage.ts';
import { NOBODY, type ArenaContext, type Ship } from './state.ts';

/** Settles the beams discharged in this tick's frames. */
export function settleBeams(ctx: ArenaContext): void {
  for (const ship of ctx.state.ships) if (ship.beamAt === ctx.tick) settle(ctx, ship);
}

function settle(ctx: ArenaContext, ship: Ship): void {
  const { owner: by, x, y, beamReach } = ship;
  const end = { x: x + cos(ship.heading) * beamReach, y: y + sin(ship.heading) * beamReach };
  const victim = ctx.state.ships.get(ship.beamVictim);
  ctx.emit('beamed', { by, victim: victim?.owner ?? NOBODY, x, y, toX: end.x, toY: end.y });
  if (victim) hurt(ctx, victim, by, 'beam', BEAM.damage, end);
}
