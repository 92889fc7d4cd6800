/** The handlers of every area. What a socket itself answers (session messages) is in `socket-session.ts`. */
import {
  chatMessages,
  combatMessages,
  movementMessages,
  partyMessages,
  questMessages,
  worldMessages,
  type SocketMessages,
  type sessionMessages,
} from '@rubato/protocol';
import type { Characters, Trades } from '@rubato/services';
import { notYet, type SocketHandlers } from '../socket-handlers.ts';
import { characterSocketHandlers } from './characters.ts';
import { tradeSocketHandlers } from './trade.ts';

export interface HandlerParts {
  readonly characters: Characters;
  readonly trades: Trades;
}

/** Every message that clients send, but those about the socket itself. */
export type AreaMessages = Omit<SocketMessages, keyof typeof sessionMessages>;

export function socketHandlers({ characters, trades }: HandlerParts): SocketHandlers<AreaMessages> {
  return {
    ...characterSocketHandlers(characters),
    ...notYet(movementMessages),
    ...notYet(chatMessages),
    ...notYet(partyMessages),
    ...notYet(combatMessages),
    ...notYet(worldMessages),
    ...tradeSocketHandlers(trades),
    ...notYet(questMessages),
  };
}
