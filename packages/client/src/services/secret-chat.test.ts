import { describe, expect, it } from 'vitest';
import { CHAT_BYTES } from '@rubato/protocol';
import { base64url, fromBase64url } from '@rubato/schema';
import { KEY_WORDS } from './key-words.ts';
import { SealBroken } from './sealed-box.ts';
import { KeyChanged, NoKey, SealTooLong, SecretChat, type KeyDirectory } from './secret-chat.ts';

/** What the server keeps: whatever it is told. */
class Directory {
  readonly keys = new Map<string, string>();

  for(characterId: string): KeyDirectory {
    return {
      publish: async (key) => void this.keys.set(characterId, key),
      find: async (id) => this.keys.get(id),
    };
  }
}

async function world(...names: readonly string[]) {
  const directory = new Directory();
  const pinsOf = new Map(names.map((name) => [name, new Map<string, string>()]));
  const start = (characterId: string, more = {}) => {
    const kept = pinsOf.get(characterId)!;
    const pins = {
      get: async (id: string) => kept.get(id),
      set: async (id: string, key: string) => void kept.set(id, key),
    };
    return SecretChat.create({ characterId, directory: directory.for(characterId), pins, ...more });
  };
  const chats = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await start(name)] as const)));
  return { directory, start, chats: chats as Readonly<Record<string, SecretChat>> };
}

const annToBob = { senderId: 'ann', recipientId: 'bob' };
/** The same text with one byte changed, part by part. */
function* damaged(sealed: string): Generator<string> {
  const [mark, kind, ...parts] = sealed.split('.') as [string, string, ...string[]];
  for (const [at, part] of parts.entries()) {
    const bytes = fromBase64url(part);
    for (let i = 0; i < bytes.length; i += 3) {
      const changed = bytes.slice();
      changed[i]! ^= 1;
      yield [mark, kind, ...parts.with(at, base64url(changed))].join('.');
    }
  }
}

describe('a sealed whisper', () => {
  it('is read by both ends, and by nobody else', async () => {
    const { chats } = await world('ann', 'bob', 'eve');
    const sealed = await chats['ann']!.sealWhisper('bob', 'meet at the old mill 🌒');
    expect(sealed).toMatch(/^~seal1\.w\.[\w-]+$/);
    expect(await chats['bob']!.openWhisper(annToBob, sealed)).toBe('meet at the old mill 🌒');
    expect(await chats['ann']!.openWhisper(annToBob, sealed)).toBe('meet at the old mill 🌒');
    await expect(chats['eve']!.openWhisper({ ...annToBob, recipientId: 'eve' }, sealed)).rejects.toThrow(SealBroken);
    // Nor is it given out as somebody else's, or as said the other way round.
    await expect(chats['bob']!.openWhisper({ ...annToBob, senderId: 'eve' }, sealed)).rejects.toThrow(SealBroken);
    await expect(chats['ann']!.openWhisper({ senderId: 'bob', recipientId: 'ann' }, sealed)).rejects.toThrow(
      SealBroken,
    );
    expect(await chats['ann']!.sealWhisper('bob', 'meet at the old mill 🌒')).not.toBe(sealed);
    expect(await chats['bob']!.openWhisper(annToBob, 'just words')).toBeUndefined();
  });

  it('is broken by any change', async () => {
    const { chats } = await world('ann', 'bob');
    const sealed = await chats['ann']!.sealWhisper('bob', 'yes');
    for (const one of [...damaged(sealed), `${sealed}A`, '~seal1.w.', '~seal1.w.!', '~seal1.x.AA', '~seal1.'])
      await expect(chats['bob']!.openWhisper(annToBob, one), one).rejects.toThrow(SealBroken);
  });

  it('fits what the server takes, or is refused', async () => {
    const { chats } = await world('ann', 'bob');
    expect((await chats['ann']!.sealWhisper('bob', 'x'.repeat(1500))).length).toBeLessThanOrEqual(CHAT_BYTES);
    await expect(chats['ann']!.sealWhisper('bob', 'x'.repeat(1520))).rejects.toThrow(SealTooLong);
  });
});

describe('a sealed word to the party', () => {
  const from = { partyId: 'p', senderId: 'ann' };

  it('is read by its members, and by nobody else', async () => {
    const { chats } = await world('ann', 'bob', 'cem', 'eve');
    const sealed = await chats['ann']!.sealParty('p', ['ann', 'bob', 'cem'], 'attack at dawn');
    for (const name of ['ann', 'bob', 'cem']) expect(await chats[name]!.openParty(from, sealed)).toBe('attack at dawn');
    await expect(chats['eve']!.openParty(from, sealed)).rejects.toThrow('sealed for others');
    for (const other of [
      { ...from, partyId: 'q' },
      { ...from, senderId: 'cem' },
    ])
      await expect(chats['bob']!.openParty(other, sealed)).rejects.toThrow(SealBroken);
    expect(await chats['bob']!.openParty(from, 'just words')).toBeUndefined();
  });

  it('is broken by any change that concerns its reader', async () => {
    const { chats } = await world('ann', 'bob');
    const sealed = await chats['ann']!.sealParty('p', ['bob'], 'yes');
    const outcomes = new Set<string>();
    for (const one of damaged(sealed))
      outcomes.add(await chats['bob']!.openParty(from, one).then(String, (error: unknown) => (error as Error).name));
    // A change in another reader's part is none of bob's.
    expect(outcomes).toEqual(new Set(['SealBroken', 'yes']));
  });

  it('can’t be given another text by one of its readers', async () => {
    const { chats } = await world('ann', 'bob', 'cem');
    const one = await chats['ann']!.sealParty('p', ['bob', 'cem'], 'attack');
    const other = await chats['ann']!.sealParty('p', ['bob', 'cem'], 'retreat');
    const mixed = [...one.split('.').slice(0, 3), other.split('.')[3]].join('.');
    await expect(chats['bob']!.openParty(from, mixed)).rejects.toThrow(SealBroken);
  });

  it('has room for sixteen', async () => {
    const names = Array.from({ length: 16 }, (_, at) => `hero${at}`);
    const { chats } = await world(...names);
    const sealed = await chats['hero0']!.sealParty('p', names, 'x'.repeat(350));
    expect(await chats['hero15']!.openParty({ partyId: 'p', senderId: 'hero0' }, sealed)).toBe('x'.repeat(350));
    await expect(chats['hero0']!.sealParty('p', names, 'x'.repeat(600))).rejects.toThrow(SealTooLong);
  });
});

describe('a key', () => {
  it('is pinned when it is first seen; a changed one is refused until it is trusted', async () => {
    const { chats, start } = await world('ann', 'bob');
    const ann = chats['ann']!;
    await ann.sealWhisper('bob', 'hello');
    const again = await start('bob');
    const refused = await ann.sealWhisper('bob', 'are you still you?').catch((error: unknown) => error as KeyChanged);
    expect(refused).toBeInstanceOf(KeyChanged);
    await expect(ann.sealParty('p', ['bob'], 'hello')).rejects.toThrow(KeyChanged);
    const fromNew = await again.sealWhisper('ann', 'it is me');
    const bobToAnn = { senderId: 'bob', recipientId: 'ann' };
    await expect(ann.openWhisper(bobToAnn, fromNew)).rejects.toThrow(KeyChanged);
    expect(ann.changedWords(refused as KeyChanged)).toEqual(await again.words('ann'));
    await ann.trust(refused as KeyChanged);
    expect(await ann.openWhisper(bobToAnn, fromNew)).toBe('it is me');
    expect(await again.openWhisper(annToBob, await ann.sealWhisper('bob', 'welcome'))).toBe('welcome');
  });

  it('stays the same when its pair was kept', async () => {
    const { chats, start } = await world('ann', 'bob');
    const sealed = await chats['ann']!.sealWhisper('bob', 'hello');
    const again = await start('bob', { keys: chats['bob']!.keys });
    expect(await again.openWhisper(annToBob, sealed)).toBe('hello');
    expect(again.keys.privateKey.extractable).toBe(false);
  });

  it('shows as the same words at both ends, unless somebody is in between', async () => {
    const { chats, directory, start } = await world('ann', 'bob', 'eve');
    const words = await chats['ann']!.words('bob');
    expect(words).toHaveLength(10);
    expect(await chats['bob']!.words('ann')).toEqual(words);
    expect(await chats['ann']!.words('eve')).not.toEqual(words);
    // The server gives fay eve's key as bob's.
    const fresh = await world('fay');
    fresh.directory.keys.set('bob', chats['eve']!.publicKey);
    directory.keys.set('fay', fresh.chats['fay']!.publicKey);
    expect(await fresh.chats['fay']!.words('bob')).not.toEqual(await (await start('bob')).words('fay'));
  });

  it('is what others need, and nothing else', async () => {
    const { chats, directory } = await world('ann', 'bob', 'eve');
    await expect(chats['ann']!.sealWhisper('nobody', 'hello')).rejects.toThrow(NoKey);
    for (const wrong of ['', 'AAAA', '!', 'A'.repeat(44)]) {
      const fresh = await world('ann');
      fresh.directory.keys.set('eve', wrong);
      await expect(fresh.chats['ann']!.sealWhisper('eve', 'hello'), wrong).rejects.toThrow(SealBroken);
    }
    // The point at infinity, with which everybody would share the same secret.
    directory.keys.set('bob', base64url(new Uint8Array(32)));
    await expect(chats['ann']!.sealWhisper('bob', 'hello')).rejects.toThrow(SealBroken);
  });
});

it('has a word of its own for each byte', () => {
  expect(new Set(KEY_WORDS).size).toBe(256);
  expect(KEY_WORDS).toHaveLength(256);
});
