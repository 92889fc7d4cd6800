/** Which channels there are, what they are called, and who may speak and read in them. */
import type { Topic } from '../notice.ts';

/** `local` is the location, `world` what the house announces; the others are as they are called. */
export type ChannelKind = 'global' | 'local' | 'party' | 'faction' | 'whisper' | 'world';

/** Kinds in which a character speaks to all who hear its place, party, faction or world. */
export type OpenChannelKind = 'global' | 'local' | 'party' | 'faction';

export type ChatNoticeType = 'CHAT' | 'WHISPER' | 'PARTY_CHAT' | 'FACTION_CHAT' | 'WORLD_ANNOUNCEMENT';

export const NOTICE_TYPES: Readonly<Record<ChannelKind, ChatNoticeType>> = {
  global: 'CHAT',
  local: 'CHAT',
  party: 'PARTY_CHAT',
  faction: 'FACTION_CHAT',
  whisper: 'WHISPER',
  world: 'WORLD_ANNOUNCEMENT',
};

export const GLOBAL = 'global';
export const WORLD = 'world';

/** The same for both who whisper. */
export function whisperChannel(oneId: string, otherId: string): string {
  return oneId < otherId ? `whisper:${oneId}:${otherId}` : `whisper:${otherId}:${oneId}`;
}

/** Whose sockets hear an open channel: all but two are called as their topics. */
export const topicOf = (channel: string): Topic => (channel === GLOBAL ? 'world' : (channel as Topic));
