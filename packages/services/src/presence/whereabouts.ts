/** Where somebody is, as others at the same location see it. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface NearbyPlayer {
  readonly characterId: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly position?: Point;
  readonly velocity?: Point;
  readonly lastSeenMs: number;
}

/** Farthest that anybody stands from a location's middle, in its own units. */
export const FARTHEST = 1_000_000;

/** What comes from elsewhere may be no numbers at all. */
export function isPoint({ x, y, z }: Point): boolean {
  return [x, y, z].every((one) => typeof one === 'number' && Math.abs(one) <= FARTHEST);
}
