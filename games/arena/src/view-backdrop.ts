/**
 * Behind everything: a plate painted once per size (deep water, staves that bend, small stars) and moved slower than
 * the world, a lattice that shows motion, dust that streaks with speed, and the wall.
 */
import { eyeRandom, type Camera, type EyeRandom, type Surface } from '@rubato/web';
import { HALF_HEIGHT, HALF_WIDTH } from './balance.ts';
import { world } from './view-palette.ts';

const PLATE_PARALLAX = 0.22;
const LATTICE = 16;
const DUST = 48;
const DUST_PARALLAX = 1.25;

export class Backdrop {
  #plate: HTMLCanvasElement | undefined;
  #plateWidth = 0;
  #plateHeight = 0;
  #lattice: Path2D | undefined;
  #beats: Path2D | undefined;
  readonly #dust = new Float32Array(DUST * 3);

  constructor() {
    const random = eyeRandom(11);
    for (let at = 0; at < this.#dust.length; at++) this.#dust[at] = random.share();
  }

  /** Paints the plate anew; called when the surface or the scale changed. */
  fit(surface: Surface, scale: number): void {
    const plate = (this.#plate ??= document.createElement('canvas'));
    const reachX = HALF_WIDTH * scale * PLATE_PARALLAX;
    const reachY = HALF_HEIGHT * scale * PLATE_PARALLAX;
    this.#plateWidth = Math.ceil(surface.width + reachX * 2);
    this.#plateHeight = Math.ceil(surface.height + reachY * 2);
    plate.width = this.#plateWidth;
    plate.height = this.#plateHeight;
    const context = plate.getContext('2d', { alpha: false });
    if (context) paintPlate(context, plate.width, plate.height);
  }

  /** Covers the whole surface, in CSS pixels. */
  drawPlate(context: CanvasRenderingContext2D, camera: Camera): void {
    if (!this.#plate) return;
    const x = (camera.width - this.#plateWidth) / 2 - camera.x * camera.scale * PLATE_PARALLAX;
    const y = (camera.height - this.#plateHeight) / 2 - camera.y * camera.scale * PLATE_PARALLAX;
    // The camera may have come nearer since the plate was made for its distance; the plate still covers the screen.
    context.drawImage(
      this.#plate,
      Math.round(Math.min(0, Math.max(camera.width - this.#plateWidth, x))),
      Math.round(Math.min(0, Math.max(camera.height - this.#plateHeight, y))),
    );
  }

  /** The floor's lattice and the wall, in world units. */
  drawFloor(context: CanvasRenderingContext2D, camera: Camera): void {
    const pixel = 1 / camera.scale;
    context.strokeStyle = world.cross;
    context.lineWidth = 1.4 * pixel;
    context.stroke((this.#lattice ??= latticePath()));
    // A double line with beats along it.
    context.strokeStyle = world.wall;
    context.lineWidth = 2 * pixel;
    context.strokeRect(-HALF_WIDTH, -HALF_HEIGHT, HALF_WIDTH * 2, HALF_HEIGHT * 2);
    context.strokeStyle = world.wallFaint;
    context.lineWidth = 1.25 * pixel;
    context.stroke((this.#beats ??= beatsPath()));
  }

  /** Specks nearer than the world: they streak against the ship's motion. In CSS pixels. */
  drawDust(context: CanvasRenderingContext2D, camera: Camera, vx: number, vy: number): void {
    const shift = camera.scale * DUST_PARALLAX;
    const streakX = vx * camera.scale * 0.016;
    const streakY = vy * camera.scale * 0.016;
    context.strokeStyle = world.star;
    context.lineWidth = 1;
    context.globalAlpha = 0.22;
    context.beginPath();
    for (let at = 0; at < this.#dust.length; at += 3) {
      const x = wrap(this.#dust[at]! * camera.width - camera.x * shift, camera.width);
      const y = wrap(this.#dust[at + 1]! * camera.height - camera.y * shift, camera.height);
      const length = 0.4 + this.#dust[at + 2]! * 0.9;
      context.moveTo(x, y);
      context.lineTo(x + streakX * length + 1, y + streakY * length);
    }
    context.stroke();
    context.globalAlpha = 1;
  }
}

function wrap(value: number, size: number): number {
  return ((value % size) + size) % size;
}

function latticePath(): Path2D {
  const path = new Path2D();
  for (let x = -HALF_WIDTH + LATTICE; x < HALF_WIDTH; x += LATTICE) {
    for (let y = -HALF_HEIGHT + LATTICE - 4; y < HALF_HEIGHT; y += LATTICE) {
      path.moveTo(x - 0.6, y);
      path.lineTo(x + 0.6, y);
      path.moveTo(x, y - 0.6);
      path.lineTo(x, y + 0.6);
    }
  }
  return path;
}

/** The wall's outer line, and beats outside of it: every fourth is longer, as in a bar. */
function beatsPath(): Path2D {
  const path = new Path2D();
  const right = HALF_WIDTH + 1.2;
  const bottom = HALF_HEIGHT + 1.2;
  path.rect(-right, -bottom, right * 2, bottom * 2);
  for (let x = -HALF_WIDTH, beat = 0; x <= HALF_WIDTH; x += 4, beat++) {
    const length = beat % 4 === 0 ? 3.4 : 1.6;
    path.moveTo(x, -bottom);
    path.lineTo(x, -bottom - length);
    path.moveTo(x, bottom);
    path.lineTo(x, bottom + length);
  }
  for (let y = -HALF_HEIGHT, beat = 0; y <= HALF_HEIGHT; y += 4, beat++) {
    const length = beat % 5 === 0 ? 3.4 : 1.6;
    path.moveTo(-right, y);
    path.lineTo(-right - length, y);
    path.moveTo(right, y);
    path.lineTo(right + length, y);
  }
  return path;
}

function paintPlate(context: CanvasRenderingContext2D, width: number, height: number): void {
  const random = eyeRandom(5);
  const depth = context.createLinearGradient(0, 0, width, height);
  depth.addColorStop(0, '#0b1b1f');
  depth.addColorStop(0.5, world.deep);
  depth.addColorStop(1, '#0a1719');
  context.fillStyle = depth;
  context.fillRect(0, 0, width, height);
  const size = Math.max(width, height);
  for (const [x, y, reach, ink] of [
    [0.24, 0.3, 0.5, '#14464a'],
    [0.8, 0.72, 0.46, '#2b3a2b'],
    [0.62, 0.12, 0.34, '#0e3f4d'],
  ] as const) {
    mist(context, x * width, y * height, reach * size, ink);
  }
  paintStaves(context, width, height);
  paintStars(context, width, height, random);
}

function mist(context: CanvasRenderingContext2D, x: number, y: number, radius: number, ink: string): void {
  const cloud = context.createRadialGradient(x, y, 0, x, y, radius);
  cloud.addColorStop(0, `${ink}90`);
  cloud.addColorStop(0.5, `${ink}38`);
  cloud.addColorStop(1, `${ink}00`);
  context.fillStyle = cloud;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Two staves of five lines, drawn at a free tempo: the lines breathe apart and together. */
function paintStaves(context: CanvasRenderingContext2D, width: number, height: number): void {
  context.strokeStyle = world.stave;
  context.lineWidth = 1;
  for (const [level, swell, phase] of [
    [0.33, 0.16, 0.4],
    [0.74, 0.12, 2.6],
  ] as const) {
    for (let line = -2; line <= 2; line++) {
      context.globalAlpha = 0.11 - Math.abs(line) * 0.018;
      context.beginPath();
      for (let step = 0; step <= 80; step++) {
        const along = step / 80;
        const breath = 15 + 13 * Math.sin(along * 7 + phase * 2);
        const y = height * (level + swell * Math.sin(along * 4.4 + phase)) + line * breath;
        if (step === 0) context.moveTo(0, y);
        else context.lineTo(along * width, y);
      }
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

function paintStars(context: CanvasRenderingContext2D, width: number, height: number, random: EyeRandom): void {
  const count = Math.round((width * height) / 3400);
  context.fillStyle = world.star;
  for (let star = 0; star < count; star++) {
    const bright = random.share() ** 3;
    context.globalAlpha = 0.16 + bright * 0.8;
    const size = bright > 0.6 ? 1.6 : 1;
    context.fillRect(random.between(0, width), random.between(0, height), size, size);
  }
  context.globalAlpha = 1;
}
