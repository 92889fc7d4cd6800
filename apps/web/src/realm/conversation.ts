/** Who reads along: what is locked is sealed for them. */
import type { Channel, Line } from './chat-log.ts';
import type { RealmStore } from './realm-store.ts';
import type { Recipient } from './sealing.ts';

export interface Conversation {
  /** A whisper is a conversation with its other end, party chat one with the party. */
  readonly id: string;
  readonly to: Recipient;
  readonly lines: readonly Line[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
}

/** Undefined where nothing can be sealed: everybody, or nobody yet, is spoken to. */
export function conversationOf(store: RealmStore, channel: Channel, whisperTo: string): Conversation | undefined {
  const chat = store.chat.value;
  if (channel === 'whisper' && whisperTo !== '') {
    const name = store.names.value.get(whisperTo) ?? 'somebody';
    return {
      id: `whisper/${whisperTo}`,
      to: { kind: 'whisper', characterId: whisperTo },
      lines: chat.whisper.filter(({ senderId, recipientId }) => senderId === whisperTo || recipientId === whisperTo),
      people: [{ id: whisperTo, name }],
    };
  }
  const party = store.party.value;
  if (channel !== 'party' || !party) return undefined;
  const others = party.members.filter(({ characterId }) => characterId !== store.me.value?.id);
  return {
    id: `party/${party.id}`,
    to: { kind: 'party', partyId: party.id, memberIds: party.members.map(({ characterId }) => characterId) },
    lines: chat.party,
    people: others.map(({ characterId: id, name }) => ({ id, name })),
  };
}
