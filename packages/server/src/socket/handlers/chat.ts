/** CHAT, WHISPER, PARTY_CHAT, FACTION_CHAT and WORLD_ANNOUNCEMENT. */
import type { chatMessages } from '@rubato/protocol';
import type { Chat, Speaker } from '@rubato/services';
import { addressGroup } from '../../websocket/peer-address.ts';
import type { PlayingCaller, SocketHandlers } from '../socket-handlers.ts';

export function chatSocketHandlers(chat: Chat): SocketHandlers<typeof chatMessages> {
  return {
    CHAT: (caller, { channel, message }) => chat.say(speaker(caller), channel, message),
    WHISPER: (caller, { recipientId, message }) => chat.whisper(speaker(caller), recipientId, message),
    PARTY_CHAT: (caller, { message }) => chat.say(speaker(caller), 'party', message),
    FACTION_CHAT: (caller, { message }) => chat.say(speaker(caller), 'faction', message),
    WORLD_ANNOUNCEMENT: (caller, { message }) => chat.announce(caller, message),
  };
}

function speaker({ accountId, characterId, address }: PlayingCaller): Speaker {
  return { accountId, characterId, address: addressGroup(address) };
}
