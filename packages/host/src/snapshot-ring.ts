/** The last snapshots of one view, by tick: what deltas are taken against. */
import { limits } from '@rubato/protocol';
import type { Snapshot } from '@rubato/schema';

export const RING_LENGTH = limits.snapshotsKept;

export class SnapshotRing {
  readonly #snapshots: (Snapshot | undefined)[] = new Array<Snapshot | undefined>(RING_LENGTH).fill(undefined);
  readonly #ticks = new Float64Array(RING_LENGTH).fill(-1);

  /** Keeps what `make` returns for `tick`; `make` may reuse the memory of the snapshot that falls out of the ring. */
  put(tick: number, make: (reuse: Snapshot | undefined) => Snapshot): Snapshot {
    const slot = tick % RING_LENGTH;
    const snapshot = make(this.#snapshots[slot]);
    this.#snapshots[slot] = snapshot;
    this.#ticks[slot] = tick;
    return snapshot;
  }

  /** The snapshot of `tick`, or undefined when it is too old or never was. */
  at(tick: number): Snapshot | undefined {
    const slot = tick % RING_LENGTH;
    return tick > 0 && this.#ticks[slot] === tick ? this.#snapshots[slot] : undefined;
  }

  clear(): void {
    this.#ticks.fill(-1);
  }
}
