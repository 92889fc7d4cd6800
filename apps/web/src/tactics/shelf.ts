/** The matches that this browser keeps, as the files that they are. Small facts for the list stand beside the bytes. */
import type { Status } from './status.ts';

export interface Kept {
  readonly id: string;
  readonly title: string;
  readonly turn: number;
  readonly people: readonly string[];
  readonly opponents: readonly string[];
  readonly status: Status;
  /** Milliseconds since 1970. */
  readonly changedMs: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Matches kept; a further one pushes the one out that rested longest. */
export const SHELF_MAX = 40;
const NAME = 'rubato.tactics';
const TABLE = 'matches';

/** Rejects where the browser keeps nothing: the page then plays on and says so. */
export async function keepMatch(match: Kept): Promise<void> {
  const base = await open();
  await answered(base.transaction(TABLE, 'readwrite').objectStore(TABLE).put(match));
  for (const { id } of surplus(await keptIn(base), SHELF_MAX))
    await answered(base.transaction(TABLE, 'readwrite').objectStore(TABLE).delete(id));
  base.close();
}

/** Newest first. */
export async function keptMatches(): Promise<readonly Kept[]> {
  const base = await open();
  const all = await keptIn(base);
  base.close();
  return byChange(all);
}

export async function keptMatch(id: string): Promise<Kept | undefined> {
  const base = await open();
  const found = await answered(base.transaction(TABLE).objectStore(TABLE).get(id));
  base.close();
  return found as Kept | undefined;
}

export async function dropMatch(id: string): Promise<void> {
  const base = await open();
  await answered(base.transaction(TABLE, 'readwrite').objectStore(TABLE).delete(id));
  base.close();
}

export const byChange = <T extends Pick<Kept, 'changedMs'>>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => b.changedMs - a.changedMs);

/** What goes when there are more than `most`. */
export const surplus = <T extends Pick<Kept, 'changedMs'>>(all: readonly T[], most: number): T[] =>
  byChange(all).slice(most);

async function keptIn(base: IDBDatabase): Promise<readonly Kept[]> {
  return (await answered(base.transaction(TABLE).objectStore(TABLE).getAll())) as readonly Kept[];
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'id' });
  return answered(request);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('this browser keeps nothing'));
  });
}
