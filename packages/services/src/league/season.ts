/** Seasons are the quarters of the calendar (UTC); divisions are ranges of ratings. */

export interface Season {
  /** `2026-4`: the year and which quarter. */
  readonly name: string;
  readonly startMs: number;
  /** The first moment that isn't in it. */
  readonly endMs: number;
}

const MONTHS = 3;

/** The season of this moment. */
export function seasonAt(atMs: number): Season {
  const date = new Date(atMs);
  const year = date.getUTCFullYear();
  const quarter = Math.floor(date.getUTCMonth() / MONTHS);
  const startMs = Date.UTC(year, quarter * MONTHS);
  return { name: `${year}-${quarter + 1}`, startMs, endMs: Date.UTC(year, (quarter + 1) * MONTHS) };
}

/** From which rating on; the first division is the best, the one after the last has no bound. */
export const DIVISIONS = [2000, 1800, 1600, 1400] as const;
/** Above this deviation nobody is in a division yet: the rating is little more than a guess. */
export const PLACED_DEVIATION = 150;

/** From 1; 0 for whoever isn't placed yet. */
export function divisionOf({ rating, deviation }: { readonly rating: number; readonly deviation: number }): number {
  if (deviation > PLACED_DEVIATION) return 0;
  const at = DIVISIONS.findIndex((bound) => rating >= bound);
  return at < 0 ? DIVISIONS.length + 1 : at + 1;
}

/** Its ratings: from the first on, below the second. @param division 1 to DIVISIONS.length + 1 */
export function boundsOf(division: number): readonly [number, number] {
  return [DIVISIONS[division - 1] ?? -1e9, DIVISIONS[division - 2] ?? 1e9];
}
