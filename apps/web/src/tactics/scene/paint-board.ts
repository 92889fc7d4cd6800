/** What every picture has: the plane that heights are read from, the border, the goal, and how a ship stands in it. */
import type { Color } from 'three';
import { inks } from './inks.ts';
import type { Stage } from './stage.ts';

export interface Board {
  readonly radius: number;
  readonly goalX: number;
  readonly goalY: number;
  readonly goalZ: number;
  readonly goalRadius: number;
  readonly victory: 'elimination' | 'flight' | 'points';
}

const RING_STEP = 100;
const TICKS = 72;

export function paintBoard({ books }: Stage, board: Board): void {
  for (let radius = RING_STEP; radius < board.radius; radius += RING_STEP)
    books.ring(0, 0, 0, radius, inks.line, radius % 300 === 0 ? 0.3 : 0.15);
  books.ring(0, 0, 0, board.radius, inks.line, 0.85);
  for (let i = 0; i < TICKS; i++) {
    const angle = (i / TICKS) * Math.PI * 2;
    const long = i % 18 === 0 ? 0.93 : i % 6 === 0 ? 0.965 : 0.983;
    const [x, z] = [Math.sin(angle) * board.radius, Math.cos(angle) * board.radius];
    books.line(x, 0, z, x * long, 0, z * long, inks.line, 0.7);
    if (i % 18 === 0) books.fade(x * long, 0, z * long, 0.22, 0, 0, 0, 0.06, inks.line);
  }
  if (board.goalRadius > 0) paintGoal(books, board);
}

function paintGoal(books: Stage['books'], { goalX: x, goalY: y, goalZ: z, goalRadius, victory }: Board): void {
  books.ring(x, y, z, goalRadius, inks.goal, 0.8);
  books.ring(x, y, z, goalRadius * 0.92, inks.goal, 0.3, 2);
  books.hoop(x, y, z, goalRadius, 0, inks.goal, 0.6);
  books.hoop(x, y, z, goalRadius, Math.PI / 2, inks.goal, victory === 'flight' ? 0.15 : 0.6);
}

/** The line down to the plane, and a foot to stand on. */
export function paintStalk({ books }: Stage, x: number, y: number, z: number, ink: Color, alpha: number): void {
  books.fade(x, y, z, alpha, x, 0, z, alpha * 0.35, ink);
  const size = 5;
  books.line(x - size, 0, z, x + size, 0, z, ink, alpha * 0.7);
  books.line(x, 0, z - size, x, 0, z + size, ink, alpha * 0.7);
}

/** Ships are drawn larger than they are, and never smaller than this part of the view. */
export const SHIP_SCALE = 1.7;
export const SHIP_LEAST = 0.013;
