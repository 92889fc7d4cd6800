/** Rocks: engraved stones, painted once per size and look, then copied. And the pickups that lie between them. */
import { eyeRandom, glow, SpriteCache, type Camera, type EyeRandom } from '@rubato/web';
import { MAX_ROCKS } from './balance.ts';
import type { Pickup } from './state.ts';
import { pickupInk, world } from './view-palette.ts';
import type { Scene } from './view-scene.ts';

/** Twice the rocks that a round can hold. */
const SPRITES_MAX = MAX_ROCKS * 2;
/** Looks, and radii per world unit, that there can be: the steps of their fields. */
const LOOKS = 256;
const RADII = 4;
const CORNERS = 13;

export class Rocks {
  readonly #sprites = new SpriteCache<HTMLCanvasElement, number>(SPRITES_MAX);
  #scale = 0;

  /** In world units. */
  draw(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, ratio: number): void {
    if (Math.abs(camera.scale * ratio - this.#scale) > this.#scale * 0.15) {
      this.#sprites.clear();
      this.#scale = camera.scale * ratio;
    }
    for (let at = 0; at < scene.rockCount; at++) {
      const rock = scene.rocks[at]!;
      const { x, y } = rock;
      if (!camera.sees(x, y, rock.radius * 1.2)) continue;
      const sprite = this.#sprites.get(rock.look + LOOKS * Math.round(rock.radius * RADII), this.#paint);
      const reach = rock.radius * 1.15;
      context.drawImage(sprite, x - reach, y - reach, reach * 2, reach * 2);
    }
  }

  readonly #paint = (key: number): HTMLCanvasElement => {
    const [look, radius] = [key % LOOKS, Math.floor(key / LOOKS) / RADII];
    const canvas = document.createElement('canvas');
    const half = Math.ceil(radius * 1.15 * this.#scale);
    canvas.width = canvas.height = half * 2;
    const context = canvas.getContext('2d');
    if (!context) return canvas;
    context.translate(half, half);
    context.scale(this.#scale, this.#scale);
    engrave(context, look, radius);
    return canvas;
  };
}

function outline(look: number, radius: number): Path2D {
  const random = eyeRandom(look * 97 + 13);
  const path = new Path2D();
  for (let corner = 0; corner < CORNERS; corner++) {
    const angle = ((corner + random.between(-0.28, 0.28)) / CORNERS) * Math.PI * 2;
    const reach = radius * random.between(0.92, 1.08);
    path.lineTo(Math.cos(angle) * reach, Math.sin(angle) * reach);
  }
  path.closePath();
  return path;
}

/** Light comes from the upper left; the shade is hatched, as on a copper plate. */
function engrave(context: CanvasRenderingContext2D, look: number, radius: number): void {
  const shape = outline(look, radius);
  const body = context.createLinearGradient(-radius, -radius, radius, radius);
  body.addColorStop(0, world.rockLight);
  body.addColorStop(0.75, world.rockDark);
  context.fillStyle = body;
  context.fill(shape);
  context.save();
  context.clip(shape);
  context.strokeStyle = world.rockLine;
  const random = eyeRandom(look * 53 + 42);
  for (let line = 0; line < 15; line++) {
    const depth = line / 15;
    context.globalAlpha = 0.12 + depth * 0.38;
    context.lineWidth = 0.07 + depth * 0.07;
    const offset = (0.15 + depth * 1.05) * radius;
    context.beginPath();
    context.arc(
      -radius * 0.62,
      -radius * 0.62,
      radius * 0.55 + offset,
      0.12 + random.between(0, 0.25),
      1.45 - random.between(0, 0.25),
    );
    context.stroke();
  }
  for (let crater = 0; crater < 4; crater++) engraveCrater(context, random, radius);
  context.restore();
  context.globalAlpha = 1;
  const rim = context.createLinearGradient(-radius, -radius, radius * 0.6, radius * 0.6);
  rim.addColorStop(0, world.rockRim);
  rim.addColorStop(0.55, world.rockLine);
  rim.addColorStop(1, '#223d41');
  context.strokeStyle = rim;
  context.lineWidth = 0.22;
  context.lineJoin = 'round';
  context.stroke(shape);
}

/** A dent: dark inside, its far rim lit. */
function engraveCrater(context: CanvasRenderingContext2D, random: EyeRandom, radius: number): void {
  const [angle, reach, size] = [
    random.between(0, Math.PI * 2),
    radius * random.between(0.1, 0.66),
    radius * random.between(0.06, 0.17),
  ];
  const [x, y] = [Math.cos(angle) * reach, Math.sin(angle) * reach];
  context.fillStyle = world.rockDark;
  context.globalAlpha = 0.75;
  context.beginPath();
  context.ellipse(x, y, size, size * 0.82, 0.78, 0, Math.PI * 2);
  context.fill();
  context.globalAlpha = 0.55;
  context.lineWidth = 0.12;
  context.beginPath();
  context.ellipse(x, y, size, size * 0.82, 0.78, -0.9, 0.9);
  context.stroke();
}

/** A waiting pickup is a faint ring that fills until it is ready. */
export function drawPickups(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, nowMs: number): void {
  for (const pickup of scene.view.pickups) {
    if (!camera.sees(pickup.x, pickup.y, 5)) continue;
    const waits = pickup.readyAt - scene.ownTick;
    if (waits > 0) drawWaiting(context, pickup, waits);
    else drawReady(context, pickup, nowMs);
  }
}

const RESPAWN_TICKS = 360;

function drawWaiting(context: CanvasRenderingContext2D, pickup: Readonly<Pickup>, waits: number): void {
  const done = Math.max(0, 1 - waits / RESPAWN_TICKS);
  context.strokeStyle = pickupInk[pickup.kind];
  context.lineWidth = 0.14;
  context.globalAlpha = 0.18;
  context.beginPath();
  context.arc(pickup.x, pickup.y, 1.9, 0, Math.PI * 2);
  context.stroke();
  context.globalAlpha = 0.5;
  context.beginPath();
  context.arc(pickup.x, pickup.y, 1.9, -Math.PI / 2, -Math.PI / 2 + done * Math.PI * 2);
  context.stroke();
  context.globalAlpha = 1;
}

function drawReady(context: CanvasRenderingContext2D, pickup: Readonly<Pickup>, nowMs: number): void {
  const ink = pickupInk[pickup.kind];
  const breath = Math.sin(nowMs / 420 + pickup.x);
  glow(context, ink, pickup.x, pickup.y, 5.4 + breath * 0.5, 0.3);
  context.save();
  context.translate(pickup.x, pickup.y);
  context.strokeStyle = ink;
  context.lineWidth = 0.2;
  context.fillStyle = world.hullDark;
  context.beginPath();
  context.arc(0, 0, 2.1, 0, Math.PI * 2);
  context.fill();
  context.stroke();
  context.globalAlpha = 0.45;
  context.lineWidth = 0.1;
  context.beginPath();
  context.arc(0, 0, 2.75 + breath * 0.16, 0, Math.PI * 2);
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 0.34;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(SIGNS[pickup.kind]());
  context.restore();
}

const signs: Partial<Record<Pickup['kind'], Path2D>> = {};
const sign = (kind: Pickup['kind'], path: string) => (): Path2D => (signs[kind] ??= new Path2D(path));

const SIGNS: Readonly<Record<Pickup['kind'], () => Path2D>> = {
  repair: sign('repair', 'M-1 0H1M0-1V1'),
  shield: sign('shield', 'M-.95-.7Q0-.75 0-1.15Q0-.75 .95-.7Q1 .7 0 1.15Q-1 .7-.95-.7Z'),
  energy: sign('energy', 'M.35-1.2-.65 .2H.1L-.3 1.2.75-.25H0Z'),
  rapid: sign('rapid', 'M-1-.8-.1 0-1 .8M0-.8.9 0 0 .8'),
};
