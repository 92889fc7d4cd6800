/** A rating's history as a curve: the rating after each match, one step a match, with its deviation around it. */

export interface Rated {
  readonly rating: number;
  readonly deviation: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface GraphPoint {
  readonly x: number;
  readonly y: number;
}

export interface Graph {
  readonly points: readonly GraphPoint[];
  /** Another curve to compare with; empty without one. */
  readonly beside: readonly GraphPoint[];
  /** Around the curve, one deviation up and down: a closed shape. */
  readonly band: readonly GraphPoint[];
  /** Round ratings, with where their line is. */
  readonly ticks: readonly { readonly rating: number; readonly y: number }[];
}

/** Points between two lines; as many lines as fit without crowding. */
const STEPS = [25, 50, 100, 200, 250, 500, 1000] as const;
const MOST_TICKS = 6;
/** A flat history still has a height. */
const LEAST_SPAN = 100;

/** @param history the oldest first; finite. @param size in pixels. @param beside as many ratings of another reckoning */
export function graphOf(history: readonly Rated[], { width, height }: Size, beside: readonly number[] = []): Graph {
  if (history.length === 0) return { points: [], beside: [], band: [], ticks: [] };
  const [low, high] = spanOf(history, beside);
  const x = (at: number): number => (history.length === 1 ? width / 2 : (at / (history.length - 1)) * width);
  const y = (rating: number): number => height - ((clamp(rating, low, high) - low) / (high - low)) * height;
  const upper = history.map(({ rating, deviation }, at) => ({ x: x(at), y: y(rating + deviation) }));
  const lower = history.map(({ rating, deviation }, at) => ({ x: x(at), y: y(rating - deviation) }));
  return {
    points: history.map(({ rating }, at) => ({ x: x(at), y: y(rating) })),
    beside: beside.map((rating, at) => ({ x: x(at), y: y(rating) })),
    band: [...upper, ...lower.reverse()],
    ticks: ticksOf(low, high).map((rating) => ({ rating, y: y(rating) })),
  };
}

/** The ratings, and what of their deviations doesn't make the curve flat: a newcomer's is wider than all its matches. */
function spanOf(history: readonly Rated[], beside: readonly number[]): readonly [number, number] {
  const ratings = history.map(({ rating }) => rating);
  const sure = Math.min(...history.map(({ deviation }) => deviation));
  const low = Math.min(...ratings.map((rating) => rating - sure), ...beside);
  const high = Math.max(...ratings.map((rating) => rating + sure), ...beside);
  const more = Math.max(0, LEAST_SPAN - (high - low)) / 2;
  return [low - more, high + more];
}

function ticksOf(low: number, high: number): readonly number[] {
  const step = STEPS.find((each) => (high - low) / each <= MOST_TICKS) ?? STEPS.at(-1)!;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, at) => first + at * step);
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** As SVG’s `points`. */
export const pointsText = (points: readonly GraphPoint[]): string =>
  points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
