// What a battle's state, orders, events and settings look like.
//
// Who may know what is decided by whole rows, so that what is told together stands together:
//   ships        what whoever sees the ship sees           plans, mounts   what its own team alone knows
//   spotting     which teams see the ship: nobody reads it contacts        what a team remembers of ships out of sight
// Nothing is ever removed but projectiles: a lost ship keeps its row, so an id in an order or a report stays good.
import {
  bool,
  f32,
  fixed,
  list,
  oneOf,
  one,
  optional,
  quat,
  ref,
  seat,
  table,
  u8,
  u16,
  u32,
  vec3,
} from '@rubato/schema';
import type { Id, ReadonlyRow, Row, Seat, State, Value, ValueOf, View } from '@rubato/schema';
import type { Context } from '@rubato/game';
import {
  FAR,
  MAX_CONTACTS,
  MAX_MOUNTS,
  MAX_PROJECTILES,
  MAX_ROCKS,
  MAX_SEATS,
  MAX_SHIPS,
  MAX_SHOTS,
  TICKS_PER_SECOND,
  TURN_TICKS,
} from './balance.ts';
import { FACINGS, SHIP_CLASSES, SUBSYSTEMS, WEAPONS } from './classes.ts';
import { SCENARIO_NAMES } from './scenarios.ts';

const place = { x: f32, y: f32, z: f32 };
const velocity = { vx: f32, vy: f32, vz: f32 };

/**
 * Hold brakes and keeps the nose where it is; Move turns the nose into the way; Turn brakes and turns to the rotation;
 * MoveAndTurn turns to the rotation on the way; Evasive is Move, slower and weaving; Warp charges and jumps.
 */
export const movementMode = oneOf('Hold', 'Move', 'Turn', 'MoveAndTurn', 'Evasive', 'Warp');
export const shipClass = oneOf(...SHIP_CLASSES);
export const weaponName = oneOf(...WEAPONS);
export const subsystem = oneOf(...SUBSYSTEMS);
export const facing = oneOf(...FACINGS);
/** What is aimed at: a subsystem, or the ship as a whole. */
export const aim = oneOf('hull', ...SUBSYSTEMS);

const ships = {
  /** What people call it, from 1; the same for everyone. */
  number: u8,
  owner: seat,
  team: u8,
  kind: shipClass,
  status: oneOf('active', 'destroyed', 'escaped'),
  ...place,
  /** Units per tick. */
  ...velocity,
  /** Turns its own axes into the world's. */
  qx: f32,
  qy: f32,
  qz: f32,
  qw: f32,
  hull: f32,
  fore: f32,
  aft: f32,
  port: f32,
  starboard: f32,
  dorsal: f32,
  ventral: f32,
  /** Condition of each subsystem, 0..1. */
  impulse: f32,
  warp: f32,
  weapons: f32,
  shields: f32,
  sensors: f32,
  reactor: f32,
  /** The tick at which it last fired or jumped: it is easier to see for a while. */
  loudAt: u32,
  plan: ref('plans'),
  spotting: ref('spotting'),
};

/** Of each ship, in the order of ships: what it does, and what it has been told to do next. */
const plans = {
  ship: ref('ships'),
  team: u8,
  // What it flies.
  mode: movementMode,
  tx: f32,
  ty: f32,
  tz: f32,
  rx: f32,
  ry: f32,
  rz: f32,
  rw: f32,
  /** The tick of its jump; 0 none. */
  jumpAt: u32,
  // What was planned for the coming turn; flown once confirmed.
  planned: bool,
  confirmed: bool,
  nextMode: movementMode,
  nextX: f32,
  nextY: f32,
  nextZ: f32,
  nextRx: f32,
  nextRy: f32,
  nextRz: f32,
  nextRw: f32,
  /** Units of power; together at most what the class's reactor gives. */
  engines: u8,
  guns: u8,
  screens: u8,
  scanners: u8,
  aim,
  jumps: u8,
  /** The tick from which it may charge for a jump again. */
  jumpReady: u32,
};

/** A weapon of a ship; `index` counts from 0 within the ship. */
const mounts = {
  ship: ref('ships'),
  team: u8,
  index: u8,
  weapon: weaponName,
  /** The tick from which it may fire. */
  ready: u32,
  rounds: u8,
  /** The next shot's tick; 0 none. */
  fireAt: u32,
  /** Ordered shots by time: parallel lists. Targets are ships' numbers. */
  times: list(u32, MAX_SHOTS),
  targets: list(u8, MAX_SHOTS),
  aims: list(aim, MAX_SHOTS),
};

const projectiles = {
  weapon: weaponName,
  team: u8,
  shooter: ref('ships'),
  target: ref('ships'),
  ...place,
  ...velocity,
  aim,
  /** Damage it does. */
  power: f32,
  diesAt: u32,
};

const rocks = { ...place, radius: f32, /** Seeds the shape that a view draws. */ look: u8 };

/** A row for each team and each ship of others that it has ever seen. */
const contacts = {
  team: u8,
  /** Of the ship. */
  number: u8,
  kind: shipClass,
  owner: seat,
  ...place,
  ...velocity,
  /** The tick at which it was last seen. */
  at: u32,
};

/** Bit t - 1 of `teams`: team t sees the ship now. */
const spotting = { ship: ref('ships'), teams: u8 };

const sides = {
  owner: seat,
  team: u8,
  /** Gave up the seat. */
  gone: bool,
};

/** In the order of teams: row i is team i + 1. */
const teams = { number: u8, role: oneOf('attacker', 'defender', 'rival'), points: u16, ships: u8 };

const battle = {
  scenario: oneOf(...SCENARIO_NAMES),
  phase: oneOf('planning', 'running', 'over'),
  /** Counts from 1. */
  turn: u16,
  turnLimit: u16,
  /** The tick that this state is of. */
  now: u32,
  /** Beyond this distance from the middle a ship has left the battle. */
  radius: f32,
  fog: bool,
  bots: oneOf('mixed', 'cadet', 'captain'),
  victory: oneOf('elimination', 'flight', 'points'),
  /** The gate of a flight, the beacon of a fight for points; radius 0: there is none. */
  goalX: f32,
  goalY: f32,
  goalZ: f32,
  goalRadius: f32,
  /** Points that win, or ships that must get away. */
  goalCount: u16,
  /** Once over: the winning team (0 a draw) and why. */
  winner: u8,
  reason: oneOf('none', 'elimination', 'flight', 'points', 'time', 'stopped'),
};

export const tacticsState = {
  ships: table(ships, { max: MAX_SHIPS }),
  plans: table(plans, { max: MAX_SHIPS }),
  mounts: table(mounts, { max: MAX_MOUNTS }),
  projectiles: table(projectiles, { max: MAX_PROJECTILES }),
  rocks: table(rocks, { max: MAX_ROCKS }),
  contacts: table(contacts, { max: MAX_CONTACTS }),
  spotting: table(spotting, { max: MAX_SHIPS }),
  sides: table(sides, { max: MAX_SEATS }),
  teams: table(teams, { max: MAX_SEATS }),
  battle: one(battle),
};

const position = vec3(fixed(-FAR, FAR, 1 / 64));

/** The arguments of each order. */
export const orderArgs = {
  MovementPlanned: { ship: ref('ships'), mode: movementMode, position, rotation: quat(16) },
  MovementConfirmed: { ship: ref('ships') },
  MovementModeChanged: { ship: ref('ships'), mode: movementMode },
  WeaponTargeted: {
    ship: ref('ships'),
    weapon: u8,
    target: ref('ships'),
    subsystem: optional(subsystem),
    /** Seconds after the turn's begin, in whole ticks. */
    fireTime: fixed(0, TURN_TICKS / TICKS_PER_SECOND, 1 / TICKS_PER_SECOND),
  },
  SubsystemTargeted: { ship: ref('ships'), subsystem: aim },
  PowerAllocated: { ship: ref('ships'), engines: u8, guns: u8, screens: u8, scanners: u8 },
} as const;

const at = { x: fixed(-FAR, FAR, 1 / 16), y: fixed(-FAR, FAR, 1 / 16), z: fixed(-FAR, FAR, 1 / 16) };

/** Ships are named by their numbers; 0: nobody, or nobody that the hearer sees. */
export const tacticsEvents = {
  fired: { ship: u8, target: u8, weapon: weaponName, hit: bool, ...at },
  /** An ordered shot that never left: told to its owner. */
  held: {
    ship: u8,
    index: u8,
    reason: oneOf('weapons-down', 'charging', 'target-gone', 'hidden', 'out-of-range', 'out-of-arc', 'blocked', 'full'),
  },
  hit: { victim: u8, by: u8, weapon: weaponName, facing, shield: u16, hull: u16, subsystem: aim, ...at },
  /** Told to whoever fired a shot that hit without being seen: whose hit it was. */
  scored: { ship: u8, victim: u8, weapon: weaponName },
  nearMiss: { victim: u8, by: u8, weapon: weaponName, distance: fixed(0, 16, 1 / 16), ...at },
  shieldDown: { ship: u8, facing },
  subsystemDown: { ship: u8, subsystem },
  destroyed: { ship: u8, by: u8, kind: shipClass, team: u8, ...at },
  intercepted: { ship: u8, ...at },
  /** A projectile ended on a rock. */
  struck: { weapon: weaponName, ...at },
  collided: { ship: u8, /** 0: a rock. */ other: u8, damage: u16, ...at },
  jumped: { ship: u8, fromX: at.x, fromY: at.y, fromZ: at.z, ...at },
  jumpFailed: { ship: u8 },
  spotted: { ship: u8, kind: shipClass, ...at },
  lost: { ship: u8 },
  escaped: { ship: u8, how: oneOf('fled', 'gate', 'surrendered'), ...at },
  goalHeld: { team: u8, points: u16 },
  turnEnded: { turn: u16 },
  ended: { winner: u8, reason: oneOf('none', 'elimination', 'flight', 'points', 'time', 'stopped') },
};

export const tacticsSettings = {
  fields: {
    scenario: oneOf(...SCENARIO_NAMES),
    /** scenario: as the scenario says; free: each seat for itself. */
    teams: oneOf('scenario', 'free', 'two', 'three'),
    /** 0: the scenario's own. */
    turnLimit: u16,
    /** Whether ships out of sight are hidden. */
    fog: bool,
    bots: oneOf('mixed', 'cadet', 'captain'),
  },
  defaults: { scenario: 'asteroid-belt-ambush', teams: 'scenario', turnLimit: 0, fog: true, bots: 'mixed' },
} as const;

export type TacticsState = State<typeof tacticsState>;
export type TacticsView = View<typeof tacticsState>;
export type TacticsContext = Context<typeof tacticsState, typeof tacticsEvents, typeof tacticsSettings.fields>;
export type Ship = Row<typeof ships, 'ships'>;
export type ShipView = ReadonlyRow<typeof ships, 'ships'>;
export type ShipId = Id<'ships'>;
export type Plan = Row<typeof plans, 'plans'>;
export type PlanView = ReadonlyRow<typeof plans, 'plans'>;
export type MountRow = Row<typeof mounts, 'mounts'>;
export type MountView = ReadonlyRow<typeof mounts, 'mounts'>;
export type Projectile = Row<typeof projectiles, 'projectiles'>;
export type RockView = ReadonlyRow<typeof rocks, 'rocks'>;
export type Contact = Row<typeof contacts, 'contacts'>;
export type ContactView = ReadonlyRow<typeof contacts, 'contacts'>;
export type TeamRow = Row<typeof teams, 'teams'>;
export type MovementMode = ValueOf<typeof movementMode>;
export type Aim = ValueOf<typeof aim>;

/** One order: what a seat hands in for a ship. */
export type TacticsOrder = {
  [K in keyof typeof orderArgs]: { readonly name: K; readonly args: Readonly<Value<(typeof orderArgs)[K]>> };
}[keyof typeof orderArgs];
export type ArgsOf<K extends TacticsOrder['name']> = Readonly<Value<(typeof orderArgs)[K]>>;

/** The team of a seat; 0: it has none. */
export function teamOf(view: TacticsView | TacticsState, who: Seat): number {
  for (const side of view.sides) if (side.owner === who) return side.team;
  return 0;
}
