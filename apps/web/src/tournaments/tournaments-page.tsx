/** Tournaments: the list of them, and one. Fetched when asked for. */
export function TournamentsPage() {
  return null;
}
