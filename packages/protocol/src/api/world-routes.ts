/** The world that all share, and quests. */
import { list, optional, struct, text, u8 } from '@rubato/schema';
import { questFields, QUESTS_TOLD, worldEventFields } from '../socket/quest-messages.ts';
import { shardFields, SHARDS, worldStateFields } from '../socket/world-messages.ts';
import { defineRoute } from './route.ts';

const group = 'world';
/** Events of one page. */
export const WORLD_EVENTS = 50;
const caller = 'character';
const quests = list(struct(questFields), QUESTS_TOLD);

export const worldRoutes = {
  worldState: defineRoute('GET /api/world/state', {
    group,
    caller: 'anyone',
    meaning: 'How the world is now: which reality holds, how the factions stand, what the sky does.',
    reply: worldStateFields,
  }),
  worldShards: defineRoute('GET /api/world/shards', {
    group,
    caller: 'anyone',
    meaning: 'Who holds each crystal shard, and who is about to take it.',
    reply: { shards: list(struct(shardFields), SHARDS) },
  }),
  worldEvents: defineRoute('GET /api/world/events', {
    group,
    caller: 'anyone',
    meaning: 'What happened in the world, the newest first, a page at a time.',
    /** before: the id of the last event of the page before. */
    query: { before: optional(text(36)), limit: optional(u8) },
    reply: { events: list(struct(worldEventFields), WORLD_EVENTS) },
  }),
  claimShard: defineRoute('POST /api/world/shards/{id}/claim', {
    group,
    caller,
    meaning: 'Begins to take, or to defend, the shard of the character’s location for its faction.',
    params: { id: text(36) },
    reply: shardFields,
    errors: ['not-found', 'not-allowed', 'conflict', 'too-many'],
  }),
  releaseShard: defineRoute('POST /api/world/shards/release', {
    group,
    caller,
    meaning: 'Lets go of the shard that the character claims.',
    errors: ['conflict'],
  }),
  talkTo: defineRoute('POST /api/world/people/{id}/talk', {
    group,
    caller,
    meaning: 'Talks to somebody at the character’s location.',
    params: { id: text(32) },
    reply: { says: text(480) },
    errors: ['not-found', 'not-allowed'],
  }),
} as const;

export const questRoutes = {
  quests: defineRoute('GET /api/quests', {
    group: 'quests',
    caller,
    meaning: 'The chosen character’s quests: under way, offered, given up and done.',
    reply: { quests },
  }),
  acceptQuest: defineRoute('POST /api/quests/{id}/accept', {
    group: 'quests',
    caller,
    meaning: 'Takes a quest.',
    params: { id: text(64) },
    reply: { quests },
    errors: ['not-found', 'not-allowed', 'conflict', 'limit-reached'],
  }),
  abandonQuest: defineRoute('POST /api/quests/{id}/abandon', {
    group: 'quests',
    caller,
    meaning: 'Gives up a quest that is under way.',
    params: { id: text(64) },
    reply: { quests },
    errors: ['not-found'],
  }),
} as const;
