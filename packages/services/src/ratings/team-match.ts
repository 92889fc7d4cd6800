/**
 * A match of teams as games of Glicko-2, which knows only pairs:
 *
 *   - A team counts as one opponent: the mean of its members' ratings, the root mean square of their deviations.
 *   - Each team meets each other team once: the better place wins, an equal one draws.
 *   - What was to be expected of a player is what was to be expected of the team. How far it moves a player depends on
 *     how sure the player's own rating is.
 *
 * With two teams of one this is Glicko-2 itself. A free-for-all of n is n−1 games for each; they are not independent, so
 * n−1 games teach a little too much: the price of not having a model of one's own for it.
 */
import { idle, rate, type Encounter, type Strength } from './glicko2.ts';

export interface RatedTeam {
  /** 1 is the best; teams with one place drew. */
  readonly place: number;
  readonly members: readonly RatedPlayer[];
}

export interface RatedPlayer {
  readonly strength: Strength;
  /** Rating periods since the last match of this player. */
  readonly idlePeriods: number;
}

/** New strengths, in the order of teams and members. */
export function rateTeams(teams: readonly RatedTeam[]): readonly (readonly Strength[])[] {
  const rested = teams.map(({ place, members }) => {
    const strengths = members.map(({ strength, idlePeriods }) => idle(strength, idlePeriods));
    return { place, strengths, composite: compositeOf(strengths) };
  });
  return rested.map((team) => {
    const encounters = rested
      .filter((other) => other !== team)
      .map((other): Encounter => {
        return { opponent: other.composite, score: scoreOf(team.place, other.place), as: team.composite.rating };
      });
    // The time that passed was counted above, for opponents too.
    return team.strengths.map((strength) => rate(strength, encounters, { periods: 0 }));
  });
}

/** A team as one opponent. */
export function compositeOf(members: readonly Pick<Strength, 'rating' | 'deviation'>[]) {
  const rating = members.reduce((sum, each) => sum + each.rating, 0) / members.length;
  const square = members.reduce((sum, each) => sum + each.deviation ** 2, 0) / members.length;
  return { rating, deviation: Math.sqrt(square) };
}

function scoreOf(place: number, other: number): number {
  return place < other ? 1 : place > other ? 0 : 0.5;
}
