/** Soft discs of light, painted once per colour and size class, then copied: a blur per frame would cost milliseconds. */

/** Sprites kept; past it the cache starts over. */
export const GLOWS_MAX = 48;
const SIZE = 64;

const sprites = new Map<string, HTMLCanvasElement>();

function sprite(colour: string): HTMLCanvasElement {
  const known = sprites.get(colour);
  if (known) return known;
  if (sprites.size >= GLOWS_MAX) sprites.clear();
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (context) {
    const light = context.createRadialGradient(SIZE / 2, SIZE / 2, 0, SIZE / 2, SIZE / 2, SIZE / 2);
    // Falls off with the square of the distance, in four straight pieces.
    for (const [at, alpha] of [
      [0, 1],
      [0.2, 0.52],
      [0.45, 0.2],
      [0.75, 0.05],
      [1, 0],
    ] as const) {
      light.addColorStop(
        at,
        `${colour}${Math.round(alpha * 255)
          .toString(16)
          .padStart(2, '0')}`,
      );
    }
    context.fillStyle = light;
    context.fillRect(0, 0, SIZE, SIZE);
  }
  sprites.set(colour, canvas);
  return canvas;
}

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
  context.drawImage(sprite(colour), x - radius, y - radius, radius * 2, radius * 2);
  context.globalAlpha = 1;
  context.globalCompositeOperation = before;
}
