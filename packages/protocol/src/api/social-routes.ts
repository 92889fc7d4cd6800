/** Friends, blocks, reports, and keys for sealed messages. */
import { bool, list, oneOf, optional, struct, text, u16, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const FRIENDS_LISTED = 350;
const BLOCKS_LISTED = 200;

const params = { id: text(36) };
const body = { characterId: text(36) };
/** `asked`: by oneself; `asking`: by the other. */
const friendState = oneOf('asked', 'asking', 'friends');
const friends = { group: 'friends', caller: 'character' } as const;
const keys = { group: 'keys', caller: 'character' } as const;
const blocks = { group: 'blocks' } as const;

export const socialRoutes = {
  friends: defineRoute('GET /api/friends', {
    ...friends,
    meaning: 'The chosen character’s friends, and requests that wait, by name.',
    reply: {
      friends: list(
        struct({
          characterId: text(36),
          name: text(64),
          faction: text(32),
          level: u16,
          state: friendState,
          sinceMs: uint53,
          /** Only of friends. */
          online: bool,
          locationId: optional(text(64)),
          lastSeenMs: optional(uint53),
        }),
        FRIENDS_LISTED,
      ),
    },
  }),
  askFriend: defineRoute('POST /api/friends', {
    ...friends,
    meaning: 'Asks a character to be friends, or agrees when it asked.',
    body,
    reply: { state: friendState },
    errors: ['bad-value', 'not-found', 'conflict', 'limit-reached'],
  }),
  acceptFriend: defineRoute('POST /api/friends/{id}/accept', {
    ...friends,
    meaning: 'Agrees to be friends with a character that asked.',
    params,
    reply: { state: friendState },
    errors: ['not-found', 'limit-reached'],
  }),
  removeFriend: defineRoute('DELETE /api/friends/{id}', {
    ...friends,
    meaning: 'Ends a friendship, takes a request back, or declines one.',
    params,
    errors: ['not-found'],
  }),
  blocks: defineRoute('GET /api/blocks', {
    ...blocks,
    meaning: 'Whom this account blocks, the newest first.',
    reply: { blocks: list(struct({ characterId: text(36), name: text(64), sinceMs: uint53 }), BLOCKS_LISTED) },
  }),
  block: defineRoute('POST /api/blocks', {
    ...blocks,
    meaning: 'Hears nothing any more of whoever plays this character; friendships and invitations between the two end.',
    body,
    errors: ['bad-value', 'not-found', 'limit-reached'],
  }),
  unblock: defineRoute('DELETE /api/blocks/{id}', {
    ...blocks,
    meaning: 'Takes the block of a character back.',
    params,
    errors: ['not-found'],
  }),
  publishKey: defineRoute('PUT /api/keys', {
    ...keys,
    meaning:
      'Publishes the key by which others seal messages for the chosen character: 32 bytes (X25519) of base64url.',
    body: { publicKey: text(64) },
    errors: ['bad-value'],
  }),
  key: defineRoute('GET /api/keys/{id}', {
    ...keys,
    meaning: 'A character’s key. Pin it when it is first seen: whoever runs the server could name another one.',
    params,
    reply: { publicKey: text(64), changedMs: uint53 },
    errors: ['not-found'],
  }),
  report: defineRoute('POST /api/reports', {
    group: 'reports',
    caller: 'character',
    meaning: 'Reports a message, which is copied with what was said before it, or a character: one of the two.',
    body: { messageId: optional(text(36)), characterId: optional(text(36)), reason: text(4096) },
    reply: { reportId: text(36) },
    errors: ['bad-value', 'not-found', 'conflict', 'limit-reached'],
  }),
} as const;
