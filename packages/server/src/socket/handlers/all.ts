/** The handlers of every area. What a socket itself answers (session messages) is in `socket-session.ts`. */
import { combatMessages, type SocketMessages, type sessionMessages } from '@rubato/protocol';
import type { Characters, Chat, Parties, Trades, World } from '@rubato/services';
import { notYet, type SocketHandlers } from '../socket-handlers.ts';
import { characterSocketHandlers } from './characters.ts';
import { chatSocketHandlers } from './chat.ts';
import { movementSocketHandlers, type MovementParts } from './movement.ts';
import { partySocketHandlers } from './parties.ts';
import { tradeSocketHandlers } from './trade.ts';
import { worldSocketHandlers } from './world.ts';

export interface HandlerParts extends MovementParts {
  readonly chat: Chat;
  readonly parties: Parties;
  readonly characters: Characters;
  readonly trades: Trades;
  readonly world?: World | undefined;
}

/** Every message that clients send, but those about the socket itself. */
export type AreaMessages = Omit<SocketMessages, keyof typeof sessionMessages>;

export function socketHandlers(parts: HandlerParts): SocketHandlers<AreaMessages> {
  const { characters, trades, chat, parties, presence, travel } = parts;
  return {
    ...characterSocketHandlers(characters),
    ...movementSocketHandlers({ presence, travel }),
    ...chatSocketHandlers(chat),
    ...partySocketHandlers(parties),
    ...notYet(combatMessages),
    ...worldSocketHandlers(parts.world),
    ...tradeSocketHandlers(trades),
  };
}
