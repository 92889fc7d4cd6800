// Where a bot wants to go, and how it stays off rocks and walls on the way.
import { clamp } from '@rubato/game';
import { HALF_HEIGHT, HALF_WIDTH, SHIP } from './balance.ts';
import { distance } from './bot-aim.ts';
import type { Skill } from './bot-skill.ts';
import { rockAt, type Point } from './motion.ts';
import { useful } from './pickups.ts';
import type { ArenaView, PickupView, ShipView } from './state.ts';

/** Within this distance a useful pickup is worth a detour, even for a healthy ship. */
const DETOUR = 28;
const APPROACH = 0.04;
const ROCK_MARGIN = 3;
const WALL_MARGIN = 8;

export interface Course {
  /** Change of velocity wanted. */
  readonly dx: number;
  readonly dy: number;
  /** A knock is near: steering comes before shooting. */
  readonly urgent: boolean;
}

/** The change of velocity that takes the ship to its pickup or fighting distance, and past what is in the way. */
export function plotCourse(view: ArenaView, ship: ShipView, target: ShipView | undefined, skill: Skill): Course {
  const goal = chooseGoal(view, ship, target, skill);
  let wantX = (goal.x - ship.x) * APPROACH;
  let wantY = (goal.y - ship.y) * APPROACH;
  const speed = Math.sqrt(wantX * wantX + wantY * wantY);
  const limit = SHIP.maxSpeed * skill.throttle;
  if (speed > limit) {
    wantX *= limit / speed;
    wantY *= limit / speed;
  }
  const danger = dodge(view, ship, skill);
  return { dx: wantX - ship.vx + danger.x, dy: wantY - ship.vy + danger.y, urgent: danger.urgent };
}

function chooseGoal(view: ArenaView, ship: ShipView, target: ShipView | undefined, skill: Skill): Point {
  const pickup = choosePickup(view, ship, skill);
  if (pickup) return pickup;
  if (!target) return { x: 0, y: 0 };
  const away = Math.max(1, distance(ship, target));
  const ux = (ship.x - target.x) / away;
  const uy = (ship.y - target.y) / away;
  const side = (ship.owner + Math.floor(view.round.now / 240)) % 2 === 0 ? 0.7 : -0.7;
  return {
    x: clamp(target.x + (ux - uy * side) * skill.standOff, 8 - HALF_WIDTH, HALF_WIDTH - 8),
    y: clamp(target.y + (uy + ux * side) * skill.standOff, 8 - HALF_HEIGHT, HALF_HEIGHT - 8),
  };
}

function choosePickup(view: ArenaView, ship: ShipView, skill: Skill): PickupView | undefined {
  const hurt = ship.hull < SHIP.hull * skill.caution;
  let least = Infinity;
  let chosen: PickupView | undefined;
  for (const pickup of view.pickups) {
    if (view.round.now < pickup.readyAt || !useful(pickup.kind, ship)) continue;
    const heals = hurt && pickup.kind === 'repair';
    const away = distance(ship, pickup) * (heals ? 0.4 : 1);
    if (away >= least || (away > DETOUR && !heals)) continue;
    least = away;
    chosen = pickup;
  }
  return chosen;
}

const rockPlace: Point = { x: 0, y: 0 };
const push = { x: 0, y: 0, urgent: false };

/** The velocity that turns the ship from what it is about to hit. Reuses its answer. */
function dodge(view: ArenaView, ship: ShipView, skill: Skill): Readonly<typeof push> {
  const { x, y, vx, vy } = ship;
  const { foresight } = skill;
  push.x = 0;
  push.y = 0;
  push.urgent = false;
  for (const rock of view.rocks) {
    // The nearest point of the way to where the rock will be halfway through.
    rockAt(rock, view.round.now + foresight / 2, rockPlace);
    const length = vx * vx + vy * vy;
    const along = length > 0 ? ((rockPlace.x - x) * vx + (rockPlace.y - y) * vy) / length : 0;
    const when = clamp(along, 0, foresight);
    const missX = x + vx * when - rockPlace.x;
    const missY = y + vy * when - rockPlace.y;
    const miss = Math.sqrt(missX * missX + missY * missY);
    const need = rock.radius + SHIP.radius + ROCK_MARGIN;
    if (miss >= need) continue;
    const strength = (2 * (1 - when / (foresight + 1))) / Math.max(miss, 0.5);
    push.x += missX * strength;
    push.y += missY * strength;
    if (when < foresight * 0.6) push.urgent = true;
  }
  avoidWall('x', x + vx * foresight, HALF_WIDTH);
  avoidWall('y', y + vy * foresight, HALF_HEIGHT);
  return push;
}

function avoidWall(axis: 'x' | 'y', ahead: number, half: number): void {
  const beyond = Math.abs(ahead) - (half - WALL_MARGIN);
  if (beyond <= 0) return;
  push[axis] -= Math.sign(ahead) * Math.min(2, beyond * 0.12);
  if (beyond > WALL_MARGIN) push.urgent = true;
}
