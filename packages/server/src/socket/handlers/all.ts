/** The handlers of every area. What a socket itself answers (session messages) is in `socket-session.ts`. */
import {
  chatMessages,
  combatMessages,
  movementMessages,
  partyMessages,
  questMessages,
  tradeMessages,
  worldMessages,
  type SocketMessages,
  type sessionMessages,
} from '@rubato/protocol';
import type { Characters } from '@rubato/services';
import { notYet, type SocketHandlers } from '../socket-handlers.ts';
import { characterSocketHandlers } from './characters.ts';

export interface HandlerParts {
  readonly characters: Characters;
}

/** Every message that clients send, but those about the socket itself. */
export type AreaMessages = Omit<SocketMessages, keyof typeof sessionMessages>;

export function socketHandlers({ characters }: HandlerParts): SocketHandlers<AreaMessages> {
  return {
    ...characterSocketHandlers(characters),
    ...notYet(movementMessages),
    ...notYet(chatMessages),
    ...notYet(partyMessages),
    ...notYet(combatMessages),
    ...notYet(worldMessages),
    ...notYet(tradeMessages),
    ...notYet(questMessages),
  };
}
