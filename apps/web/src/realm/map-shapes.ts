/** The lines of the map: coasts around what belongs together, and roads that wind a little. */
import type { Place } from '@rubato/realm';

export interface Point {
  readonly x: number;
  readonly y: number;
}

const ROUND = 18;
/** Points of a coast, evenly apart: few enough that a curve through them is calm. */
const COAST_POINTS = 30;

/** A coast around places: their common hull, about `reach` away from them, with the unevenness of something drawn by hand. */
export function coast(points: readonly Point[], reach: number): readonly Point[] {
  const rims = points.flatMap(({ x, y }) =>
    Array.from({ length: ROUND }, (_, step) => {
      const angle = (step / ROUND) * 2 * Math.PI;
      return { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) };
    }),
  );
  const even = evenly(hull(rims), COAST_POINTS);
  const middle = { x: mean(even.map(({ x }) => x)), y: mean(even.map(({ y }) => y)) };
  return even.map(({ x, y }, n) => {
    // The same for every line of one coast, so that the lines run side by side.
    const angle = (n / COAST_POINTS) * 2 * Math.PI;
    const uneven = 1 + 0.022 * Math.sin(5 * angle + middle.x) + 0.018 * Math.sin(9 * angle + middle.y);
    return { x: middle.x + (x - middle.x) * uneven, y: middle.y + (y - middle.y) * uneven };
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** So many points on a closed line, evenly apart. */
export function evenly(line: readonly Point[], count: number): readonly Point[] {
  const lengths = line.map((from, n) => {
    const to = line[(n + 1) % line.length]!;
    return Math.hypot(to.x - from.x, to.y - from.y);
  });
  const step = lengths.reduce((sum, length) => sum + length, 0) / count;
  const points: Point[] = [];
  let next = 0;
  for (const [n, length] of lengths.entries()) {
    const [from, to] = [line[n]!, line[(n + 1) % line.length]!];
    for (; next < length && points.length < count; next += step) {
      const share = next / length;
      points.push({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    }
    next -= length;
  }
  return points;
}

/** The convex hull, by Andrew's monotone chain. */
export function hull(points: readonly Point[]): readonly Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (from: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** A closed curve through the points (Catmull-Rom, as Bézier curves). */
export function closedCurve(points: readonly Point[]): string {
  const at = (n: number): Point => points[(n + points.length) % points.length]!;
  const pieces = points.map((_, n) => {
    const [a, b, c, d] = [at(n - 1), at(n), at(n + 1), at(n + 2)];
    const first = { x: b.x + (c.x - a.x) / 6, y: b.y + (c.y - a.y) / 6 };
    const second = { x: c.x - (d.x - b.x) / 6, y: c.y - (d.y - b.y) / 6 };
    return `C${xy(first)} ${xy(second)} ${xy(c)}`;
  });
  return `M${xy(at(0))}${pieces.join('')}Z`;
}

/** A road from one to the other, bent to one side or the other as the two places have it. */
export function road(from: Point, to: Point, bend: number): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  return `M${xy(from)}Q${xy({ x: (from.x + to.x) / 2 - dy * bend, y: (from.y + to.y) / 2 + dx * bend })} ${xy(to)}`;
}

/** How much a road bends: the same for the same places, −0.1 to 0.1. */
export function bendOf(a: Pick<Place, 'id'>, b: Pick<Place, 'id'>): number {
  let sum = 7;
  for (const letter of a.id + b.id) sum = (sum * 31 + letter.charCodeAt(0)) % 1009;
  return (sum / 1008 - 0.5) / 5;
}

const xy = ({ x, y }: Point): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
