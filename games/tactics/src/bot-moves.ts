// Where a bot flies: a few courses are tried in the preview, and the one that promises most is taken.
import { cos, sin } from '@rubato/game';
import type { Draws } from '@rubato/game';
import { TURN_TICKS } from './balance.ts';
import { STRIDE, threat, vigour, type Foe, type Situation } from './bot-situation.ts';
import { shotsFrom } from './bot-shots.ts';
import { classOf, weaponOf } from './classes.ts';
import type { PowerShares } from './drive.ts';
import { fieldClear, rockWithin } from './field.ts';
import { distance, facingAlong, NO_ROTATION, type Point, type Rotation } from './geometry.ts';
import { planRefusal } from './orders.ts';
import { previewMove, type Path } from './preview.ts';
import type { ArgsOf, MovementMode, ShipView } from './state.ts';

type Movement = ArgsOf<'MovementPlanned'>;

/** What a ship is to do this turn. */
export interface Purpose {
  /** To be shot at, if anybody. */
  readonly foe: Foe | undefined;
  /** To be at, if anywhere. */
  readonly place: Readonly<Point> | undefined;
  /** Points for each unit nearer to the place. */
  readonly pull: number;
}

const rotation: Rotation = { ...NO_ROTATION };

/** A movement to a place with the nose along (x, y, z). */
export function movement(ship: ShipView, mode: MovementMode, place: Readonly<Point>, nose: Readonly<Point>): Movement {
  facingAlong(nose.x, nose.y, nose.z, rotation);
  const { qx: x, qy: y, qz: z, qw: w } = rotation;
  return { ship: ship.id, mode, position: { x: place.x, y: place.y, z: place.z }, rotation: { x, y, z, w } };
}

const between = (from: Readonly<Point>, to: Readonly<Point>): Point => {
  return { x: to.x - from.x, y: to.y - from.y, z: to.z - from.z };
};

/** The best of a few dozen ways to fly this turn. */
export function chooseMove(
  situation: Situation,
  ship: ShipView,
  purpose: Purpose,
  power: PowerShares,
  random: Draws,
): Movement | undefined {
  let best: Movement | undefined;
  let most = -Infinity;
  for (const order of candidates(situation, ship, purpose, random)) {
    if (planRefusal(situation.view, ship.owner, order) !== undefined) continue;
    const path = previewMove(situation.view, order, { every: STRIDE, power });
    const worth = score(situation, ship, purpose, order, path);
    if (worth <= most) continue;
    most = worth;
    best = order;
  }
  return best;
}

const TURNS = [0, 0.7, -0.7, 1.5, -1.5, 2.6];

function* candidates(situation: Situation, ship: ShipView, purpose: Purpose, random: Draws): Generator<Movement> {
  const { foe, place } = purpose;
  const aim = foe === undefined ? undefined : foe.path[Math.floor(foe.path.length / 2)];
  if (aim !== undefined) {
    yield movement(ship, 'Turn', ship, between(ship, aim));
    yield* around(ship, aim, standOff(ship), random);
  }
  if (place !== undefined) {
    yield movement(ship, 'Move', place, between(ship, place));
    yield movement(ship, 'Evasive', place, between(ship, place));
    for (const way of detours(ship, place)) yield movement(ship, 'Move', way, between(ship, way));
  }
  if (situation.foes.length > 0) yield movement(ship, 'Evasive', ship, between(ship, aim ?? { x: 0, y: 0, z: 0 }));
}

/** Places about a foe at a distance, from where the ship is and to both sides. */
function* around(ship: ShipView, aim: Readonly<Point>, away: number, random: Draws): Generator<Movement> {
  const dx = ship.x - aim.x;
  const dz = ship.z - aim.z;
  const flat = Math.max(1, Math.sqrt(dx * dx + dz * dz));
  const rise = random.pick([-0.35, 0, 0.35]);
  for (const turn of TURNS) {
    const c = cos(turn);
    const s = sin(turn);
    const place = {
      x: aim.x + ((dx * c - dz * s) / flat) * away,
      y: aim.y + rise * away,
      z: aim.z + ((dx * s + dz * c) / flat) * away,
    };
    yield movement(ship, 'MoveAndTurn', place, between(place, aim));
    if (turn === 0 || turn === 0.7) yield movement(ship, 'Evasive', place, between(place, aim));
  }
}

/** Ways around whatever stands on the straight one: as far as the ship comes in a turn, to the sides and over. */
function detours(ship: ShipView, place: Readonly<Point>): Point[] {
  const far = Math.max(1, distance(ship, place));
  const step = Math.min(far, classOf[ship.kind].speed * 10);
  const x = (place.x - ship.x) / far;
  const y = (place.y - ship.y) / far;
  const z = (place.z - ship.z) / far;
  const along = [0.5, -0.5, 1.1, -1.1].map((turn) => {
    const c = cos(turn);
    const s = sin(turn);
    return { x: ship.x + (x * c - z * s) * step, y: ship.y + y * step, z: ship.z + (x * s + z * c) * step };
  });
  const over = [0.6, -0.6].map((rise) => {
    return { x: ship.x + x * step * 0.8, y: ship.y + (y + rise) * step, z: ship.z + z * step * 0.8 };
  });
  return [...along, ...over];
}

/** Where its main weapons reach well. */
function standOff(ship: ShipView): number {
  const ranges = classOf[ship.kind].mounts.map(({ weapon }) => weaponOf[weapon].range);
  const main = ranges.filter((range) => range > 100);
  return main.length === 0 ? 300 : Math.min(...main) * 0.6;
}

/** Expected damage done, less what may be suffered, and what the place asks for. */
function score(situation: Situation, ship: ShipView, purpose: Purpose, order: Movement, path: Path): number {
  const end = path[path.length - 1] ?? { tick: TURN_TICKS, ...ship };
  const shots = shotsFrom(situation, ship, path, purpose.foe);
  const evades = order.mode === 'Evasive';
  let worth = shots.reduce((sum, { worth: each }) => sum + each, 0) * (evades ? 0.75 : 1);
  worth -= danger(situation, path) * (evades ? 0.55 : 1) * (1.6 - vigour(ship));
  worth -= collisionCost(situation, ship, path);
  if (purpose.place !== undefined) worth -= distance(end, purpose.place) * purpose.pull;
  const edge = Math.sqrt(end.x * end.x + end.y * end.y + end.z * end.z);
  if (edge > situation.view.battle.radius - 60) worth -= 400;
  return worth;
}

/** Damage that foes with a clear line could do along the way. */
function danger(situation: Situation, path: Path): number {
  let sum = 0;
  for (const foe of situation.foes)
    for (let i = 4; i < path.length; i += 8) {
      const own = path[i];
      const theirs = foe.path[Math.min(i, foe.path.length - 1)];
      if (own === undefined || theirs === undefined || !fieldClear(situation.rocks, theirs, own)) continue;
      sum += threat(foe.ship, distance(own, theirs)) * 4;
    }
  return sum / Math.max(1, situation.friends.length);
}

function collisionCost({ rocks, friends }: Situation, ship: ShipView, path: Path): number {
  const room = classOf[ship.kind].radius + 2;
  const inRock = path.some(({ x, y, z }) => rockWithin(rocks, x, y, z, room) >= 0);
  const end = path[path.length - 1];
  const crowded = end !== undefined && friends.some((friend) => friend.id !== ship.id && distance(friend, end) < 26);
  return (inRock ? 90 : 0) + (crowded ? 25 : 0);
}
