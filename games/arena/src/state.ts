// What arena's state, input, events and settings look like. Field steps are at most 1/16 of the slowest change per tick.
//
// Three habits keep the rows small on the wire and prediction exact:
// - moments are ticks ("firedAt"), not counters that change every tick; 0 means never;
// - shots and drifting rocks are functions of the tick (see motion.ts): their rows don't change while they move;
// - what a ship does in its own frame (firing, discharging) is stamped on its own row; `tick` reads the stamp.
import { angle, bool, fixed, oneOf, ref, seat, table, one, u8, u16, u32 } from '@rubato/schema';
import type { ReadonlyRow, Row, Seat, State, Value, ValueOf, View } from '@rubato/schema';
import type { Context } from '@rubato/game';
import {
  BEAM,
  HALF_HEIGHT,
  HALF_WIDTH,
  MAX_PICKUPS,
  MAX_ROCKS,
  MAX_SHIPS,
  MAX_SHOTS,
  ROUND,
  SHIP,
  SHOT_VELOCITY_LIMIT,
  SPIN_LIMIT,
  SPIN_STEP,
  VELOCITY_LIMIT,
} from './balance.ts';

const place = (step: number) => ({
  x: fixed(-HALF_WIDTH, HALF_WIDTH, step),
  y: fixed(-HALF_HEIGHT, HALF_HEIGHT, step),
});
const velocity = fixed(-VELOCITY_LIMIT, VELOCITY_LIMIT, 1 / 8192);
const shotVelocity = fixed(-SHOT_VELOCITY_LIMIT, SHOT_VELOCITY_LIMIT, 1 / 1024);

export const pickupKind = oneOf('repair', 'shield', 'energy', 'rapid');
export const emoteKind = oneOf('hello', 'nice', 'oops', 'thanks', 'rematch');

const ships = {
  owner: seat,
  ...place(1 / 1024),
  vx: velocity,
  vy: velocity,
  /** Radians, 0 along +x, growing towards +y. */
  heading: angle(13),
  /** Radians per tick. */
  spin: fixed(-SPIN_LIMIT, SPIN_LIMIT, SPIN_STEP),
  /** What the engine does, for the flame: thrust 0..1, or -1 while braking. */
  engine: fixed(-1, 1, 1 / 8),
  shield: fixed(0, SHIP.shield, 1 / 64),
  hull: fixed(0, SHIP.hull, 1 / 4),
  energy: fixed(0, SHIP.energy, 1 / 32),
  alive: bool,
  /** Wants the warm-up or the pause to end. */
  ready: bool,
  /** Ticks held, 0..BEAM.charge - 1. */
  beamCharge: u8,
  /** Set at the last discharge: whom the beam struck (0 none), and how far it went. */
  beamVictim: ref('ships'),
  beamReach: fixed(0, BEAM.range, 1 / 8),
  // Moments, in ticks; 0 never.
  respawnAt: u32,
  safeUntil: u32,
  hurtAt: u32,
  firedAt: u32,
  beamAt: u32,
  boostAt: u32,
  rapidUntil: u32,
  emoteAt: u32,
  /** Who hurt this ship last, and who before that; forgotten when the shield is full again. */
  hurtBy: seat,
  helpedBy: seat,
  /** Of this round. */
  score: u16,
  // Of the match.
  wins: u8,
  kills: u8,
  deaths: u8,
  assists: u8,
};

/**
 * Born at (x, y) at tick `born`; where it is now: `shotAt(shot, tick)`. The seat is `by`, not `owner`: clients predict
 * the rows that they own, and shots are the server's.
 */
const shots = { by: seat, ...place(1 / 64), vx: shotVelocity, vy: shotVelocity, born: u32 };

/** Circles (x, y) at distance `orbit` (0: stays put); where it is now: `rockAt(rock, tick)`. */
const rocks = {
  ...place(1 / 4),
  radius: fixed(0, 16, 1 / 4),
  orbit: fixed(0, 64, 1 / 4),
  phase: angle(8),
  /** Radians per tick. */
  rate: fixed(-1 / 16, 1 / 16, 1 / 8192),
  /** Seeds the outline that a view draws. */
  look: u8,
};

/** A place that offers `kind` from tick `readyAt` on. */
const pickups = { ...place(1 / 4), kind: pickupKind, readyAt: u32 };

const round = {
  /** done: the match is over for good. */
  phase: oneOf('warmup', 'play', 'pause', 'done'),
  /** 1..rounds */
  number: u8,
  rounds: u8,
  seconds: u16,
  /** The tick at which the phase ends. */
  endsAt: u32,
  /** The tick that this state is of: gives views, checks and bots the time. */
  now: u32,
  /** Of the last finished round, or of the match once done; 0 is a draw. */
  winner: seat,
  bots: oneOf('mixed', 'rookie', 'ace'),
};

export const arenaState = {
  ships: table(ships, { max: MAX_SHIPS }),
  shots: table(shots, { max: MAX_SHOTS }),
  rocks: table(rocks, { max: MAX_ROCKS }),
  pickups: table(pickups, { max: MAX_PICKUPS }),
  round: one(round),
};

/** The stick. Keyboards give `turn`; touch sticks and mice set `aimed` and give the `heading` wanted. */
export const arenaFrame = {
  aimed: bool,
  turn: fixed(-1, 1, 1 / 8),
  heading: angle(10),
  thrust: fixed(0, 1, 1 / 8),
  brake: bool,
  fire: bool,
  /** Hold for BEAM.charge ticks to discharge; letting go earlier costs nothing. */
  beam: bool,
};

const spot = place(1 / 8);

export const arenaEvents = {
  fired: { by: seat },
  /** A shot ended on a rock or wall. */
  struck: spot,
  /** weapon 'shot' or 'beam'; `shield`: the shield took all of it. */
  hit: { victim: seat, by: seat, weapon: oneOf('shot', 'beam'), shield: bool, ...spot },
  shieldDown: { victim: seat },
  /** `helper` 0: nobody. */
  destroyed: { victim: seat, by: seat, helper: seat, ...spot },
  /** From the muzzle to the end; victim 0: nobody. */
  beamed: { by: seat, victim: seat, ...spot, toX: spot.x, toY: spot.y },
  /** A ship knocked against rock, wall or ship; force 0..255 is its closing speed in 1/64 units per tick. */
  bounced: { by: seat, force: u8, ...spot },
  boosted: { by: seat },
  picked: { by: seat, kind: pickupKind, ...spot },
  respawned: { who: seat, ...spot },
  roundStarted: { number: u8 },
  /** winner 0: a draw; `last`: the match is over. */
  roundOver: { number: u8, winner: seat, last: bool },
  emoted: { by: seat, kind: emoteKind },
};

export const arenaSettings = {
  fields: { rounds: u8, roundSeconds: u16, bots: oneOf('mixed', 'rookie', 'ace') },
  defaults: { rounds: ROUND.rounds, roundSeconds: ROUND.seconds, bots: 'mixed' },
} as const;

export type ArenaState = State<typeof arenaState>;
export type ArenaView = View<typeof arenaState>;
export type ArenaFrame = Value<typeof arenaFrame>;
export type Ship = Row<typeof ships, 'ships'>;
export type Shot = Row<typeof shots, 'shots'>;
export type Rock = Row<typeof rocks, 'rocks'>;
export type Pickup = Row<typeof pickups, 'pickups'>;

export type EmoteKind = ValueOf<typeof emoteKind>;
export type ShipView = ReadonlyRow<typeof ships, 'ships'>;
export type PickupView = ReadonlyRow<typeof pickups, 'pickups'>;
export type ArenaContext = Context<typeof arenaState, typeof arenaEvents, typeof arenaSettings.fields>;
export const NOBODY = 0 as Seat;

/** The seat's ship; a seat has at most one. Cost: O(ships). */
export function shipOf(state: ArenaState, who: Seat): Ship | undefined;
export function shipOf(view: ArenaView, who: Seat): ShipView | undefined;
export function shipOf(state: ArenaState | ArenaView, who: Seat): Ship | ShipView | undefined {
  for (const ship of state.ships) if (ship.owner === who) return ship;
  return undefined;
}
