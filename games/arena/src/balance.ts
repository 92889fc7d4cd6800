// Every number that decides how arena feels. Distances in units, speeds in units per tick, times in ticks (30 a second).

export const TICKS_PER_SECOND = 30;

/** Half the arena's width and height: x runs from -96 to 96, y from -60 to 60, y points down the screen. */
export const HALF_WIDTH = 96;
export const HALF_HEIGHT = 60;

export const MAX_SHIPS = 8;
export const MAX_SHOTS = 64;
export const MAX_ROCKS = 12;
export const MAX_PICKUPS = 8;

/** Largest magnitudes that the state's fields can hold. */
export const VELOCITY_LIMIT = 4;
export const SPIN_LIMIT = 0.25;
export const SPIN_STEP = 1 / 2048;
export const SHOT_VELOCITY_LIMIT = 8;

export const SHIP = {
  radius: 2,
  hull: 60,
  shield: 40,
  energy: 100,
  /** Gained per tick at full thrust; top speed comes after 1.3 s. */
  acceleration: 0.035,
  maxSpeed: 1.25,
  /** Part of the velocity lost per tick while coasting: a ship glides for seconds. */
  drag: 1 / 256,
  brake: 1 / 16,
  /** Part of the speed above maxSpeed that is lost per tick, after a boost. */
  overspeedDrag: 1 / 24,
  /** A drifting ship this slow stops, so the smallest step that x ever takes is 16 of its quanta. */
  restSpeed: 1 / 64,
  maxSpin: 5 / 32,
  spinUp: 1 / 32,
  spinDown: 1 / 16,
  /** Wanted spin per radian of heading error, when the frame gives a heading instead of a turn. */
  headingGain: 0.35,
  bounce: 0.6,
  /** A knock against rock or wall below this closing speed is free; above it scrapes the shield, never the hull. */
  softImpact: 0.5,
  impactDamage: 16,
  energyPerTick: 0.5,
  shieldPerTick: 0.25,
  /** The shield starts to refill this long after the last damage. */
  shieldDelay: 90,
  respawnDelay: 60,
  safeAfterSpawn: 60,
} as const;

export const SHOT = {
  damage: 9,
  energy: 4,
  interval: 6,
  rapidInterval: 3,
  speed: 2.6,
  life: 40,
  /** A shot hits within this distance of a ship's centre: a little generous. */
  reach: 2.3,
} as const;

export const BEAM = {
  damage: 30,
  energy: 40,
  /** Ticks from pressing to discharge: the glow is a warning to the target. */
  charge: 10,
  cooldown: 45,
  range: 75,
  reach: 2.3,
} as const;

export const BOOST = { energy: 25, cooldown: 45, impulse: 1 } as const;

export const PICKUP = { reach: 4, respawn: 12 * 30, repair: 30, shield: 40, energy: 70, rapid: 7 * 30 } as const;

export const SCORE = { kill: 2, assist: 1 } as const;

export const ROUND = {
  warmup: 3 * 30,
  pause: 6 * 30,
  /** When every seat is ready, what is left of a warm-up or pause shrinks to this. */
  readyDelay: 15,
  rounds: 3,
  seconds: 120,
} as const;

export const EMOTE_INTERVAL = 30;
