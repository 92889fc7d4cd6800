/** COMBAT_START, COMBAT_ACTION and COMBAT_STATE; what happens in between is told by the fight itself. */
import type { combatMessages } from '@rubato/protocol';
import type { Fights } from '@rubato/services';
import { fightsOf } from '../../fights/fights-of.ts';
import type { SocketHandlers } from '../socket-handlers.ts';

export interface CombatParts {
  /** Undefined where the world has none. */
  readonly fights?: Fights | undefined;
}

export function combatSocketHandlers(parts: CombatParts): SocketHandlers<typeof combatMessages> {
  return {
    COMBAT_START: async (caller, wish) => fightsOf(parts).start(caller, wish),
    COMBAT_ACTION: async (caller, wish) => fightsOf(parts).act(caller, wish),
    COMBAT_STATE: async (caller, { combatId }) => ({ reply: await fightsOf(parts).state(caller, combatId) }),
  };
}
