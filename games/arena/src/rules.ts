// Arena: up to eight ships among rocks; guns, a beam, shields, pickups, timed rounds. How the parts meet in a tick:
//   each seat's frame: body and triggers of its own ship  →  beams → new shots → shots → bumps → pickups → respawns → round
import { defineGame } from '@rubato/game';
import { SCORE, SHIP } from './balance.ts';
import { settleBeams } from './beams.ts';
import { bounce, fly, steer } from './body.ts';
import { bumpShips } from './bumps.ts';
import { boost, boostRefusal, emote, emoteRefusal, ready, readyRefusal } from './orders.ts';
import { givePickups } from './pickups.ts';
import { matchWinner, openRound, turnRound } from './round.ts';
import { moveShots, spawnShots } from './shots.ts';
import { admit, respawnShips } from './spawn.ts';
import { arenaEvents, arenaFrame, arenaSettings, arenaState, emoteKind, NOBODY, shipOf } from './state.ts';
import type { ArenaContext, ArenaFrame, Ship } from './state.ts';
import { recover, trigger } from './weapons.ts';
import type { Seat } from '@rubato/schema';

export const arena = defineGame({
  name: 'arena',
  version: 1,
  state: arenaState,
  events: arenaEvents,
  settings: arenaSettings,
  frame: {
    args: arenaFrame,
    neutral: { aimed: false, turn: 0, heading: 0, thrust: 0, brake: false, fire: false, beam: false },
    step: stepShip,
  },
  commands: {
    boost: { args: {}, predict: true, check: boostRefusal, apply: boost },
    ready: { args: {}, check: readyRefusal, apply: ready },
    emote: { args: { kind: emoteKind }, check: emoteRefusal, apply: (ctx, who, { kind }) => emote(ctx, who, kind) },
  },
  setup(ctx, seats) {
    const { round, ships } = ctx.state;
    round.rounds = Math.max(1, ctx.settings.rounds);
    round.seconds = Math.max(1, ctx.settings.roundSeconds);
    round.bots = ctx.settings.bots;
    round.now = ctx.tick;
    for (const owner of seats) if (!ships.full) ships.add({ owner });
    openRound(ctx, 1);
  },
  joined: admit,
  left({ state }, who) {
    const ship = shipOf(state, who);
    if (ship) state.ships.remove(ship);
  },
  tick(ctx) {
    settleBeams(ctx);
    spawnShots(ctx);
    moveShots(ctx);
    bumpShips(ctx);
    givePickups(ctx);
    respawnShips(ctx);
    turnRound(ctx);
    ctx.state.round.now = ctx.tick;
  },
  result(view) {
    if (view.round.phase !== 'done') return undefined;
    const winner = matchWinner(view);
    const scores = [...view.ships].map(({ owner, kills, assists }) => {
      return { seat: owner, score: kills * SCORE.kill + assists * SCORE.assist };
    });
    return { winners: winner === NOBODY ? [] : [winner], scores, reason: 'rounds-played' };
  },
});

function stepShip(ctx: ArenaContext, who: Seat, frame: ArenaFrame): void {
  // The clock runs in the frames already: a client that predicts a boost then checks it against its own present.
  ctx.state.round.now = ctx.tick;
  const ship = shipOf(ctx.state, who);
  if (!ship?.alive) return;
  steer(ship, frame);
  fly(ship, frame);
  const impact = bounce(ship, ctx.state.rocks, ctx.tick);
  if (impact > SHIP.softImpact) scrape(ctx, ship, impact);
  recover(ship, ctx.tick);
  trigger(ctx, ship, frame);
}

function scrape(ctx: ArenaContext, ship: Ship, impact: number): void {
  ctx.emit('bounced', { by: ship.owner, force: impact * 64, x: ship.x, y: ship.y });
  if (ctx.tick < ship.safeUntil) return;
  ship.shield -= (impact - SHIP.softImpact) * SHIP.impactDamage;
  ship.hurtAt = ctx.tick;
}
