/** Turn-based fights. */
import { bool, list, oneOf, optional, struct, text, u16, u32, u8, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

/** Who fights in one combat, at most. */
export const FIGHTERS = 16;

const fighter = struct({
  /** A character's id, or what stands for a creature in this fight. */
  id: text(36),
  name: text(64),
  side: oneOf('a', 'b'),
  /** Whether it is played by a player. */
  player: bool,
  /** `character`, or what creature it is. */
  kind: text(32),
  level: u16,
  health: u32,
  maxHealth: u32,
  mana: u32,
  maxMana: u32,
  stamina: u32,
  maxStamina: u32,
  defending: bool,
  fled: bool,
  /** `turns`: how many of its own it lasts still. */
  statuses: list(struct({ kind: text(32), turns: u8 }), 16),
  /** Abilities that rest, and for how many rounds still, this one included. */
  rests: optional(list(struct({ abilityName: text(48), rounds: u8 }), 16)),
});

export const combatStateFields = {
  combatId: text(36),
  kind: oneOf('creature', 'duel', 'attack'),
  /** waiting: a challenge that the other has not answered; away: it runs on another server. */
  phase: oneOf('waiting', 'running', 'ended', 'away'),
  locationId: text(64),
  round: u32,
  /** Counts the fighters' turns. */
  turn: u32,
  /** Whose turn it is; absent when it is over. */
  actorId: optional(text(36)),
  /** When the turn is taken by itself, milliseconds since 1970. */
  turnEndsMs: optional(uint53),
  /** Who acts after that one in this round, the next first; each round has an order of its own. */
  order: optional(list(text(36), FIGHTERS)),
  winner: optional(oneOf('a', 'b')),
  fighters: list(fighter, FIGHTERS),
};

const actionType = oneOf('attack', 'ability', 'defend', 'item', 'flee');

const change = {
  combatId: text(36),
  /** The journal's turn, and the place in it: both together name what happened for good. */
  turn: u32,
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
    meaning:
      'Begins a fight: against a creature of the location, by its number there; against a character by attacking it, or ' +
      'by a duel, which begins when both have asked each other. The party’s members at the place fight along.',
    priority: 'HIGH',
    request: { targetId: text(64), mode: optional(oneOf('duel', 'attack')) },
    reply: combatStateFields,
    notice: combatStateFields,
    errors: ['not-found', 'not-allowed', 'conflict', 'bad-value', 'overloaded'],
  }),
  COMBAT_ACTION: defineSocketMessage({
    meaning: 'What the character does in its turn; with `turn`, only if it is that one.',
    priority: 'HIGH',
    request: {
      combatId: text(36),
      actionType,
      turn: optional(u32),
      targetId: optional(text(36)),
      abilityName: optional(text(48)),
      /** What to use up, as the game names it, as `healing-draught`. */
      itemId: optional(text(36)),
    },
    reply: combatStateFields,
    notice: {
      combatId: text(36),
      turn: u32,
      actorId: text(36),
      actionType,
      /** Nobody ordered it in time. */
      byItself: bool,
      targetId: optional(text(36)),
      abilityName: optional(text(48)),
      itemName: optional(text(48)),
    },
    errors: ['not-found', 'not-allowed', 'conflict', 'bad-value', 'not-held'],
  }),
  COMBAT_DAMAGE: defineSocketMessage({
    meaning: 'A fighter was hurt, or missed.',
    priority: 'HIGH',
    notice: { ...change, critical: bool, missed: optional(bool) },
  }),
  COMBAT_HEAL: defineSocketMessage({ meaning: 'A fighter was healed.', priority: 'HIGH', notice: change }),
  COMBAT_END: defineSocketMessage({
    meaning: 'A fight is over; told once its rewards are in the ledger.',
    priority: 'HIGH',
    notice: {
      combatId: text(36),
      /** Absent for a draw. */
      winner: optional(oneOf('a', 'b')),
      /** void: the match was lost; nobody wins or loses anything. */
      reason: oneOf('victory', 'flight', 'draw', 'void'),
      rewards: list(
        struct({
          characterId: text(36),
          experience: u32,
          assets: list(struct({ asset: text(64), amount: uint53 }), 16),
          /** As the game names them. */
          items: list(text(64), 64),
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
