/** Every message of the services' socket, by its type. */
import { characterMessages } from './character-messages.ts';
import { chatMessages } from './chat-messages.ts';
import { combatMessages } from './combat-messages.ts';
import { matchMessages } from './match-messages.ts';
import { movementMessages } from './movement-messages.ts';
import { notificationMessages } from './notification-messages.ts';
import { partyMessages } from './party-messages.ts';
import { questMessages } from './quest-messages.ts';
import { sessionMessages } from './session-messages.ts';
import { socialMessages } from './social-messages.ts';
import type { NoticeTypes, RequestTypes } from './socket-message.ts';
import { tournamentMessages } from './tournament-messages.ts';
import { tradeMessages } from './trade-messages.ts';
import { turnMessages } from './turn-messages.ts';
import { worldMessages } from './world-messages.ts';

export const socketMessages = {
  ...sessionMessages,
  ...characterMessages,
  ...movementMessages,
  ...chatMessages,
  ...partyMessages,
  ...socialMessages,
  ...combatMessages,
  ...worldMessages,
  ...tradeMessages,
  ...questMessages,
  ...matchMessages,
  ...turnMessages,
  ...tournamentMessages,
  ...notificationMessages,
} as const;

export type SocketMessages = typeof socketMessages;
export type SocketMessageType = keyof SocketMessages;
export type SocketRequestType = RequestTypes<SocketMessages>;
export type SocketNoticeType = NoticeTypes<SocketMessages>;
