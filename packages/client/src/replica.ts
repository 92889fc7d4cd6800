/** The server's state as this client knows it: each snapshot decoded against the one it is a difference to. */
import { unpackPayload } from '@rubato/protocol';
import type { Snapshot as SnapshotMessage } from '@rubato/protocol';
import { BitReader, DecodeError, Store, decodeDelta } from '@rubato/schema';
import type { Layout, Snapshot } from '@rubato/schema';
import { SnapshotHistory } from './snapshot-history.ts';

export class Replica {
  readonly store: Store;
  readonly history = new SnapshotHistory();
  readonly #layout: Layout;
  #tick = 0;
  #hashesChecked = 0;
  #hashesWrong = 0;
  #lost = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.store = new Store(layout);
  }

  /** The newest snapshot's tick: what is acknowledged; 0 before the first. */
  get tick(): number {
    return this.#tick;
  }
  /** Snapshots whose hash the server sent along. */
  get hashesChecked(): number {
    return this.#hashesChecked;
  }
  /** Of these, how many did not agree. */
  get hashesWrong(): number {
    return this.#hashesWrong;
  }
  /** Snapshots that never came, judged by the ticks between. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Takes a snapshot. Answers the new state; undefined when it is older than what is known or its baseline is not here
   * any more (the next one will do); 'resync' when this replica can't go on without a keyframe.
   */
  receive(message: SnapshotMessage): Snapshot | 'resync' | undefined {
    if (message.id <= this.#tick) return undefined;
    const base = message.baseId === undefined ? undefined : this.history.at(message.baseId);
    if (message.baseId !== undefined && base === undefined) return 'resync';
    let snapshot: Snapshot;
    try {
      snapshot = decodeDelta(
        this.#layout,
        base,
        new BitReader(unpackPayload(message)),
        this.history.reusable(message.id),
      );
    } catch (error) {
      if (error instanceof DecodeError) return 'resync';
      throw error;
    }
    if (message.hash !== undefined && !this.#agrees(snapshot, message.hash)) return 'resync';
    if (this.#tick > 0) this.#lost += message.id - this.#tick - 1;
    this.#tick = message.id;
    this.history.put(message.id, snapshot);
    this.store.restore(snapshot);
    return snapshot;
  }

  reset(): void {
    this.history.clear();
    this.#tick = 0;
  }

  #agrees(snapshot: Snapshot, hash: string): boolean {
    this.#hashesChecked++;
    if (snapshot.viewHash() === hash) return true;
    this.#hashesWrong++;
    return false;
  }
}
