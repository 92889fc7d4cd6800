/** Quests of a character, and what happens in the world. */
import { list, oneOf, optional, struct, text, u32, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

/** Quests told of at once. */
export const QUESTS_TOLD = 50;

export const questFields = {
  id: text(64),
  title: text(128),
  state: oneOf('offered', 'active', 'done', 'failed'),
  steps: list(struct({ text: text(240), have: u32, need: u32 }), 16),
  changedMs: uint53,
};

export const worldEventFields = {
  id: text(36),
  kind: text(48),
  /** For people. */
  text: text(480),
  atMs: uint53,
  locationId: optional(text(64)),
  faction: optional(text(32)),
};

export const questMessages = {
  QUEST_UPDATE: defineSocketMessage({
    meaning: 'The character’s quests; `accept` or `abandon` one. Told when one of them changed.',
    request: { action: optional(oneOf('accept', 'abandon')), questId: optional(text(64)) },
    reply: { quests: list(struct(questFields), QUESTS_TOLD) },
    notice: { quests: list(struct(questFields), QUESTS_TOLD) },
    errors: ['not-found', 'not-allowed', 'conflict', 'limit-reached', 'bad-value'],
  }),
  EVENT_TRIGGER: defineSocketMessage({ meaning: 'Something happened in the world.', notice: worldEventFields }),
} as const;
