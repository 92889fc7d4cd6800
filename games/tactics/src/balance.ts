// Numbers that decide how a battle feels. Distances in units, speeds in units per second, times in ticks (30 a second).

export const TICKS_PER_SECOND = 30;
/** A turn is its orders, then this many ticks. */
export const TURN_TICKS = 300;

export const MAX_SEATS = 6;
export const MAX_SHIPS = 24;
export const MAX_MOUNTS = MAX_SHIPS * 6;
export const MAX_PROJECTILES = 256;
export const MAX_ROCKS = 64;
/** Each team's last known place of each ship of the others. */
export const MAX_CONTACTS = MAX_SEATS * MAX_SHIPS;
/** Orders that one seat may hand in for one turn. */
export const MAX_SHEET = 256;
/** Shots that one weapon may be ordered in one turn. */
export const MAX_SHOTS = 4;

/** Positions reach this far from the middle along each axis. */
export const FAR = 2048;

export const FLIGHT = {
  /** Part of the top speed that is left when flying sideways or backwards. */
  strafe: 0.55,
  /** Part of the top speed and weave amplitude while evading. */
  evasive: 0.7,
  weave: 0.35,
  /** Turning is by thrusters: this part of it is left without an impulse engine. */
  thrusters: 0.25,
  /** Braking uses this part of the acceleration, so that a ship arrives instead of passing by. */
  braking: 0.9,
  /** A course may lead this many seconds of top speed away; what is further is a typing error. */
  reachSeconds: 120,
} as const;

export const WARP = {
  /** From the turn's begin to the jump; until then the ship can't fire. */
  chargeTicks: 90,
  range: 420,
  cooldownTicks: 2 * TURN_TICKS,
  /** Kept clear of rocks when a jump ends. */
  margin: 4,
} as const;

export const SENSORS = {
  /** Sweeps are this far apart. */
  everyTicks: 6,
  /** Signature of a ship that holds still and didn't fire lately, as a part of its own. */
  silent: 0.6,
  /** Signature after firing or jumping, and how long. */
  loud: 1.6,
  loudTicks: 90,
  /** Ships closer than this are seen whatever the sensors say, unless a rock is between. */
  eyesight: 60,
  /** Projectiles are seen within this distance of a ship. */
  projectiles: 260,
} as const;

export const GUNNERY = {
  /** A gunner waits this long for a target to come into arc, range and sight. */
  patienceTicks: 60,
  beamBase: 0.96,
  /** Lost at full range. */
  beamFalloff: 0.35,
  /** Lost against, and by, an evading ship; gained by one that holds. */
  evasiveTarget: 0.35,
  evasiveShooter: 0.2,
  steadyShooter: 0.06,
  /** Damage varies by this part to either side. */
  spread: 0.15,
  /** Sideways error of a slug, as a part of the distance. */
  slugError: 0.02,
  evasiveSlugError: 0.04,
  /** A shot that passes a hull this closely is told as a near miss. */
  nearMiss: 6,
  /** Chance of an aimed hit to find its subsystem, and of any other hit to find some subsystem. */
  aimed: 0.55,
  stray: 0.3,
  /** Part of the hull damage that a subsystem found takes, and its toughness as a part of the ship's hull. */
  toSubsystem: 0.8,
  toughness: 0.3,
} as const;

export const POINT_DEFENCE = { range: 70, chance: 0.4, cooldownTicks: 20 } as const;

export const COLLISION = {
  /** Closing speed in units per second that does no harm. */
  soft: 4,
  /** Hull lost per unit per second above that. */
  damage: 1.5,
} as const;

export const REPAIR = {
  /** Condition that each damaged subsystem regains at the end of a turn. */
  perTurn: 0.08,
} as const;

export const SCORE = {
  /** For each point of value of a destroyed ship; a ship that was driven off counts half. */
  kill: 1,
  drivenOff: 0.5,
} as const;
