// A courier over any place that keeps files by name.
//
//   parcels/<key>          what was sent
//   seen/<player>/<key>    empty: that player has it
//
// Names are content hashes, so writers never compete and no store need offer conditional writes.

import type { Courier } from '../courier.ts';
import { CourierError } from '../courier-error.ts';
import { checkedBytes, MAX_PARCEL_BYTES, type Parcel, readKey } from '../parcel.ts';
import type { FileStore } from './file-store.ts';

export interface StoreCourierOptions {
  /** Who reads: what this player sent isn't listed. */
  readonly player: string;
  /** How often a store is looked at while waiting, milliseconds; default 2,000. */
  readonly pollMs?: number;
}

const POLL_MS = 2000;

export class StoreCourier implements Courier {
  readonly reach = 'all';
  readonly #store: FileStore;
  readonly #player: string;
  readonly #pollMs: number;

  constructor(store: FileStore, { player, pollMs = POLL_MS }: StoreCourierOptions) {
    this.#store = store;
    this.#player = player;
    this.#pollMs = pollMs;
  }

  put({ key, bytes }: Parcel): Promise<void> {
    return this.#store.put(`parcels/${key}`, bytes);
  }

  async list(match?: string): Promise<readonly string[]> {
    const folder = match === undefined ? '' : `${match}/`;
    const sent = await this.#keys(`parcels/`, folder);
    const seen = new Set(await this.#keys(`seen/${this.#player}/`, folder));
    return sent.filter((key) => !seen.has(key) && readKey(key)?.player !== this.#player).sort();
  }

  async fetch(key: string): Promise<Uint8Array> {
    if (readKey(key) === undefined) throw new CourierError('missing', `${key} is no parcel's name`);
    const bytes = await this.#store.get(`parcels/${key}`, MAX_PARCEL_BYTES);
    if (bytes === undefined) throw new CourierError('missing', `${key} is not there`);
    return checkedBytes(key, bytes);
  }

  async acknowledge(key: string): Promise<void> {
    await this.#store.put(`seen/${this.#player}/${key}`, new Uint8Array(0));
  }

  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => void setTimeout(resolve, Math.min(timeoutMs, this.#pollMs)));
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #keys(root: string, folder: string): Promise<readonly string[]> {
    const names = await this.#store.list(`${root}${folder}`);
    return names.map((name) => name.slice(root.length)).filter((key) => readKey(key) !== undefined);
  }
}
