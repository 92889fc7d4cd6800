/**
 * The workload, the same for every contender: rooms of 4 players and 16 others whose x, y, z and yaw all change in each
 * tick, the health of one of them as well; each player sends 30 inputs a second.
 */
export const workload = {
  hz: 30,
  players: 4,
  others: 16,
  /** Side of the square world in metres; whoever leaves it comes back on the other side. */
  size: 100,
  inputHz: 30,
} as const;

/** Positions are kept in 16 bits over this range, yaw in 16 bits of a turn: the precision of Colyseus's `quantized` and `angle`. */
export const positionRange = { min: -10, max: 110 } as const;

export const TURN = 6.283185307179586;
/** Metres per second of a player at full stick. */
export const PLAYER_SPEED = 8;

export interface Body {
  x: number;
  y: number;
  z: number;
  yaw: number;
  health: number;
}

/** How one of the others moves: turn in radians, speed in metres per second, where in its bobbing it begins. */
export interface Motion {
  readonly turn: number;
  readonly speed: number;
  readonly phase: number;
}

/** A stick pushed to −127..127 in two directions, and a heading in 256ths of a turn. */
export interface Stick {
  readonly dx: number;
  readonly dz: number;
  readonly yaw: number;
}

/** Places a body by numbers in [0, 1). */
export function placeBody(body: Body, random: () => number): void {
  body.x = random() * workload.size;
  body.y = random() * 10;
  body.z = random() * workload.size;
  body.yaw = random() * TURN;
  body.health = 100;
}

export function drawMotion(random: () => number): Motion {
  return { turn: (random() - 0.5) * 2, speed: 2 + random() * 6, phase: random() * TURN };
}

/** One step of the others; sine and cosine are the contender's own. */
export function moveOther(body: Body, motion: Motion, seconds: number, time: number, sin: Wave, cos: Wave): void {
  const yaw = around(body.yaw + motion.turn * seconds, TURN);
  body.x = around(body.x + cos(yaw) * motion.speed * seconds, workload.size);
  body.z = around(body.z + sin(yaw) * motion.speed * seconds, workload.size);
  body.y = 5 + sin(time + motion.phase);
  body.yaw = yaw;
}

export type Wave = (radians: number) => number;

/** One step of a player. */
export function moveByStick(body: Body, stick: Stick, seconds: number, sin: Wave): void {
  const x = around(body.x + (stick.dx / 127) * PLAYER_SPEED * seconds, workload.size);
  body.z = around(body.z + (stick.dz / 127) * PLAYER_SPEED * seconds, workload.size);
  body.x = x;
  body.y = 5 + sin(x);
  body.yaw = (stick.yaw / 256) * TURN;
}

/** Whose health changes in a tick, and to what. */
export const ailing = (tick: number): { readonly index: number; readonly health: number } => ({
  index: tick % (workload.players + workload.others),
  health: 50 + (tick % 50),
});

function around(value: number, size: number): number {
  if (value < 0) return value + size;
  return value >= size ? value - size : value;
}

const CYCLE = 64;

/** What every player of the load does, over and over: its input number n is `sticks[n % 64]`. */
export const sticks: readonly Stick[] = Array.from({ length: CYCLE }, (_, at) => ({
  dx: Math.round(127 * Math.cos(at / 5)),
  dz: Math.round(127 * Math.sin(at / 5)),
  yaw: (at * 4 + 1) & 255,
}));

export const stickOf = (seq: number): number => seq & (CYCLE - 1);
