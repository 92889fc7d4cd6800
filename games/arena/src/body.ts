// How a ship's body moves: spin, engine, drag, and bouncing off rocks and walls. Runs on clients too, so: no dice, no new rows.
import { angleBetween, cos, sin } from '@rubato/game';
import { HALF_HEIGHT, HALF_WIDTH, SHIP, SPIN_STEP } from './balance.ts';
import { rockAt, type Point } from './motion.ts';
import type { ArenaFrame, ArenaView, Ship } from './state.ts';

/** Turns the ship: its spin chases the stick, so that a tap aims finely and a hold swings round. */
export function steer(ship: Ship, frame: ArenaFrame): void {
  const wanted = frame.aimed ? towards(ship.heading, frame.heading) : frame.turn * SHIP.maxSpin;
  const spin = ship.spin;
  const slowing = spin * wanted < 0 || Math.abs(wanted) < Math.abs(spin);
  const limit = slowing ? SHIP.spinDown : SHIP.spinUp;
  ship.spin = onGrid(spin + clampTo(wanted - spin, limit));
  ship.heading += ship.spin;
}

/** The spin that closes the gap to a wanted heading without overshooting it. */
function towards(heading: number, wanted: number): number {
  return clampTo(angleBetween(heading, wanted) * SHIP.headingGain, SHIP.maxSpin);
}

/** Thrust, brake and drag change the velocity; the velocity moves the ship. */
export function fly(ship: Ship, frame: ArenaFrame): void {
  let { vx, vy } = ship;
  const before = Math.sqrt(vx * vx + vy * vy);
  const kept = 1 - (frame.brake ? SHIP.brake : SHIP.drag);
  vx *= kept;
  vy *= kept;
  if (frame.thrust > 0) {
    const push = frame.thrust * SHIP.acceleration;
    vx += cos(ship.heading) * push;
    vy += sin(ship.heading) * push;
  }
  const speed = Math.sqrt(vx * vx + vy * vy);
  const overspeed = before - SHIP.maxSpeed;
  const limit = overspeed > 0 ? before - overspeed * SHIP.overspeedDrag : SHIP.maxSpeed;
  if (speed > limit) {
    vx *= limit / speed;
    vy *= limit / speed;
  } else if (speed < SHIP.restSpeed && frame.thrust === 0) {
    vx = 0;
    vy = 0;
  }
  ship.vx = vx;
  ship.vy = vy;
  ship.x += ship.vx;
  ship.y += ship.vy;
  ship.engine = frame.thrust > 0 ? frame.thrust : frame.brake && speed > 0 ? -1 : 0;
}

const here: Point = { x: 0, y: 0 };
const before: Point = { x: 0, y: 0 };

/** Keeps the ship out of rocks and inside the walls; returns the hardest closing speed, 0 when nothing was touched. */
export function bounce(ship: Ship, rocks: ArenaView['rocks'], tick: number): number {
  let hardest = 0;
  for (const rock of rocks) {
    rockAt(rock, tick, here);
    const apart = rock.radius + SHIP.radius;
    const dx = ship.x - here.x;
    const dy = ship.y - here.y;
    const squared = dx * dx + dy * dy;
    if (squared >= apart * apart) continue;
    rockAt(rock, tick - 1, before);
    const distance = Math.sqrt(squared);
    const nx = distance > 0 ? dx / distance : 1;
    const ny = distance > 0 ? dy / distance : 0;
    const closing = (here.x - before.x - ship.vx) * nx + (here.y - before.y - ship.vy) * ny;
    ship.x = here.x + nx * apart;
    ship.y = here.y + ny * apart;
    if (closing <= 0) continue;
    ship.vx += nx * closing * (1 + SHIP.bounce);
    ship.vy += ny * closing * (1 + SHIP.bounce);
    if (closing > hardest) hardest = closing;
  }
  return Math.max(hardest, bounceOffWalls(ship));
}

function bounceOffWalls(ship: Ship): number {
  const right = HALF_WIDTH - SHIP.radius;
  const bottom = HALF_HEIGHT - SHIP.radius;
  let hardest = 0;
  if (Math.abs(ship.x) > right) {
    const side = Math.sign(ship.x);
    const closing = ship.vx * side;
    ship.x = side * right;
    if (closing > 0) ship.vx *= -SHIP.bounce;
    hardest = Math.max(hardest, closing);
  }
  if (Math.abs(ship.y) > bottom) {
    const side = Math.sign(ship.y);
    const closing = ship.vy * side;
    ship.y = side * bottom;
    if (closing > 0) ship.vy *= -SHIP.bounce;
    hardest = Math.max(hardest, closing);
  }
  return hardest;
}

/** Rounded to what the field stores, on purpose: the last bit of a turn isn't worth more bits. */
function onGrid(spin: number): number {
  return Math.round(spin / SPIN_STEP) * SPIN_STEP;
}

function clampTo(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value;
}
