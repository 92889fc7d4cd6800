/**
 * The last snapshots of one view, by tick: what deltas are taken against.
 *
 * Only what some viewer may still need is kept. A viewer on a reliable channel needs the snapshot it was sent last, so
 * a room usually lives in two or three snapshots, which stay in the processor's cache, instead of all that fit.
 */
import { limits } from '@rubato/protocol';
import type { Snapshot } from '@rubato/schema';

export class SnapshotRing {
  readonly #length: number;
  readonly #snapshots: (Snapshot | undefined)[];
  readonly #ticks: Float64Array;
  /** Memory of snapshots that nobody needs any more. */
  readonly #spare: Snapshot[] = [];
  #newest = 0;
  /** Older ones have been released. */
  #oldest = 0;
  #needed = Infinity;

  /** @param extra snapshots kept beyond those that serve as baselines: what delayed spectators are shown. */
  constructor(extra = 0) {
    this.#length = limits.snapshotsKept + extra;
    this.#snapshots = new Array<Snapshot | undefined>(this.#length).fill(undefined);
    this.#ticks = new Float64Array(this.#length).fill(-1);
  }

  /** Keeps what `make` returns for `tick`, which grows from call to call; `make` may reuse the memory of a snapshot that is no longer kept. */
  put(tick: number, make: (reuse: Snapshot | undefined) => Snapshot): Snapshot {
    const slot = tick % this.#length;
    const snapshot = make(this.#snapshots[slot] ?? this.#spare.pop());
    this.#snapshots[slot] = snapshot;
    this.#ticks[slot] = tick;
    this.#newest = tick;
    return snapshot;
  }

  /** The snapshot of `tick`, or undefined when it is too old, was released or never was. */
  at(tick: number): Snapshot | undefined {
    // Where turns of several ticks pass over its place, an old one lies there for longer than it counts.
    if (tick <= 0 || tick <= this.#newest - this.#length) return undefined;
    const slot = tick % this.#length;
    return this.#ticks[slot] === tick ? this.#snapshots[slot] : undefined;
  }

  /** Says that a viewer may need `tick` and what is newer; 0 or less: all that fits. */
  need(tick: number): void {
    if (tick < this.#needed) this.#needed = tick;
  }

  /** Releases what nobody has said to need since the last call. */
  release(): void {
    const before = Math.min(this.#needed, this.#newest);
    this.#needed = Infinity;
    for (let tick = Math.max(this.#oldest, this.#newest - this.#length + 1, 0); tick < before; tick++) {
      const slot = tick % this.#length;
      const snapshot = this.#snapshots[slot];
      if (this.#ticks[slot] !== tick || snapshot === undefined) continue;
      this.#spare.push(snapshot);
      this.#snapshots[slot] = undefined;
      this.#ticks[slot] = -1;
    }
    if (before > this.#oldest) this.#oldest = before;
  }

  clear(): void {
    this.#ticks.fill(-1);
  }
}
