/**
 * Elo (Arpad E. Elo, "The Rating of Chessplayers, Past and Present", 1978) of the same matches, to be shown beside
 * Glicko-2; nothing is decided by it. K is 32 for everybody, newcomers begin at 1200.
 *
 * A team is the mean of its members, and each member moves as the team does. A match of n teams is n−1 games for each, each
 * of them worth K / (n−1), so that no match moves anybody by more than K. What one team wins others lose.
 */

export const ELO = { start: 1200, k: 32, scale: 400 } as const;

export interface EloTeam {
  /** 1 is the best; teams with one place drew. */
  readonly place: number;
  /** Ratings before. */
  readonly members: readonly number[];
}

/** New ratings, in the order of teams and members. */
export function eloOf(teams: readonly EloTeam[]): readonly (readonly number[])[] {
  const means = teams.map(({ members }) => members.reduce((sum, each) => sum + each, 0) / members.length);
  return teams.map(({ place, members }, at) => {
    let above = 0;
    for (const [other, { place: theirs }] of teams.entries())
      if (other !== at) above += scoreOf(place, theirs) - expected(means[at]!, means[other]!);
    const change = (ELO.k * above) / (teams.length - 1);
    return members.map((rating) => rating + change);
  });
}

/** Of 1, by the difference of ratings. */
export const expected = (own: number, other: number): number => 1 / (1 + 10 ** ((other - own) / ELO.scale));

const scoreOf = (place: number, other: number): number => (place < other ? 1 : place > other ? 0 : 0.5);
