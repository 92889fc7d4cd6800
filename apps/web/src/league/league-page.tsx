/** Ladders as a league. Fetched when asked for. */
export function LeaguePage() {
  return null;
}
