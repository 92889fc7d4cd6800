/** What callers ask of a fight, in the words of its match, and the match's refusals in ours. */
import { Refused } from '../ledger/refused.ts';
import type { Fight } from './fight.ts';
import type { FightAction } from './fight-ports.ts';
import type { FighterRow } from './fight-rows.ts';
import { sideName, type CombatFighter, type CombatState } from './fight-wire.ts';

export interface FightWish {
  /** A creature's number at the place, or a character's id. */
  readonly targetId: string;
  /** Against a character; default a duel. */
  readonly mode?: 'duel' | 'attack' | undefined;
}

export interface ActionWish {
  readonly combatId: string;
  readonly actionType: FightAction['action'];
  /** Only if it is this turn: a repeated order then does nothing in the next one. */
  readonly turn?: number | undefined;
  readonly targetId?: string | undefined;
  readonly abilityName?: string | undefined;
  /** What to use up, as the game names it. */
  readonly itemId?: string | undefined;
}

/** Throws Refused `bad-value` for what is missing, `not-found` for a target that isn't in the fight. */
export function actionOf(fight: Fight, wish: ActionWish): FightAction {
  const { actionType: action, targetId, abilityName, itemId } = wish;
  if (action === 'defend' || action === 'flee') return { action };
  const target = targetId === undefined ? undefined : fight.entrants.find(({ id }) => id === targetId)?.seat;
  if (targetId !== undefined && target === undefined)
    throw new Refused('not-found', 'nobody of that id is in this fight');
  if (action === 'attack') {
    if (target === undefined) throw new Refused('bad-value', 'an attack needs a targetId');
    return { action, target };
  }
  // Abilities for oneself or for all need no target.
  if (action === 'ability') {
    if (abilityName === undefined) throw new Refused('bad-value', 'an ability needs its abilityName');
    return { action, ability: abilityName, target: target ?? 0 };
  }
  if (itemId === undefined || target === undefined)
    throw new Refused('bad-value', 'an item needs its itemId and a targetId');
  return { action, item: itemId, target };
}

const CODES: Readonly<
  Record<string, readonly [code: 'conflict' | 'not-held' | 'not-found' | 'bad-value', why: string]>
> = {
  'not-your-turn': ['conflict', 'it is not your turn'],
  'fight-over': ['conflict', 'this fight is over'],
  'not-running': ['conflict', 'this fight is over'],
  'too-many': ['conflict', 'the server has more to write down than it can; try again'],
  'none-left': ['not-held', 'you carry no such thing any more'],
  'no-such-target': ['not-found', 'that target is not in the fight any more'],
  'bad-args': ['bad-value', 'there is no such ability or item'],
};

/** What the rules said, for people; what they alone forbid is `not-allowed`. */
export function refusedBy(reason: string): Refused {
  const known = Object.hasOwn(CODES, reason) ? CODES[reason] : undefined;
  return known ? new Refused(known[0], known[1]) : new Refused('not-allowed', `the rules refuse it: ${reason}`);
}

/** How a challenge is shown until it is answered. */
export function challengeState(
  combatId: string,
  { locationId, from, to }: { readonly locationId: string; readonly from: FighterRow; readonly to: FighterRow },
): CombatState {
  const fighters = [from, to].map((row, at): CombatFighter => {
    const full = { health: 100, maxHealth: 100, mana: 100, maxMana: 100, stamina: 100, maxStamina: 100 };
    const { id, name, level } = row;
    const who = { id, name, level, side: sideName(at + 1), player: true, kind: 'character' };
    return { ...who, ...full, defending: false, fled: false, statuses: [] };
  });
  return { combatId, kind: 'duel', phase: 'waiting', locationId, round: 0, turn: 0, fighters };
}
