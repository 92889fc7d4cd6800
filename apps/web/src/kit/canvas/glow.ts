/** Soft discs of light, painted once per colour, then copied: a blur per frame would cost milliseconds. */
import { SpriteCache } from './sprite-cache.ts';

/** Colours kept. */
const GLOWS_MAX = 48;
const SIZE = 64;
/** Falls off about with the square of the distance, in four straight pieces. */
const FALL_OFF = [
  [0, 1],
  [0.2, 0.52],
  [0.45, 0.2],
  [0.75, 0.05],
  [1, 0],
] as const;

const sprites = new SpriteCache(GLOWS_MAX);

function paint(colour: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const light = context.createRadialGradient(SIZE / 2, SIZE / 2, 0, SIZE / 2, SIZE / 2, SIZE / 2);
  for (const [at, alpha] of FALL_OFF) light.addColorStop(at, colour + hexByte(alpha));
  context.fillStyle = light;
  context.fillRect(0, 0, SIZE, SIZE);
  return canvas;
}

const hexByte = (share: number): string =>
  Math.round(share * 255)
    .toString(16)
    .padStart(2, '0');

/** Adds light of `colour` (`#rrggbb`) around a point; `radius` in the units of the current transform, `strength` 0 to 1. */
export function glow(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  radius: number,
  strength: number,
): void {
  if (strength <= 0.004 || radius <= 0) return;
  const before = context.globalCompositeOperation;
  context.globalCompositeOperation = 'lighter';
  context.globalAlpha = Math.min(1, strength);
  context.drawImage(sprites.get(colour, paint), x - radius, y - radius, radius * 2, radius * 2);
  context.globalAlpha = 1;
  context.globalCompositeOperation = before;
}
