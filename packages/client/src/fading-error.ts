/**
 * What the screen still has to forget of corrections: the prediction jumps to the truth at once, the picture follows.
 *
 * A correction adds the difference between what was shown and what is true; it halves every 200 ms. One beyond an
 * eighth of the field's range is a teleport (a respawn, say) and is shown as one.
 */
import type { Columns, Snapshot } from '@rubato/schema';
import { difference, moved } from './blend.ts';
import { isMine } from './own-rows.ts';
import type { OwnedTable, SmoothLane } from './own-rows.ts';

export const HALF_LIFE_MS = 200;

/** Share of a field's range beyond which an error is not smoothed. */
const SNAP_SHARE = 1 / 8;

/** Errors below half a raw step are gone. */
const GONE = 0.5;

export class FadingError {
  /** By table × slot × lane. */
  readonly #offsets = new Map<number, number>();
  readonly #owned: readonly OwnedTable[];
  #atMs = 0;

  constructor(owned: readonly OwnedTable[]) {
    this.#owned = owned;
  }

  /** Raw steps of the largest error left. */
  get largest(): number {
    let most = 0;
    for (const offset of this.#offsets.values()) most = Math.max(most, Math.abs(offset));
    return most;
  }

  /** Remembers the jump of the seat's own rows from `shown` to `truth`, both of the same tick. */
  corrected(seat: number, shown: Snapshot, truth: Snapshot): void {
    for (const owned of this.#owned) {
      const before = shown.tables[owned.table]!;
      const after = truth.tables[owned.table]!;
      for (let slot = 0; slot < after.used; slot++) {
        if (!isMine(after, slot, owned.ownerLane, seat) || before.ids[slot] !== after.ids[slot]) continue;
        for (const lane of owned.smooth) this.#add(owned, slot, lane, before, after);
      }
    }
  }

  /** Moves the seat's own rows in `shown` by what is left of their errors. */
  apply(shown: Snapshot, nowMs: number): void {
    // Also while there is nothing to fade: an error fades from the picture that came before it.
    this.#fade(nowMs);
    if (this.#offsets.size === 0) return;
    for (const owned of this.#owned) {
      const columns = shown.tables[owned.table]!;
      for (let slot = 0; slot < columns.used; slot++) {
        if (columns.ids[slot] === 0) continue;
        for (const lane of owned.smooth) {
          const offset = this.#offsets.get(key(owned.table, slot, lane.lane));
          if (offset === undefined) continue;
          const values = columns.lanes[lane.lane]!;
          values[slot] = moved(lane, values[slot]!, offset);
        }
      }
    }
  }

  clear(): void {
    this.#offsets.clear();
  }

  #add(owned: OwnedTable, slot: number, lane: SmoothLane, before: Columns, after: Columns): void {
    const jump = difference(lane, after.lanes[lane.lane]![slot]!, before.lanes[lane.lane]![slot]!);
    if (jump === 0) return;
    const name = key(owned.table, slot, lane.lane);
    const offset = (this.#offsets.get(name) ?? 0) + jump;
    if (lane.max !== Infinity && Math.abs(offset) > lane.max * SNAP_SHARE) this.#offsets.delete(name);
    else this.#offsets.set(name, offset);
  }

  #fade(nowMs: number): void {
    const factor = 2 ** (-Math.max(0, nowMs - this.#atMs) / HALF_LIFE_MS);
    this.#atMs = nowMs;
    for (const [name, offset] of this.#offsets) {
      if (Math.abs(offset * factor) < GONE) this.#offsets.delete(name);
      else this.#offsets.set(name, offset * factor);
    }
  }
}

function key(table: number, slot: number, lane: number): number {
  return (slot * 256 + table) * 256 + lane;
}
