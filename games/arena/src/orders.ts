// The discrete orders of arena: boost, ready, emote. Each says why not, then does it.
import { cos, sin } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { BOOST, EMOTE_INTERVAL } from './balance.ts';
import { shipOf, type ArenaContext, type ArenaView, type EmoteKind } from './state.ts';

type Refusal = 'no-ship' | 'too-soon' | 'no-energy' | 'not-now';

export function boostRefusal(view: ArenaView, who: Seat): Refusal | undefined {
  const ship = shipOf(view, who);
  if (!ship?.alive) return 'no-ship';
  if (ship.boostAt !== 0 && view.round.now < ship.boostAt + BOOST.cooldown) return 'too-soon';
  return ship.energy < BOOST.energy ? 'no-energy' : undefined;
}

/** Spends energy for an impulse along the heading. Clients predict it: it touches the seat's own ship only. */
export function boost(ctx: ArenaContext, who: Seat): void {
  const ship = shipOf(ctx.state, who);
  if (!ship) return;
  ship.energy -= BOOST.energy;
  ship.boostAt = ctx.tick;
  ship.vx += cos(ship.heading) * BOOST.impulse;
  ship.vy += sin(ship.heading) * BOOST.impulse;
  ctx.emit('boosted', { by: who });
}

export function readyRefusal(view: ArenaView, who: Seat): Refusal | undefined {
  if (!shipOf(view, who)) return 'no-ship';
  const { phase } = view.round;
  return phase === 'play' || phase === 'done' ? 'not-now' : undefined;
}

/** Asks to shorten the warm-up or the pause; takes effect once every seat has asked. */
export function ready(ctx: ArenaContext, who: Seat): void {
  const ship = shipOf(ctx.state, who);
  if (ship) ship.ready = true;
}

export function emoteRefusal(view: ArenaView, who: Seat): Refusal | undefined {
  const ship = shipOf(view, who);
  if (!ship) return 'no-ship';
  return ship.emoteAt !== 0 && view.round.now < ship.emoteAt + EMOTE_INTERVAL ? 'too-soon' : undefined;
}

export function emote(ctx: ArenaContext, who: Seat, kind: EmoteKind): void {
  const ship = shipOf(ctx.state, who);
  if (!ship) return;
  ship.emoteAt = ctx.tick;
  ctx.emit('emoted', { by: who, kind });
}
