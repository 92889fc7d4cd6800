/** Nobody walks out of a fight: the only way is to flee. */
import type { Database } from '@rubato/ports';
import { refusal } from '../ledger/refused.ts';
import type { TravelRules } from '../presence/travel.ts';
import { PRESENT_FIGHT } from './fight-rows.ts';

/** The same rules for everybody who isn't in a fight. */
export function stayInFights(database: Pick<Database, 'query'>, rules: TravelRules): TravelRules {
  return {
    mayTravel: async (journey) => {
      const { rows } = await database.query(PRESENT_FIGHT, [journey.player.characterId]);
      if (rows[0]) return refusal('not-allowed', 'you are in a fight; win it, or flee');
      return rules.mayTravel(journey);
    },
  };
}
