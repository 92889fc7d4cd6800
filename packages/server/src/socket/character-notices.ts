/** What the sockets of an account are told of its characters, whether a route or a message changed them. */
import type { Caller, Character, Notice } from '@rubato/services';
import type { Told } from './told.ts';

export function characterUpdated({ accountId }: Caller, character: Character): Notice {
  return { to: `account:${accountId}`, type: 'CHARACTER_UPDATE', data: character };
}

/** All sockets of this session play it. */
export function characterSelected({ sessionId }: Caller, character: Character): readonly Told[] {
  return [
    { kind: 'plays', sessionId, characterId: character.id },
    { to: `character:${character.id}`, type: 'CHARACTER_SELECT', data: character },
  ];
}

export function characterDeleted(
  { accountId }: Caller,
  gone: { readonly characterId: string; readonly finalMs: number },
): readonly Told[] {
  const { characterId } = gone;
  return [
    { kind: 'unplayed', characterId },
    { to: `account:${accountId}`, type: 'CHARACTER_DELETE', data: gone },
  ];
}
