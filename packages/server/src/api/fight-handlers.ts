/** The routes of fights as calls of their service. */
import type { fightRoutes } from '@rubato/protocol';
import { FIGHTS_PER_PAGE, type Caller, type CombatState, type Fights, type Told as Outcome } from '@rubato/services';
import type { Told } from '../socket/told.ts';
import { fightsOf } from '../fights/fights-of.ts';
import { playerOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface FightParts {
  /** Undefined where the world has none. */
  readonly fights?: Fights | undefined;
  readonly deliver: (told: readonly Told[]) => void;
}

export function fightHandlers(parts: FightParts): RouteHandlers<typeof fightRoutes, Caller> {
  const done = async (outcome: Promise<Outcome<CombatState>>): Promise<CombatState> => {
    const { reply, notify } = await outcome;
    parts.deliver(notify);
    return reply;
  };
  return {
    fights: async ({ before }, call) => {
      const fights = await fightsOf(parts).list(playerOf(call), before);
      return fights.length < FIGHTS_PER_PAGE ? { fights } : { fights, next: fights.at(-1)!.combatId };
    },
    startFight: async (wish, call) =>
      done(fightsOf(parts).start({ ...playerOf(call), key: call.idempotencyKey }, wish)),
    foes: async (_input, call) => {
      const foes = await fightsOf(parts).foes(playerOf(call));
      return { foes: foes.map(({ targetId, kind, name, level, state }) => ({ targetId, kind, name, level, state })) };
    },
    fight: async ({ id }, call) => fightsOf(parts).state(playerOf(call), id),
    actInFight: async ({ id, ...wish }, call) => done(fightsOf(parts).act(playerOf(call), { combatId: id, ...wish })),
    condition: async (_input, call) => fightsOf(parts).condition(playerOf(call)),
  };
}
