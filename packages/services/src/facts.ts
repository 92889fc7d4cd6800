/** What happened to characters, for those who keep count: quests, the world, statistics. */

/**
 * A fight with creatures is over. (matchId, turn, index) names it for good: after a crash it may be told again, and
 * whoever counts it must know it by that.
 */
export interface FightOver {
  /** Lost: nobody slew anything; the creature goes free. */
  readonly kind: 'fight-won' | 'fight-lost';
  readonly matchId: string;
  readonly turn: number;
  readonly index: number;
  readonly locationId: string;
  /** What it is, as the game names it. */
  readonly creature: string;
  /** Which one it was, as the world numbers them. */
  readonly creatureId: number;
  /** Of the winners; empty when lost. */
  readonly faction: string;
  /** Characters; empty when lost. */
  readonly slayers: readonly string[];
}

export type WorldFact = FightOver;
