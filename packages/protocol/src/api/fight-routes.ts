/** Turn-based fights, for who asks instead of listening: the same as the `COMBAT_*` messages. */
import { list, oneOf, optional, struct, text, u16, u32, u8, uint53 } from '@rubato/schema';
import { combatStateFields } from '../socket/combat-messages.ts';
import { defineRoute } from './route.ts';

const group = 'fights';
const caller = 'character';
const params = { id: text(36) };
/** Fights of one page. */
const FIGHTS_PER_PAGE = 20;
const MOST_FOES = 128;

export const fightRoutes = {
  fights: defineRoute('GET /api/fights', {
    group,
    caller,
    meaning: 'The chosen character’s fights, the newest first, a page at a time.',
    query: { before: optional(text(36)) },
    reply: {
      fights: list(struct(combatStateFields), FIGHTS_PER_PAGE),
      /** Present when there may be more: `before` of the next page. */
      next: optional(text(36)),
    },
  }),
  startFight: defineRoute('POST /api/fights', {
    group,
    caller,
    keyed: true,
    meaning:
      'Begins a fight: against a creature of the place, by its number, or against a character, by its id: by a duel, ' +
      'which begins when both have asked each other, or by attacking it.',
    body: { targetId: text(64), mode: optional(oneOf('duel', 'attack')) },
    reply: combatStateFields,
    errors: ['bad-value', 'not-found', 'not-allowed', 'conflict', 'overloaded'],
  }),
  foes: defineRoute('GET /api/fights/foes', {
    group,
    caller,
    meaning: 'The creatures at the character’s place.',
    reply: {
      foes: list(
        struct({
          targetId: text(64),
          kind: text(32),
          name: text(64),
          level: u16,
          /** slain: it comes back in time. */
          state: oneOf('roaming', 'fighting', 'slain'),
        }),
        MOST_FOES,
      ),
    },
  }),
  fight: defineRoute('GET /api/fights/{id}', {
    group,
    caller,
    meaning: 'How one of the character’s fights stands, or ended.',
    params,
    reply: combatStateFields,
    errors: ['not-found'],
  }),
  actInFight: defineRoute('POST /api/fights/{id}/actions', {
    group,
    caller,
    meaning: 'What the character does in its turn; with `turn`, only if it is that one.',
    params,
    body: {
      actionType: oneOf('attack', 'ability', 'defend', 'item', 'flee'),
      turn: optional(u32),
      targetId: optional(text(36)),
      abilityName: optional(text(48)),
      itemId: optional(text(36)),
    },
    reply: combatStateFields,
    errors: ['bad-value', 'not-found', 'not-allowed', 'conflict', 'not-held'],
  }),
  condition: defineRoute('GET /api/condition', {
    group,
    caller,
    meaning: 'How the chosen character is: its experience, and percent of its health, mana and stamina.',
    reply: { level: u16, experience: uint53, nextLevelAt: uint53, health: u8, mana: u8, stamina: u8 },
  }),
} as const;
