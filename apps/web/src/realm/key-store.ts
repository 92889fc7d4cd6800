/**
 * What this browser keeps for sealed chat: each character's key pair, which can be used and never be read; whose key was
 * which; and which conversations are locked. In IndexedDB; where a browser refuses that, until the page is closed.
 *
 *   keys/OWN → a pair of CryptoKeys     pin/OWN/OTHER → a public key     lock/OWN/CONVERSATION → whether it is locked
 */
import type { KeyPair } from '@rubato/client';

const DATABASE = 'rubato-sealed-chat';
const STORE = 'kept';

/** As much of a store as is needed; the keys are paths. */
interface Shelf {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  /** All whose key begins so. */
  list(start: string): Promise<readonly (readonly [key: string, value: unknown])[]>;
}

export interface KeyStore {
  /** False: it is forgotten with the page. */
  readonly lasts: boolean;
  keys(own: string): Promise<KeyPair | undefined>;
  keepKeys(own: string, keys: KeyPair): Promise<void>;
  pin(own: string, other: string): Promise<string | undefined>;
  keepPin(own: string, other: string, publicKey: string): Promise<void>;
  locks(own: string): Promise<ReadonlyMap<string, boolean>>;
  keepLock(own: string, conversation: string, locked: boolean): Promise<void>;
}

/** Opens the browser's store. */
export async function openKeyStore(): Promise<KeyStore> {
  try {
    return keyStore(await openShelf(), true);
  } catch {
    return keyStore(memoryShelf(), false);
  }
}

export function keyStore(shelf: Shelf, lasts: boolean): KeyStore {
  return {
    lasts,
    keys: async (own) => (await shelf.get(`keys/${own}`)) as KeyPair | undefined,
    keepKeys: (own, { privateKey, publicKey }) => shelf.set(`keys/${own}`, { privateKey, publicKey }),
    pin: async (own, other) => (await shelf.get(`pin/${own}/${other}`)) as string | undefined,
    keepPin: (own, other, publicKey) => shelf.set(`pin/${own}/${other}`, publicKey),
    async locks(own) {
      const start = `lock/${own}/`;
      const kept = await shelf.list(start);
      return new Map(kept.map(([key, locked]) => [key.slice(start.length), locked === true]));
    },
    keepLock: (own, conversation, locked) => shelf.set(`lock/${own}/${conversation}`, locked),
  };
}

export function memoryShelf(): Shelf {
  const kept = new Map<string, unknown>();
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    list: async (start) => [...kept].filter(([key]) => key.startsWith(start)),
  };
}

async function openShelf(): Promise<Shelf> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE);
  const database = await answerTo(opening);
  // A page of a newer version must not wait for this one.
  database.onversionchange = () => database.close();
  const store = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    get: async (key) => answerTo(store('readonly').get(key)),
    set: async (key, value) => void (await answerTo(store('readwrite').put(value, key))),
    async list(start) {
      const range = IDBKeyRange.bound(start, `${start}\uffff`);
      const from = store('readonly');
      const [keys, values] = await Promise.all([answerTo(from.getAllKeys(range)), answerTo(from.getAll(range))]);
      return keys.map((key, at) => [String(key), values[at]] as const);
    },
  };
}

function answerTo<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser’s store failed'));
  });
}
