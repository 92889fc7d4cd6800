/** The last snapshots of a match by tick: baselines for deltas, and the pair that the screen interpolates between. */
import { limits } from '@rubato/protocol';
import type { Snapshot } from '@rubato/schema';

const LENGTH = limits.snapshotsKept;

export class SnapshotHistory {
  readonly #snapshots: (Snapshot | undefined)[] = new Array<Snapshot | undefined>(LENGTH).fill(undefined);
  readonly #ticks = new Float64Array(LENGTH).fill(-1);
  #newest = 0;

  /** The newest tick kept; 0 none. */
  get newestTick(): number {
    return this.#newest;
  }

  at(tick: number): Snapshot | undefined {
    const slot = tick % LENGTH;
    return tick > 0 && this.#ticks[slot] === tick ? this.#snapshots[slot] : undefined;
  }

  /** Memory that the snapshot of `tick` may be written into. */
  reusable(tick: number): Snapshot | undefined {
    const slot = tick % LENGTH;
    this.#ticks[slot] = -1;
    return this.#snapshots[slot];
  }

  put(tick: number, snapshot: Snapshot): void {
    const slot = tick % LENGTH;
    this.#snapshots[slot] = snapshot;
    this.#ticks[slot] = tick;
    if (tick > this.#newest) this.#newest = tick;
  }

  /** The newest tick kept that is at most `tick`; 0 none. */
  floor(tick: number): number {
    for (let at = Math.min(Math.floor(tick), this.#newest); at > this.#newest - LENGTH && at > 0; at--) {
      if (this.#ticks[at % LENGTH] === at) return at;
    }
    return 0;
  }

  /** The oldest tick kept that is above `tick`; 0 none. */
  above(tick: number): number {
    for (let at = Math.max(1, Math.floor(tick) + 1, this.#newest - LENGTH + 1); at <= this.#newest; at++) {
      if (this.#ticks[at % LENGTH] === at) return at;
    }
    return 0;
  }

  clear(): void {
    this.#ticks.fill(-1);
    this.#newest = 0;
  }
}
