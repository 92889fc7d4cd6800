/**
 * Sealed whispers and party chat of one character in this browser.
 *
 *   starting → ready       this browser has the character's key, and the server names it
 *            → elsewhere   the server names the key of another browser; whoever says so moves it here
 *            → off         no cryptography, or no answer
 *
 * A conversation is locked when somebody locked it, or when the last thing said in it was sealed and nobody unlocked it.
 */
import { batch, signal } from '@preact/signals';
import { ApiError, KeyChanged, NoKey, SealBroken, SealTooLong, SecretChat, type KeyDirectory } from '@rubato/client';
import { SEALED_MARK } from '@rubato/protocol';
import { api, wordsFor } from '../account/account.ts';
import { LINES_KEPT, type Channel, type Line } from './chat-log.ts';
import { openKeyStore, type KeyStore } from './key-store.ts';

/** A key that the server named is not asked for again so soon. */
const KEY_FRESH_MS = 10_000;
/** Between two times that keys are asked for anew as something could not be opened: a page of old messages asks once. */
const FORGET_MS = 2000;

/** As many as the log keeps of whispers and of party chat. */
const OPENED_KEPT = 2 * LINES_KEPT;

export type SealState =
  | { readonly state: 'starting' | 'elsewhere' }
  | { readonly state: 'ready'; readonly chat: SecretChat; readonly lasts: boolean }
  | { readonly state: 'off'; readonly why: string };

export type Opened =
  | { readonly state: 'read'; readonly text: string }
  /** `changed`: whose key is another than before. */
  | { readonly state: 'shut'; readonly why: string; readonly changed?: KeyChanged | undefined };

export const isSealed = (message: string): boolean => message.startsWith(SEALED_MARK);

class HeldElsewhere extends Error {}

export class Sealing {
  readonly state = signal<SealState>({ state: 'starting' });
  /** By the message's id. */
  readonly opened = signal<ReadonlyMap<string, Opened>>(new Map());
  readonly locks = signal<ReadonlyMap<string, boolean>>(new Map());
  /** A key that was refused, about which somebody is to be asked now. */
  readonly changed = signal<KeyChanged>();
  readonly #openStore: () => Promise<KeyStore>;
  readonly #server: KeyDirectory;
  #opened: Promise<KeyStore> | undefined;
  readonly #opening = new Set<string>();
  #find: Finder;
  #own = '';
  #started: Promise<void> = Promise.resolve();

  constructor(openStore: () => Promise<KeyStore> = openKeyStore, server: KeyDirectory = { find: keyOf, publish }) {
    this.#openStore = openStore;
    this.#server = server;
    this.#find = fewer(server.find);
  }

  forget(): void {
    this.#own = '';
    this.#opening.clear();
    batch(() => {
      this.state.value = { state: 'starting' };
      this.opened.value = new Map();
      this.locks.value = new Map();
      this.changed.value = undefined;
    });
  }

  /** @param fresh the character was made a moment ago, so that it has no key yet */
  start(characterId: string, fresh: boolean): Promise<void> {
    if (this.#own === characterId && this.state.peek().state === 'ready') return this.#started;
    this.#own = characterId;
    this.#started = this.#start(characterId, { fresh, move: false });
    return this.#started;
  }

  /** From now on this browser seals and reads for the character; the other one no longer can. */
  moveHere(): Promise<void> {
    this.#started = this.#start(this.#own, { fresh: false, move: true });
    return this.#started;
  }

  async #start(own: string, { fresh, move }: { readonly fresh: boolean; readonly move: boolean }): Promise<void> {
    const next = await this.#begun(own, fresh, move).catch((error: unknown): SealState => {
      if (error instanceof HeldElsewhere) return { state: 'elsewhere' };
      return { state: 'off', why: sealWords(error) };
    });
    if (own !== this.#own) return;
    batch(() => {
      this.state.value = next;
      // What could not be read before may be now.
      this.opened.value = new Map([...this.opened.peek()].filter(([, { state }]) => state === 'read'));
    });
  }

  async #begun(own: string, fresh: boolean, move: boolean): Promise<SealState> {
    const store = await this.#store();
    const [keys, locks] = await Promise.all([store.keys(own), store.locks(own)]);
    if (own === this.#own) this.locks.value = new Map([...locks, ...this.locks.peek()]);
    const published = fresh ? undefined : await this.#server.find(own);
    this.#find = fewer(this.#server.find);
    const directory: KeyDirectory = {
      publish: async (publicKey) => {
        if (publicKey === published) return;
        if (published !== undefined && !move) throw new HeldElsewhere();
        await this.#server.publish(publicKey);
      },
      find: this.#find.find,
    };
    const pins = {
      get: (other: string) => store.pin(own, other),
      set: (other: string, publicKey: string) => store.keepPin(own, other, publicKey),
    };
    const chat = await SecretChat.create({ characterId: own, directory, pins, ...(keys && { keys }) });
    if (!keys) await store.keepKeys(own, chat.keys);
    return { state: 'ready', chat, lasts: store.lasts };
  }

  /** Resolves once it is known which conversations are locked. */
  settled(): Promise<void> {
    return this.#started;
  }

  isLocked(conversation: string, lines: readonly Line[]): boolean {
    return this.locks.value.get(conversation) ?? isSealed(lines.at(-1)?.message ?? '');
  }

  lock(conversation: string, locked: boolean): void {
    this.locks.value = new Map(this.locks.peek()).set(conversation, locked);
    const own = this.#own;
    void this.#store().then((store) => store.keepLock(own, conversation, locked));
  }

  /** Throws what `sealWords` has words for. */
  async seal(to: Recipient, text: string): Promise<string> {
    const chat = this.#chat();
    const own = this.#own;
    if ((await this.#find.find(own)) !== chat.publicKey && own === this.#own) {
      this.state.value = { state: 'elsewhere' };
      throw new SealBroken('not sent: another browser holds the key now');
    }
    return to.kind === 'whisper'
      ? chat.sealWhisper(to.characterId, text)
      : chat.sealParty(to.partyId, to.memberIds, text);
  }

  /** Opens what came sealed, each message once; a party's needs the party's id. */
  open(lines: Readonly<Record<Channel, readonly Line[]>>, partyId: string | undefined): void {
    const { state } = this.state.value;
    if (state === 'starting') return;
    for (const line of [...lines.whisper, ...(partyId === undefined ? [] : lines.party)]) {
      if (!isSealed(line.message) || this.#opening.has(line.messageId)) continue;
      if (this.opened.value.has(line.messageId)) continue;
      this.#opening.add(line.messageId);
      void this.#open(line, partyId);
    }
  }

  async #open(line: Line, partyId: string | undefined): Promise<void> {
    const own = this.#own;
    const opened = await this.#text(line, partyId).then(
      (text): Opened => ({ state: 'read', text }),
      (error: unknown): Opened => {
        const changed = error instanceof KeyChanged ? error : undefined;
        return { state: 'shut', why: openWords(error), changed };
      },
    );
    if (own !== this.#own) return;
    this.#opening.delete(line.messageId);
    const before = [...this.opened.peek()].slice(1 - OPENED_KEPT);
    this.opened.value = new Map([...before, [line.messageId, opened]]);
  }

  async #text(line: Line, partyId: string | undefined): Promise<string> {
    try {
      return await this.#read(line, partyId);
    } catch (error) {
      if (!(error instanceof SealBroken) || !this.#find.forget()) throw error;
      // Sealed by a key that is younger than what was asked last, perhaps.
      return this.#read(line, partyId);
    }
  }

  async #read({ message, senderId, recipientId }: Line, partyId: string | undefined): Promise<string> {
    const chat = this.#chat();
    if (senderId === undefined) throw new SealBroken('nobody said who sealed it');
    const text =
      recipientId !== undefined
        ? await chat.openWhisper({ senderId, recipientId }, message)
        : await chat.openParty({ partyId: partyId ?? '', senderId }, message);
    if (text === undefined) throw new SealBroken('it is sealed in a way that this page does not know');
    return text;
  }

  /** Throws KeyChanged, NoKey or ApiError. */
  words(characterId: string): Promise<readonly string[]> {
    return this.#chat().words(characterId);
  }

  /** Of a key that was refused. */
  changedWords(changed: KeyChanged): readonly string[] {
    return this.#chat().changedWords(changed);
  }

  /** From now on that is the character's key; what came sealed by it is tried again. */
  async trust(changed: KeyChanged): Promise<void> {
    await this.#chat().trust(changed);
    this.changed.value = undefined;
    const of = (opened: Opened) => opened.state === 'shut' && opened.changed?.characterId === changed.characterId;
    this.opened.value = new Map([...this.opened.peek()].filter(([, opened]) => !of(opened)));
  }

  #store(): Promise<KeyStore> {
    return (this.#opened ??= this.#openStore());
  }

  #chat(): SecretChat {
    const now = this.state.peek();
    if (now.state === 'ready') return now.chat;
    throw new SealBroken(now.state === 'off' ? now.why : 'this browser does not have this character’s key');
  }
}

export type Recipient =
  | { readonly kind: 'whisper'; readonly characterId: string }
  | { readonly kind: 'party'; readonly partyId: string; readonly memberIds: readonly string[] };

async function publish(publicKey: string): Promise<void> {
  await api.publishKey({ publicKey });
}

async function keyOf(characterId: string): Promise<string | undefined> {
  try {
    return (await api.key({ id: characterId })).publicKey;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return undefined;
    throw error;
  }
}

interface Finder {
  readonly find: (id: string) => Promise<string | undefined>;
  /** What is wanted next is asked for anew; false when nothing was asked since the last time. */
  forget(): boolean;
}

/** Asks once for what is wanted several times within moments; what failed is asked for again. */
function fewer(find: Finder['find']): Finder {
  const asked = new Map<string, { readonly answer: Promise<string | undefined>; readonly atMs: number }>();
  let forgotMs = -FORGET_MS;
  return {
    find: (id) => {
      const before = asked.get(id);
      if (before && performance.now() - before.atMs < KEY_FRESH_MS) return before.answer;
      const answer = find(id);
      asked.set(id, { answer, atMs: performance.now() });
      answer.catch(() => asked.delete(id));
      return answer;
    },
    forget() {
      if (performance.now() - forgotMs < FORGET_MS || asked.size === 0) return false;
      forgotMs = performance.now();
      asked.clear();
      return true;
    },
  };
}

/** Why something could not be sealed. */
export function sealWords(error: unknown): string {
  if (error instanceof NoKey) return 'Not sent: they have no key yet. It comes when they next enter the realm.';
  if (error instanceof SealTooLong) return 'Not sent: sealed it is too long. Say it in two messages.';
  if (error instanceof KeyChanged) return 'Not sent: their key has changed.';
  if (error instanceof SealBroken) return `${error.message[0]?.toUpperCase()}${error.message.slice(1)}.`;
  return wordsFor(error);
}

/** Why something can't be read. */
function openWords(error: unknown): string {
  if (error instanceof KeyChanged) return 'Sealed by another key than before.';
  if (error instanceof NoKey) return 'Sealed by somebody who has no key any more.';
  if (error instanceof SealBroken) return 'Sealed for another browser, or by a key that is no longer used.';
  return `Can’t be read now: ${wordsFor(error)}`;
}
