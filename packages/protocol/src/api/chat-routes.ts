/** What was said; it is said by `CHAT`, `WHISPER`, `PARTY_CHAT` and `FACTION_CHAT` messages. */
import { bool, list, oneOf, optional, struct, text, u16, uint53 } from '@rubato/schema';
import { CHAT_BYTES } from '../socket/chat-messages.ts';
import { defineRoute } from './route.ts';

/** Messages of one page. */
const PAGE = 100;

export const chatRoutes = {
  chatHistory: defineRoute('GET /api/chat/{channel}', {
    group: 'chat',
    caller: 'character',
    meaning:
      'What was said in a channel, the oldest first: the newest messages, those below the sequence `before`, or those above `after`. Whispers are read `with` a character.',
    params: { channel: oneOf('global', 'local', 'party', 'faction', 'whisper', 'world') },
    query: { with: optional(text(36)), before: optional(uint53), after: optional(uint53), limit: optional(u16) },
    reply: {
      messages: list(
        struct({
          messageId: text(36),
          channel: text(96),
          seq: uint53,
          sentMs: uint53,
          /** Absent for the house. */
          senderId: optional(text(36)),
          senderName: text(64),
          title: optional(text(128)),
          /** Empty once a moderator removed it. */
          message: text(CHAT_BYTES),
          removed: bool,
        }),
        PAGE,
      ),
    },
    errors: ['not-found', 'bad-value'],
  }),
} as const;
