/**
 * What a frame draws, composed from a sample: others at the shown instant, the own ship at the present.
 * All objects are reused from frame to frame.
 */
import type { Sample } from '@rubato/web';
import { MAX_ROCKS, MAX_SHIPS, SHOT, TICKS_PER_SECOND } from './balance.ts';
import { rockAt, shotAt, type Point } from './motion.ts';
import type { ArenaView, ShipView, Shot } from './state.ts';
import { enters, leaves } from './trace.ts';

export interface ShipPose {
  row: ShipView;
  seat: number;
  own: boolean;
  /** The fractional tick at which this ship is shown. */
  tick: number;
  x: number;
  y: number;
  /** Units per second. */
  vx: number;
  vy: number;
  heading: number;
  engine: number;
}

/** A rock in the present, where the own ship bumps into it. */
export interface RockPose extends Point {
  radius: number;
  look: number;
}

export interface Scene {
  view: ArenaView;
  /** The seat this screen belongs to; 0 for a spectator. */
  seat: number;
  /** The present (own) and the shown (others') instant, in ticks. */
  ownTick: number;
  tick: number;
  ships: ShipPose[];
  shipCount: number;
  own: ShipPose | undefined;
  rocks: RockPose[];
  rockCount: number;
}

/** Ticks in which a foreign shot is brought from the shown instant to the present, where it will hit. */
const CATCH_UP_TICKS = 12;

export function blankScene(): Scene {
  return {
    view: undefined as unknown as ArenaView,
    seat: 0,
    ownTick: 0,
    tick: 0,
    ships: [],
    shipCount: 0,
    own: undefined,
    rocks: [],
    rockCount: 0,
  };
}

export function compose(sample: Sample<ArenaView>, seat: number, scene: Scene): void {
  scene.view = sample.view;
  scene.seat = seat;
  scene.ownTick = sample.ownTick;
  scene.tick = sample.tick;
  scene.shipCount = 0;
  scene.own = undefined;
  composeRocks(scene);
  for (const ship of sample.view.ships) {
    if (scene.shipCount >= MAX_SHIPS) break;
    const pose = (scene.ships[scene.shipCount] ??= blankPose());
    scene.shipCount += 1;
    pose.row = ship;
    pose.seat = ship.owner;
    pose.own = ship.owner === seat;
    pose.tick = pose.own ? sample.ownTick : sample.tick;
    pose.x = ship.x;
    pose.y = ship.y;
    pose.vx = ship.vx * TICKS_PER_SECOND;
    pose.vy = ship.vy * TICKS_PER_SECOND;
    pose.heading = ship.heading;
    pose.engine = ship.engine;
    if (pose.own) scene.own = pose;
  }
}

function composeRocks(scene: Scene): void {
  scene.rockCount = 0;
  for (const rock of scene.view.rocks) {
    if (scene.rockCount >= MAX_ROCKS) break;
    const pose = (scene.rocks[scene.rockCount] ??= { x: 0, y: 0, radius: 0, look: 0 });
    scene.rockCount += 1;
    rockAt(rock, scene.ownTick, pose);
    pose.radius = rock.radius;
    pose.look = rock.look;
  }
}

function blankPose(): ShipPose {
  return {
    row: undefined as unknown as ShipView,
    seat: 0,
    own: false,
    tick: 0,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    heading: 0,
    engine: 0,
  };
}

export function poseOf(scene: Scene, seat: number): ShipPose | undefined {
  for (let at = 0; at < scene.shipCount; at++) {
    const pose = scene.ships[at];
    if (pose?.seat === seat) return pose;
  }
  return undefined;
}

/** Where a shot is drawn: it leaves the muzzle as shown and meets its target in the present. False while unborn. */
export function placeShot(scene: Scene, shot: Readonly<Shot>, out: Point): boolean {
  const lead = scene.ownTick - scene.tick;
  const age = scene.tick - shot.born;
  const caughtUp = shot.by === scene.seat ? 1 : Math.min(1, Math.max(0, age / CATCH_UP_TICKS));
  const tick = scene.tick + lead * caughtUp;
  if (tick < shot.born || tick - shot.born > flightTicks(scene, shot)) return false;
  shotAt(shot, tick, out);
  return true;
}

/** How long a shot flies until a rock or the wall ends it: a shot drawn ahead of the server must not pass through. */
export function flightTicks(scene: Scene, shot: Readonly<Pick<Shot, 'x' | 'y' | 'vx' | 'vy'>>): number {
  const dx = shot.vx * SHOT.life;
  const dy = shot.vy * SHOT.life;
  let end = Math.min(1, leaves(shot.x, shot.y, dx, dy));
  for (let at = 0; at < scene.rockCount; at++) {
    const rock = scene.rocks[at]!;
    end = Math.min(end, enters(shot.x, shot.y, dx, dy, rock.x, rock.y, rock.radius));
  }
  return end * SHOT.life;
}
