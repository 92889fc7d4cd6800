/** What players say to each other. */
import { oneOf, optional, text, uint53 } from '@rubato/schema';
import { defineSocketMessage } from './socket-message.ts';

/** UTF-8 bytes of one chat message; the service counts characters besides. */
export const CHAT_BYTES = 2048;

/** How a message begins that players sealed for each other; the server keeps it as it came. */
export const SEALED_MARK = '~seal1.';

const message = text(CHAT_BYTES);
/** `seq` counts within the channel: what is missing between two is in the history. */
const said = { messageId: text(36), seq: uint53, sentMs: uint53 };
const heard = {
  ...said,
  channel: text(96),
  senderId: text(36),
  senderName: text(64),
  message,
};
const errors = ['bad-value', 'not-allowed', 'banned', 'too-many'] as const;

export const chatMessages = {
  CHAT: defineSocketMessage({
    meaning: 'Says something to everybody (`global`) or to those at the same location (`local`).',
    request: { channel: oneOf('global', 'local'), message },
    reply: said,
    notice: heard,
    errors,
  }),
  WHISPER: defineSocketMessage({
    meaning: 'Says something to one character.',
    request: { recipientId: text(36), message },
    reply: said,
    notice: { ...heard, recipientId: text(36) },
    errors: [...errors, 'not-found'],
  }),
  PARTY_CHAT: defineSocketMessage({
    meaning: 'Says something to the party.',
    request: { message },
    reply: said,
    notice: heard,
    errors: [...errors, 'not-found'],
  }),
  FACTION_CHAT: defineSocketMessage({
    meaning: 'Says something to the faction.',
    request: { message },
    reply: said,
    notice: heard,
    errors,
  }),
  WORLD_ANNOUNCEMENT: defineSocketMessage({
    meaning: 'What the house tells everybody; only its staff can send it.',
    priority: 'HIGH',
    caller: 'account',
    request: { message },
    reply: said,
    notice: { ...said, message, title: optional(text(128)) },
    errors: ['bad-value', 'not-allowed', 'too-many'],
  }),
  CHAT_SLOW: defineSocketMessage({
    meaning: 'A moderator asks everybody to wait so long between two messages of a channel; 0: no more.',
    notice: { channel: text(96), slowMs: uint53 },
  }),
  CHAT_REMOVED: defineSocketMessage({
    meaning: 'A moderator took a message out: it is to be shown no more.',
    priority: 'HIGH',
    notice: { messageId: text(36), channel: text(96), seq: uint53 },
  }),
} as const;
