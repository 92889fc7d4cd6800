/**
 * From a game's result to the places of the teams of a match. Games say who won, by seat, and may give scores:
 * `{ winners: [seat, …], scores: [{ seat, score }, …] }`.
 */

interface GameResult {
  readonly winners?: unknown;
  readonly scores?: unknown;
}

/**
 * Places of the teams, 1 the best; undefined for a result that names neither winners nor scores. Nobody won: all drew.
 * Else teams with a winner come first, the others follow by their scores; teams of which nobody stayed come last.
 *
 * @param teams accounts by team. @param seated who holds which seat at the end, by seat from 1
 */
export function standingsOf(
  result: unknown,
  teams: readonly (readonly (string | null)[])[],
  seated: ReadonlyMap<number, string>,
): readonly number[] | undefined {
  const { winners, scores } = (typeof result === 'object' && result !== null ? result : {}) as GameResult;
  if (!Array.isArray(winners) && !Array.isArray(scores)) return undefined;
  const won = new Set(Array.isArray(winners) ? winners.map((seat) => seated.get(Number(seat))) : []);
  const points = pointsOf(scores, seated);
  const keys = teams.map((team) => {
    const there = team.filter((id) => id !== null && [...seated.values()].includes(id));
    const score = team.reduce((sum, id) => sum + (points.get(id ?? '') ?? 0), 0);
    return [there.length > 0 ? 0 : 1, team.some((id) => id !== null && won.has(id)) ? 0 : 1, -score] as const;
  });
  // Without a winner scores don't make one: the game would have said so. Without a list of winners they are all there is.
  const decided = !Array.isArray(winners) || winners.length > 0;
  const rank = (key: (typeof keys)[number]) => (decided ? key : ([key[0], 0, 0] as const));
  return keys.map((key) => 1 + keys.filter((other) => compare(rank(other), rank(key)) < 0).length);
}

function pointsOf(scores: unknown, seated: ReadonlyMap<number, string>): ReadonlyMap<string, number> {
  const points = new Map<string, number>();
  for (const each of Array.isArray(scores) ? (scores as unknown[]) : []) {
    const { seat, score } = (each ?? {}) as { readonly seat?: unknown; readonly score?: unknown };
    const id = seated.get(Number(seat));
    if (id !== undefined && Number.isFinite(score)) points.set(id, Number(score));
  }
  return points;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
