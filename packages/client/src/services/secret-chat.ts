/**
 * Whispers and party chat that only players can read. The server keeps public keys and sealed texts; that it hands out the
 * right keys is what players check themselves: a key is pinned when it is first seen, a changed one is refused until
 * somebody says that it is right, and both ends can compare words.
 */
import { CHAT_BYTES, SEALED_MARK } from '@rubato/protocol';
import { sha256, utf8Encode } from '@rubato/schema';
import { KEY_WORDS } from './key-words.ts';
import {
  exportedKey,
  isForSeveral,
  newKeyPair,
  openForOne,
  openForSeveral,
  pairKey,
  sealForOne,
  sealForSeveral,
  type KeyPair,
  type Reader,
} from './sealed-box.ts';

/** Where public keys are published: the server. */
export interface KeyDirectory {
  publish(publicKey: string): Promise<void>;
  /** Undefined for a character that has published none. */
  find(characterId: string): Promise<string | undefined>;
}

/** Where this player keeps whose key was which; it must outlive the page. */
export interface KeyPins {
  get(characterId: string): Promise<string | undefined>;
  set(characterId: string, publicKey: string): Promise<void>;
}

export interface SecretChatOptions {
  readonly characterId: string;
  readonly directory: KeyDirectory;
  readonly pins: KeyPins;
  /** From last time; without one there are new keys, and others are told that they changed. */
  readonly keys?: KeyPair;
}

/** The server names another key than last time: a new device of theirs, or somebody in between. */
export class KeyChanged extends Error {
  override readonly name = 'KeyChanged';
  readonly characterId: string;
  readonly offered: string;

  constructor(characterId: string, offered: string) {
    super('the key of this character has changed: compare words with them, then trust the new one');
    this.characterId = characterId;
    this.offered = offered;
  }
}

/** This character has no key: it can't read what is sealed. */
export class NoKey extends Error {
  override readonly name = 'NoKey';
}

/** Words to compare: 80 bits. */
const WORDS_COMPARED = 10;

/** A sealed message with everything in it must fit what the server takes. */
export class SealTooLong extends Error {
  override readonly name = 'SealTooLong';
}

export class SecretChat {
  readonly #options: SecretChatOptions;
  readonly keys: KeyPair;
  readonly publicKey: string;
  readonly #pairKeys = new Map<string, Promise<CryptoKey>>();

  private constructor(options: SecretChatOptions, keys: KeyPair, publicKey: string) {
    this.#options = options;
    this.keys = keys;
    this.publicKey = publicKey;
  }

  /** Publishes this player's key. */
  static async create(options: SecretChatOptions): Promise<SecretChat> {
    const keys = options.keys ?? (await newKeyPair());
    const publicKey = await exportedKey(keys);
    await options.directory.publish(publicKey);
    return new SecretChat(options, keys, publicKey);
  }

  /** What to whisper instead of the text; throws KeyChanged, NoKey or SealTooLong. */
  async sealWhisper(peerId: string, text: string): Promise<string> {
    const { key } = await this.#reader(peerId);
    return fitting(await sealForOne(key, text, aboutWhisper(this.#options.characterId, peerId)));
  }

  /** What to say to the party instead of the text: for its members of now, oneself included. Throws as `sealWhisper`. */
  async sealParty(partyId: string, memberIds: readonly string[], text: string): Promise<string> {
    const { characterId } = this.#options;
    const all = new Set([...memberIds, characterId]);
    const readers = await Promise.all(Array.from(all, (id) => this.#reader(id)));
    return fitting(await sealForSeveral(readers, text, aboutParty(partyId, characterId)));
  }

  /** Throws KeyChanged, NoKey or SealBroken; undefined for what isn't sealed. */
  async openWhisper(from: { readonly senderId: string; readonly recipientId: string }, message: string) {
    if (!message.startsWith(SEALED_MARK)) return undefined;
    const { senderId, recipientId } = from;
    const peerId = senderId === this.#options.characterId ? recipientId : senderId;
    const { key } = await this.#reader(peerId);
    return openForOne(key, message, aboutWhisper(senderId, recipientId));
  }

  /** As `openWhisper`. */
  async openParty(from: { readonly partyId: string; readonly senderId: string }, message: string) {
    if (!isForSeveral(message)) return undefined;
    const { key } = await this.#reader(from.senderId);
    const own = { publicKey: this.publicKey, key };
    return openForSeveral(own, message, aboutParty(from.partyId, from.senderId));
  }

  /** The same on both ends unless somebody is in between: read them to each other over another way. */
  async words(peerId: string): Promise<readonly string[]> {
    const { publicKey } = await this.#reader(peerId);
    return wordsOf(this.publicKey, publicKey);
  }

  /** As `words`, of a key that was refused with KeyChanged. */
  changedWords({ offered }: KeyChanged): readonly string[] {
    return wordsOf(this.publicKey, offered);
  }

  /** From now on this is the character's key. */
  async trust({ characterId, offered }: Pick<KeyChanged, 'characterId' | 'offered'>): Promise<void> {
    await this.#options.pins.set(characterId, offered);
  }

  async #reader(characterId: string): Promise<Reader> {
    const publicKey = await this.#keyOf(characterId);
    const known = this.#pairKeys.get(publicKey);
    const key = known ?? pairKey(this.keys, this.publicKey, publicKey);
    // What failed must not be remembered.
    if (!known) this.#pairKeys.set(publicKey, key);
    if (!known) key.catch(() => this.#pairKeys.delete(publicKey));
    return { publicKey, key: await key };
  }

  async #keyOf(characterId: string): Promise<string> {
    if (characterId === this.#options.characterId) return this.publicKey;
    const { directory, pins } = this.#options;
    const [pinned, offered] = await Promise.all([pins.get(characterId), directory.find(characterId)]);
    if (offered === undefined) throw new NoKey('this character can’t read sealed messages');
    if (pinned === undefined) await pins.set(characterId, offered);
    else if (pinned !== offered) throw new KeyChanged(characterId, offered);
    return offered;
  }
}

function wordsOf(oneKey: string, otherKey: string): readonly string[] {
  const digest = sha256(utf8Encode(`rubato words 1 ${[oneKey, otherKey].sort().join(' ')}`));
  return Array.from(digest.subarray(0, WORDS_COMPARED), (byte) => KEY_WORDS[byte]!);
}

const aboutWhisper = (senderId: string, recipientId: string): string => `whisper ${senderId} ${recipientId}`;
const aboutParty = (partyId: string, senderId: string): string => `party ${partyId} ${senderId}`;

function fitting(sealed: string): string {
  if (sealed.length <= CHAT_BYTES) return sealed;
  throw new SealTooLong(`sealed, this has ${sealed.length} of at most ${CHAT_BYTES} characters: say less`);
}
