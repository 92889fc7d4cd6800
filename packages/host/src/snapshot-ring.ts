/** The last snapshots of one view, by tick: what deltas are taken against. */
import { limits } from '@rubato/protocol';
import type { Snapshot } from '@rubato/schema';

export class SnapshotRing {
  readonly #length: number;
  readonly #snapshots: (Snapshot | undefined)[];
  readonly #ticks: Float64Array;

  /** @param extra snapshots kept beyond those that serve as baselines: what delayed spectators are shown. */
  constructor(extra = 0) {
    this.#length = limits.snapshotsKept + extra;
    this.#snapshots = new Array<Snapshot | undefined>(this.#length).fill(undefined);
    this.#ticks = new Float64Array(this.#length).fill(-1);
  }

  /** Keeps what `make` returns for `tick`; `make` may reuse the memory of the snapshot that falls out of the ring. */
  put(tick: number, make: (reuse: Snapshot | undefined) => Snapshot): Snapshot {
    const slot = tick % this.#length;
    const snapshot = make(this.#snapshots[slot]);
    this.#snapshots[slot] = snapshot;
    this.#ticks[slot] = tick;
    return snapshot;
  }

  /** The snapshot of `tick`, or undefined when it is too old or never was. */
  at(tick: number): Snapshot | undefined {
    const slot = tick % this.#length;
    return tick > 0 && this.#ticks[slot] === tick ? this.#snapshots[slot] : undefined;
  }

  clear(): void {
    this.#ticks.fill(-1);
  }
}
