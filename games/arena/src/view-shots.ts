/** Shots and beams. The own shots are drawn before the server knows of them, until their rows arrive. */
import { glow, type Camera } from '@rubato/web';
import { BEAM, SHIP, SHOT } from './balance.ts';
import type { Point } from './motion.ts';
import { seatInk, world } from './view-palette.ts';
import { flightTicks, placeShot, type Scene, type ShipPose } from './view-scene.ts';

/** Ghosts alive at once: RTT of half a second at the rapid rate. */
const GHOSTS_MAX = 8;
const GHOST_TICKS = 18;
const BEAM_TICKS = 8;
const TRAIL_TICKS = 0.62;
/** From the glow to the core. */
const BEAM_WIDTHS = [2.4, 1.1, 0.4];
const BEAM_ALPHAS = [0.16, 0.4, 1];
const place: Point = { x: 0, y: 0 };

interface Ghost {
  born: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
}

export class Shots {
  readonly #ghosts: Ghost[] = Array.from({ length: GHOSTS_MAX }, () => ({ born: 0, x: 0, y: 0, vx: 0, vy: 0 }));
  #next = 0;
  #firedAt = 0;

  /** Notes the own shot in the frame in which the predicted ship fires it. */
  notice(own: ShipPose): void {
    const firedAt = own.row.firedAt;
    if (firedAt <= this.#firedAt) {
      this.#firedAt = Math.min(this.#firedAt, firedAt);
      return;
    }
    this.#firedAt = firedAt;
    const ghost = this.#ghosts[this.#next]!;
    this.#next = (this.#next + 1) % GHOSTS_MAX;
    const [dx, dy] = [Math.cos(own.row.heading), Math.sin(own.row.heading)];
    ghost.born = firedAt;
    ghost.x = own.row.x + dx * SHIP.radius;
    ghost.y = own.row.y + dy * SHIP.radius;
    ghost.vx = own.row.vx + dx * SHOT.speed;
    ghost.vy = own.row.vy + dy * SHOT.speed;
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, scene: Scene): void {
    context.lineCap = 'round';
    for (const shot of scene.view.shots) {
      if (shot.by === scene.seat) this.#lay(shot.born);
      if (!placeShot(scene, shot, place) || !camera.sees(place.x, place.y, 3)) continue;
      streak(context, seatInk(shot.by), place.x, place.y, shot.vx, shot.vy);
    }
    for (const ghost of this.#ghosts) {
      const age = scene.ownTick - ghost.born;
      if (ghost.born === 0 || age < 0 || age > GHOST_TICKS || age > flightTicks(scene, ghost)) continue;
      streak(context, seatInk(scene.seat), ghost.x + ghost.vx * age, ghost.y + ghost.vy * age, ghost.vx, ghost.vy);
    }
  }

  /** The real shot is here: its ghost has done its work. */
  #lay(born: number): void {
    for (const ghost of this.#ghosts) if (ghost.born === born) ghost.born = 0;
  }
}

function streak(context: CanvasRenderingContext2D, ink: string, x: number, y: number, vx: number, vy: number): void {
  glow(context, ink, x, y, 2.3, 0.75);
  const tailX = x - vx * TRAIL_TICKS;
  const tailY = y - vy * TRAIL_TICKS;
  context.strokeStyle = ink;
  context.lineWidth = 0.42;
  context.beginPath();
  context.moveTo(tailX, tailY);
  context.lineTo(x, y);
  context.stroke();
  context.strokeStyle = '#ffffff';
  context.lineWidth = 0.2;
  context.beginPath();
  context.moveTo((tailX + x) / 2, (tailY + y) / 2);
  context.lineTo(x, y);
  context.stroke();
}

interface Discharge {
  at: number;
  x: number;
  y: number;
  dx: number;
  dy: number;
  reach: number;
}

/** Beams live on their ships' rows, as a moment and a length; where they went is kept from that moment on. */
export class Beams {
  readonly #bySeat = new Map<number, Discharge>();

  draw(context: CanvasRenderingContext2D, scene: Scene): void {
    for (let index = 0; index < scene.shipCount; index++) {
      const ship = scene.ships[index];
      if (!ship || ship.row.beamAt === 0) continue;
      const beam = this.#note(ship);
      const age = (ship.tick - beam.at) / BEAM_TICKS;
      if (age < 0 || age >= 1) continue;
      const [x, y] = [beam.x + beam.dx * 2.4, beam.y + beam.dy * 2.4];
      drawBeam(
        context,
        seatInk(ship.seat),
        x,
        y,
        beam.x + beam.dx * beam.reach,
        beam.y + beam.dy * beam.reach,
        1 - age,
      );
    }
  }

  #note(ship: ShipPose): Discharge {
    let beam = this.#bySeat.get(ship.seat);
    if (!beam) {
      beam = { at: 0, x: 0, y: 0, dx: 0, dy: 0, reach: 0 };
      this.#bySeat.set(ship.seat, beam);
    }
    const row = ship.row;
    if (beam.at !== row.beamAt) {
      beam.at = row.beamAt;
      beam.x = row.x;
      beam.y = row.y;
      beam.dx = Math.cos(row.heading);
      beam.dy = Math.sin(row.heading);
    }
    beam.reach = Math.min(BEAM.range, row.beamReach);
    return beam;
  }
}

function drawBeam(
  context: CanvasRenderingContext2D,
  ink: string,
  x: number,
  y: number,
  toX: number,
  toY: number,
  strength: number,
): void {
  context.globalCompositeOperation = 'lighter';
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  for (let at = 0; at < BEAM_WIDTHS.length; at++) {
    context.strokeStyle = at === BEAM_WIDTHS.length - 1 ? world.beam : ink;
    context.globalAlpha = BEAM_ALPHAS[at]! * strength;
    context.lineWidth = BEAM_WIDTHS[at]! * (0.35 + strength * 0.65);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.globalCompositeOperation = 'source-over';
  glow(context, world.beam, toX, toY, 5 * strength, strength);
  glow(context, ink, x, y, 4 * strength, strength);
}
