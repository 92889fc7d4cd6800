/** The world that all share: its shards, and which reality holds. */
import { bool, f64, i32, list, optional, struct, text, u32, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

export const FACTIONS = 16;
export const SHARDS = 12;

export const shardFields = {
  id: text(36),
  name: text(64),
  locationId: text(64),
  /** Absent for one that nobody holds. */
  faction: optional(text(32)),
  capturedMs: optional(uint53),
  /** The character that took it. */
  capturedBy: optional(text(36)),
  /** The faction that is ahead in taking it, and how far: 0 to 1. */
  claimant: optional(text(32)),
  progress: f64,
  /** Several factions stand there: nobody gets ahead. */
  contested: bool,
  /** It was taken a moment ago, and only its holders may stand by it until then. */
  guardedMs: optional(uint53),
};

export const worldStateFields = {
  /** Rises with each change. */
  version: uint53,
  /** Which reality holds. */
  reality: text(32),
  factions: list(struct({ faction: text(32), shards: u32, share: f64, standing: i32 }), FACTIONS),
  aetherfall: bool,
  /** The phase of the sky: calm, omens, fall, aftermath. */
  sky: text(32),
  skyEndsMs: uint53,
  /** When the reality last shifted. */
  shiftedMs: uint53,
  /** Characters in the world at the moment. */
  players: u32,
};

export const worldMessages = {
  WORLD_STATE: defineSocketMessage({
    meaning: 'How the world is now: asked for, or told when it changed.',
    caller: 'account',
    request: {},
    reply: worldStateFields,
    notice: worldStateFields,
  }),
  SHARD_STATUS: defineSocketMessage({
    meaning: 'Who holds each shard: asked for, or told when several changed.',
    caller: 'account',
    request: {},
    reply: { shards: list(struct(shardFields), SHARDS) },
    notice: { shards: list(struct(shardFields), SHARDS) },
  }),
  SHARD_CAPTURED: defineSocketMessage({
    meaning:
      'Begins to take (or to defend) the shard of the character’s location for its faction, or with `release` lets go of it; everybody is told when it is taken.',
    priority: 'HIGH',
    request: { shardId: text(36), release: optional(bool) },
    reply: shardFields,
    notice: { shard: struct(shardFields), fromFaction: optional(text(32)), byName: text(64) },
    errors: ['not-found', 'not-allowed', 'conflict', 'too-many', 'overloaded'],
  }),
  REALITY_SHIFT: defineSocketMessage({
    meaning: 'Another reality holds from now on.',
    priority: 'CRITICAL',
    notice: { from: text(32), to: text(32), atMs: uint53, reason: text(240) },
  }),
  AETHERFALL: defineSocketMessage({
    meaning: 'The Aetherfall began or ended.',
    priority: 'CRITICAL',
    notice: { active: bool, atMs: uint53, faction: optional(text(32)), endsMs: optional(uint53), reason: text(240) },
  }),
} as const;
