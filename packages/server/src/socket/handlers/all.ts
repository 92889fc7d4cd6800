/** The handlers of every area. What a socket itself answers (session messages) is in `socket-session.ts`. */
import type { SocketMessages, sessionMessages } from '@rubato/protocol';
import type { Characters, Chat, Parties, Trades, World } from '@rubato/services';
import type { SocketHandlers } from '../socket-handlers.ts';
import { characterSocketHandlers } from './characters.ts';
import { chatSocketHandlers } from './chat.ts';
import { combatSocketHandlers, type CombatParts } from './combat.ts';
import { movementSocketHandlers, type MovementParts } from './movement.ts';
import { partySocketHandlers } from './parties.ts';
import { tradeSocketHandlers } from './trade.ts';
import { worldSocketHandlers } from './world.ts';

export interface HandlerParts extends MovementParts, CombatParts {
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
    ...combatSocketHandlers(parts),
    ...worldSocketHandlers(parts.world),
    ...tradeSocketHandlers(trades),
  };
}
