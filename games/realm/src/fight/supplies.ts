// What is carried to be used up in a fight.
import type { SupplyName } from './names.ts';

export interface Supply {
  /** Where a fighter's row counts them. */
  readonly slot: 'healingDraughts' | 'spiritDraughts' | 'clearSalts';
  readonly used: 'usedHealing' | 'usedSpirit' | 'usedSalts';
  /** Percent of the taker's full health. */
  readonly health: number;
  /** Percent of the taker's full mana and stamina. */
  readonly spirit: number;
  /** Takes away what burns, chills, weakens. */
  readonly cleanses: boolean;
}

export const SUPPLIES: Readonly<Record<SupplyName, Supply>> = {
  'healing-draught': { slot: 'healingDraughts', used: 'usedHealing', health: 35, spirit: 0, cleanses: false },
  'spirit-draught': { slot: 'spiritDraughts', used: 'usedSpirit', health: 0, spirit: 50, cleanses: false },
  'clear-salts': { slot: 'clearSalts', used: 'usedSalts', health: 5, spirit: 0, cleanses: true },
};

/** Of each kind, in one fight. */
export const MOST_SUPPLIES = 3;
