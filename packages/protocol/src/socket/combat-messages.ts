/** Turn-based fights. */
import { bool, list, oneOf, optional, struct, text, u16, u32, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

/** Who fights in one combat, at most. */
export const FIGHTERS = 16;

const fighter = struct({
  id: text(36),
  name: text(64),
  side: oneOf('a', 'b'),
  /** Whether it is played by a player. */
  player: bool,
  health: u32,
  maxHealth: u32,
  mana: u32,
  maxMana: u32,
  defending: bool,
  fled: bool,
});

export const combatStateFields = {
  combatId: text(36),
  phase: oneOf('running', 'ended'),
  turn: u32,
  /** Whose turn it is; absent when it is over. */
  actorId: optional(text(36)),
  /** When the turn is taken by itself. */
  turnEndsMs: optional(uint53),
  fighters: list(fighter, FIGHTERS),
};

const change = {
  combatId: text(36),
  turn: u32,
  /** Its place among what happened in this turn. */
  index: u16,
  sourceId: text(36),
  targetId: text(36),
  amount: u32,
  /** After it. */
  health: u32,
  abilityName: optional(text(48)),
};

export const combatMessages = {
  COMBAT_START: defineSocketMessage({
    meaning: 'Begins a fight against a creature of the location or another character.',
    priority: 'HIGH',
    request: { targetId: text(64) },
    reply: combatStateFields,
    notice: combatStateFields,
    errors: ['not-found', 'not-allowed', 'conflict'],
  }),
  COMBAT_ACTION: defineSocketMessage({
    meaning: 'What the character does in its turn.',
    priority: 'HIGH',
    request: {
      combatId: text(36),
      actionType: oneOf('attack', 'ability', 'defend', 'item', 'flee'),
      targetId: optional(text(36)),
      abilityName: optional(text(48)),
      itemId: optional(text(36)),
    },
    reply: combatStateFields,
    notice: {
      combatId: text(36),
      turn: u32,
      actorId: text(36),
      actionType: oneOf('attack', 'ability', 'defend', 'item', 'flee'),
      targetId: optional(text(36)),
      abilityName: optional(text(48)),
    },
    errors: ['not-found', 'not-allowed', 'conflict', 'bad-value', 'not-held'],
  }),
  COMBAT_DAMAGE: defineSocketMessage({
    meaning: 'A fighter was hurt.',
    priority: 'HIGH',
    notice: { ...change, critical: bool },
  }),
  COMBAT_HEAL: defineSocketMessage({ meaning: 'A fighter was healed.', priority: 'HIGH', notice: change }),
  COMBAT_END: defineSocketMessage({
    meaning: 'A fight is over; rewards are told once they are in the ledger.',
    priority: 'HIGH',
    notice: {
      combatId: text(36),
      /** Absent for a draw. */
      winner: optional(oneOf('a', 'b')),
      rewards: list(
        struct({
          characterId: text(36),
          experience: u32,
          assets: list(struct({ asset: text(64), amount: uint53 }), 16),
        }),
        FIGHTERS,
      ),
    },
  }),
  COMBAT_STATE: defineSocketMessage({
    meaning: 'How a fight stands: asked for, or told when it changed. Without an id: the one that the character is in.',
    priority: 'HIGH',
    request: { combatId: optional(text(36)) },
    reply: combatStateFields,
    notice: combatStateFields,
    errors: ['not-found'],
  }),
} as const;
