/**
 * The state as the screen shows it: other rows between two snapshots, a little in the past; the player's own rows from
 * the prediction, between its last two ticks; what is left of corrections fading out.
 */
import { Snapshot, Store } from '@rubato/schema';
import type { Columns, Layout } from '@rubato/schema';
import { difference, moved } from './blend.ts';
import { isMine, ownedTables, smoothLanes } from './own-rows.ts';
import type { OwnedTable, SmoothLane } from './own-rows.ts';
import type { SnapshotHistory } from './snapshot-history.ts';

/** How far beyond the newest snapshot rows go on as they moved last. */
export const MAX_EXTRAPOLATION_MS = 250;

/** What the prediction contributes: its last two ticks and how far the present lies between them. */
export interface OwnMotion {
  readonly seat: number;
  readonly from: Snapshot;
  readonly to: Snapshot;
  /** 0: `from`; 1: `to`. */
  readonly share: number;
}

export class Display {
  readonly #store: Store;
  readonly #shown: Snapshot;
  readonly #smooth: readonly (readonly SmoothLane[])[];
  readonly #owned: readonly OwnedTable[];
  readonly #periodMs: number;

  constructor(layout: Layout, periodMs: number) {
    this.#store = new Store(layout);
    this.#shown = new Snapshot(layout);
    this.#smooth = layout.tables.map((table) => smoothLanes(layout, table.index));
    this.#owned = ownedTables(layout);
    this.#periodMs = periodMs;
  }

  get store(): Store {
    return this.#store;
  }

  /**
   * Builds the picture of the fractional `tick` and lets `finish` touch it last; false while there is nothing to show.
   *
   * @param history the snapshots received
   */
  compose(
    tick: number,
    history: SnapshotHistory,
    own: OwnMotion | undefined,
    finish: (shown: Snapshot) => void,
  ): boolean {
    const shown = this.#shown;
    if (!this.#others(tick, history)) return false;
    if (own !== undefined) this.#own(own);
    finish(shown);
    this.#store.restore(shown);
    return true;
  }

  #others(tick: number, history: SnapshotHistory): boolean {
    const fromTick = history.floor(tick) || history.above(0);
    const from = history.at(fromTick);
    if (from === undefined) return false;
    this.#shown.copyFrom(from);
    const toTick = history.above(fromTick);
    if (toTick > 0) {
      const share = Math.max(0, Math.min(1, (tick - fromTick) / (toTick - fromTick)));
      this.#blend(from, history.at(toTick)!, share, 1);
    } else this.#extrapolate(tick, fromTick, from, history);
    return true;
  }

  #extrapolate(tick: number, newestTick: number, newest: Snapshot, history: SnapshotHistory): void {
    const beforeTick = history.floor(newestTick - 1);
    const before = history.at(beforeTick);
    if (before === undefined || tick <= newestTick) return;
    const ahead = Math.min(tick - newestTick, MAX_EXTRAPOLATION_MS / this.#periodMs);
    this.#blend(before, newest, ahead / (newestTick - beforeTick), 0);
  }

  /** Moves each row of `#shown` that is in both by `share` of their difference; `origin` 1: shown is `from`, 0: shown is `to`. */
  #blend(from: Snapshot, to: Snapshot, share: number, origin: 0 | 1): void {
    for (let table = 0; table < this.#smooth.length; table++) {
      const lanes = this.#smooth[table]!;
      const a = from.tables[table]!;
      const b = to.tables[table]!;
      const base = origin === 1 ? a : b;
      const out = this.#shown.tables[table]!;
      for (const lane of lanes) blendLane(lane, a, b, base, out, share);
    }
  }

  #own({ seat, from, to, share }: OwnMotion): void {
    for (const { table, ownerLane, smooth } of this.#owned) {
      const a = from.tables[table]!;
      const b = to.tables[table]!;
      const out = this.#shown.tables[table]!;
      for (let slot = 0; slot < b.used; slot++) {
        if (!isMine(b, slot, ownerLane, seat) || slot >= out.used || out.ids[slot] !== b.ids[slot]) continue;
        for (const lane of b.table.lanes) {
          if (lane.storage !== 'inline') out.lanes[lane.index]![slot] = b.lanes[lane.index]![slot]!;
        }
        if (a.ids[slot] !== b.ids[slot]) continue;
        for (const lane of smooth) {
          const start = a.lanes[lane.lane]![slot]!;
          out.lanes[lane.lane]![slot] = moved(lane, start, share * difference(lane, start, b.lanes[lane.lane]![slot]!));
        }
      }
    }
  }
}

function blendLane(lane: SmoothLane, a: Columns, b: Columns, base: Columns, out: Columns, share: number): void {
  const from = a.lanes[lane.lane]!;
  const to = b.lanes[lane.lane]!;
  const start = base.lanes[lane.lane]!;
  const target = out.lanes[lane.lane]!;
  const used = Math.min(a.used, b.used, out.used);
  for (let slot = 0; slot < used; slot++) {
    if (a.ids[slot] === 0 || a.ids[slot] !== b.ids[slot]) continue;
    target[slot] = moved(lane, start[slot]!, share * difference(lane, from[slot]!, to[slot]!));
  }
}
