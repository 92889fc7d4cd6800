// What a ship's triggers do in its own frame. Runs on clients too: it stamps the ship's own row and never touches another.
import { cos, sin } from '@rubato/game';
import { BEAM, SHIP, SHOT } from './balance.ts';
import { rockAt, type Point } from './motion.ts';
import { NOBODY, type ArenaContext, type ArenaFrame, type Ship } from './state.ts';
import { enters, leaves } from './trace.ts';

const NO_SHIP = 0 as Ship['id'];

/** Energy and shield come back; a full shield forgets who scratched it. */
export function recover(ship: Ship, tick: number): void {
  if (ship.energy < SHIP.energy) ship.energy += SHIP.energyPerTick;
  if (ship.shield === SHIP.shield || tick < ship.hurtAt + SHIP.shieldDelay) return;
  ship.shield += SHIP.shieldPerTick;
  if (ship.shield < SHIP.shield) return;
  ship.hurtBy = NOBODY;
  ship.helpedBy = NOBODY;
}

/** Charging the beam keeps the guns silent; firing either ends the safety of a fresh ship. */
export function trigger(ctx: ArenaContext, ship: Ship, frame: ArenaFrame): void {
  if (ctx.state.round.phase !== 'play') {
    ship.beamCharge = 0;
    return;
  }
  if (frame.beam && beamReady(ship, ctx.tick)) charge(ctx, ship);
  else {
    ship.beamCharge = 0;
    if (frame.fire && gunReady(ship, ctx.tick)) fire(ctx, ship);
  }
}

type Armed = Readonly<Pick<Ship, 'energy' | 'firedAt' | 'beamAt' | 'rapidUntil'>>;

export function beamReady(ship: Armed, tick: number): boolean {
  return ship.energy >= BEAM.energy && (ship.beamAt === 0 || tick >= ship.beamAt + BEAM.cooldown);
}

export function gunReady(ship: Armed, tick: number): boolean {
  const interval = tick < ship.rapidUntil ? SHOT.rapidInterval : SHOT.interval;
  return ship.energy >= SHOT.energy && (ship.firedAt === 0 || tick >= ship.firedAt + interval);
}

function fire(ctx: ArenaContext, ship: Ship): void {
  ship.energy -= SHOT.energy;
  ship.firedAt = ctx.tick;
  ship.safeUntil = 0;
  ctx.emit('fired', { by: ship.owner });
}

function charge(ctx: ArenaContext, ship: Ship): void {
  if (ship.beamCharge + 1 < BEAM.charge) {
    ship.beamCharge += 1;
    return;
  }
  ship.beamCharge = 0;
  ship.energy -= BEAM.energy;
  ship.beamAt = ctx.tick;
  ship.safeUntil = 0;
  discharge(ctx, ship);
}

const rockPlace: Point = { x: 0, y: 0 };

/** Finds what the beam meets, among ships and rocks as the shooter saw them; `tick` deals the damage. */
function discharge(ctx: ArenaContext, ship: Ship): void {
  const seen = ctx.past();
  const dx = cos(ship.heading) * BEAM.range;
  const dy = sin(ship.heading) * BEAM.range;
  const { x, y } = ship;
  let end = Math.min(1, leaves(x, y, dx, dy));
  for (const rock of seen.rocks) {
    rockAt(rock, seen.round.now, rockPlace);
    end = Math.min(end, enters(x, y, dx, dy, rockPlace.x, rockPlace.y, rock.radius));
  }
  let victim = NO_SHIP;
  for (const target of seen.ships) {
    if (target.owner === ship.owner || !target.alive) continue;
    const meets = enters(x, y, dx, dy, target.x, target.y, BEAM.reach);
    if (meets >= end) continue;
    end = meets;
    victim = target.id;
  }
  ship.beamVictim = victim;
  ship.beamReach = end * BEAM.range;
}
