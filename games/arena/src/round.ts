// The match's clock: warm-up, play, pause, next round, and after the last round its result.
import type { Seat } from '@rubato/schema';
import { ROUND, TICKS_PER_SECOND } from './balance.ts';
import { layRocks, LAYOUTS } from './map.ts';
import { layPickups } from './pickups.ts';
import { lineUp } from './spawn.ts';
import { NOBODY, type ArenaContext, type ArenaView, type ArenaState, type Ship } from './state.ts';

/** Lays out the round and starts its warm-up. */
export function openRound(ctx: ArenaContext, number: number): void {
  const { state, tick } = ctx;
  state.round.number = number;
  state.round.phase = 'warmup';
  state.round.endsAt = tick + ROUND.warmup;
  const layout = LAYOUTS[(number - 1) % LAYOUTS.length]!;
  state.shots.clear();
  layRocks(state, layout);
  layPickups(ctx, layout.pickups);
  for (const ship of state.ships) {
    ship.score = 0;
    ship.ready = false;
  }
  lineUp(ctx);
}

/** Ends the phase when its time is up. */
export function turnRound(ctx: ArenaContext): void {
  const { round } = ctx.state;
  if (round.phase === 'done') return;
  if (round.phase !== 'play') hurry(ctx);
  if (ctx.tick < round.endsAt) return;
  if (round.phase === 'warmup') play(ctx);
  else if (round.phase === 'play') closeRound(ctx);
  else openRound(ctx, round.number + 1);
}

/** Shortens a warm-up or pause once everybody is ready. */
function hurry({ state, tick }: ArenaContext): void {
  const soon = tick + ROUND.readyDelay;
  if (state.round.endsAt <= soon || state.ships.size === 0) return;
  for (const ship of state.ships) if (!ship.ready) return;
  state.round.endsAt = soon;
}

function play(ctx: ArenaContext): void {
  const { round, ships } = ctx.state;
  round.phase = 'play';
  round.endsAt = ctx.tick + round.seconds * TICKS_PER_SECOND;
  for (const ship of ships) ship.ready = false;
  ctx.emit('roundStarted', { number: round.number });
}

function closeRound(ctx: ArenaContext): void {
  const { round, ships, shots } = ctx.state;
  const winner = best(ctx.state, (ship) => ship.score);
  for (const ship of ships) if (ship.owner === winner) ship.wins += 1;
  const last = round.number >= round.rounds;
  shots.clear();
  round.phase = last ? 'done' : 'pause';
  round.endsAt = last ? ctx.tick : ctx.tick + ROUND.pause;
  round.winner = last ? matchWinner(ctx.state) : winner;
  ctx.emit('roundOver', { number: round.number, winner, last });
}

/** Most rounds won; then kills; then fewest deaths. */
export function matchWinner(state: ArenaState | ArenaView): Seat {
  return best(state, (ship) => ship.wins * 1_000_000 + ship.kills * 1_000 - ship.deaths);
}

/** Whoever alone has the highest worth; NOBODY when several share it. */
function best(state: ArenaState | ArenaView, worth: (ship: Readonly<Ship>) => number): Seat {
  let winner = NOBODY;
  let most = -Infinity;
  for (const ship of state.ships) {
    const value = worth(ship);
    if (value === most) winner = NOBODY;
    if (value <= most) continue;
    most = value;
    winner = ship.owner;
  }
  return winner;
}
