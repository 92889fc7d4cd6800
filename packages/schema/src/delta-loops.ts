// The innermost loops of the delta codec: everything that touches the arrays of a table. They come in two makes: generated
// per table, so that each loop sees one kind of array (delta-source.ts), and these, which are the reference and the fallback.
import { compileFunction } from './codegen.ts';
import type { Columns, LaneArray } from './columns.ts';
import { deltaSource } from './delta-source.ts';
import { type NumberTrack, type Track, tracksOf } from './delta-track.ts';
import { inlineUsedBytes } from './inline.ts';
import type { InlineLane, Lane, TableSpec } from './layout.ts';

/** Memory for one table's comparison, reused; the arrays hold as many entries as the counts say. */
export class Scan {
  /** Rows of the base, rows in both. */
  baseRows = 0;
  survivors = 0;
  removed = 0;
  added = 0;
  changed = 0;
  /** By lane: whether any row changed there. */
  lanes: readonly boolean[] = [];
  /** Gaps between removed rows among the rows of the base, and between changed rows among the survivors. */
  removedGaps = new Uint32Array(0);
  changedGaps = new Uint32Array(0);
  addedSlots = new Uint32Array(0);
  changedSlots = new Uint32Array(0);
  values = new Uint32Array(0);

  /** Makes room for `slots` entries in each list. */
  reserve(slots: number): void {
    if (slots <= this.values.length) return;
    const length = Math.max(slots, 2 * this.values.length);
    this.removedGaps = new Uint32Array(length);
    this.changedGaps = new Uint32Array(length);
    this.addedSlots = new Uint32Array(length);
    this.changedSlots = new Uint32Array(length);
    this.values = new Uint32Array(length);
  }
}

export interface TrackLoops {
  /** Writes the zigzag difference of each slot to `values`; answers how many are not zero. */
  differences(base: LaneArray, next: LaneArray, slots: Uint32Array, n: number, values: Uint32Array): number;
  /** The same against the row before in `slots`, the first against a row that nobody has written to. */
  successions(next: LaneArray, slots: Uint32Array, n: number, values: Uint32Array): number;
  /** Undoes `differences` in place; false when a value leaves the track's range. */
  advance(next: LaneArray, slots: Uint32Array, n: number, values: Uint32Array): boolean;
  /** Undoes `successions`. */
  succeed(next: LaneArray, slots: Uint32Array, n: number, values: Uint32Array): boolean;
}

export interface TableLoops {
  readonly table: TableSpec;
  readonly tracks: readonly Track[];
  /** By track; undefined for inline tracks. */
  readonly loops: readonly (TrackLoops | undefined)[];
  /** Compares two states of the table; `out` has room for every slot of either. */
  scan(base: Columns, next: Columns, out: Scan): void;
}

/** What generated code may call. */
const helpers = {
  none: new Int32Array(0),
  words: (array: LaneArray): Int32Array => new Int32Array(array.buffer, array.byteOffset, array.byteLength >>> 2),
  inlineDiffers: (base: Uint8Array, next: Uint8Array, at: number, lane: InlineLane): boolean => {
    const used = inlineUsedBytes(lane.inline, next, at);
    // Counts first: they decide how far the comparison goes.
    for (let i = at; i < at + used; i++) if (base[i] !== next[i]) return true;
    return false;
  },
};
export const { inlineDiffers } = helpers;

/** The memory that a track's loops work on. */
export const trackArray = (track: NumberTrack, columns: Columns): LaneArray => {
  const array = columns.lanes[track.lane.index] as LaneArray;
  return track.asInt32 ? helpers.words(array) : array;
};

export const tableLoops = (table: TableSpec, codegen: boolean): TableLoops => {
  const tracks = tracksOf(table);
  const generated = codegen ? generate(table, tracks) : undefined;
  return { table, tracks, ...(generated ?? interpret(table, tracks)) };
};

type Loops = Pick<TableLoops, 'loops' | 'scan'>;

const generate = (table: TableSpec, tracks: readonly Track[]): Loops | undefined =>
  compileFunction(deltaSource(table, tracks), ['h', 'spec'])?.(helpers, table) as Loops | undefined;

const interpret = (table: TableSpec, tracks: readonly Track[]): Loops => ({
  loops: tracks.map((track) => (track.kind === 'number' ? numberLoops(track) : undefined)),
  scan: (base, next, out) => scanWith(table, base, next, out),
});

/** Bits of the difference of two values, modulo 2^width, the sign in the lowest. */
export const zigzag = (difference: number, width: number): number => {
  const r = (difference << (32 - width)) >> (32 - width);
  return ((r << 1) ^ (r >> 31)) >>> 0;
};

const stepped = (track: NumberTrack, from: number, value: number): number => {
  const sum = (from + ((value >>> 1) ^ -(value & 1))) | 0;
  const above = 32 - track.width;
  return track.signed ? (sum << above) >> above : (sum << above) >>> above;
};

const numberLoops = (track: NumberTrack): TrackLoops => ({
  differences: (base, next, slots, n, values) => {
    let different = 0;
    for (let i = 0; i < n; i++) {
      const slot = slots[i] as number;
      const value = zigzag(track.read(next, slot) - track.read(base, slot), track.width);
      values[i] = value;
      if (value !== 0) different++;
    }
    return different;
  },
  successions: (next, slots, n, values) => {
    let different = 0;
    let before = track.initial;
    for (let i = 0; i < n; i++) {
      const current = track.read(next, slots[i] as number);
      const value = zigzag(current - before, track.width);
      values[i] = value;
      if (value !== 0) different++;
      before = current;
    }
    return different;
  },
  advance: (next, slots, n, values) => {
    for (let i = 0; i < n; i++) {
      const slot = slots[i] as number;
      const value = stepped(track, track.read(next, slot), values[i] as number);
      if (value > track.greatest) return false;
      track.write(next, slot, value);
    }
    return true;
  },
  succeed: (next, slots, n, values) => {
    let before = track.initial;
    for (let i = 0; i < n; i++) {
      before = stepped(track, before, values[i] as number);
      if (before > track.greatest) return false;
      track.write(next, slots[i] as number, before);
    }
    return true;
  },
});

const laneDiffers = (lane: Lane, base: LaneArray, next: LaneArray, slot: number): boolean =>
  lane.storage === 'inline'
    ? inlineDiffers(base as Uint8Array, next as Uint8Array, slot * lane.stride, lane)
    : base[slot] !== next[slot];

const scanWith = (table: TableSpec, base: Columns, next: Columns, out: Scan): void => {
  const most = Math.max(base.used, next.used);
  const lanes = table.lanes.map(() => false);
  let [rows, kept, removed, added, changed, afterRemoved, afterChanged] = [0, 0, 0, 0, 0, 0, 0];
  for (let slot = 0; slot < most; slot++) {
    const before = slot < base.used ? (base.ids[slot] as number) : 0;
    const now = slot < next.used ? (next.ids[slot] as number) : 0;
    if (before === now) {
      if (now === 0) continue;
      let differs = false;
      table.lanes.forEach((lane, i) => {
        if (!laneDiffers(lane, base.lanes[i] as LaneArray, next.lanes[i] as LaneArray, slot)) return;
        differs = true;
        lanes[i] = true;
      });
      if (differs) {
        out.changedSlots[changed] = slot;
        out.changedGaps[changed++] = kept - afterChanged;
        afterChanged = kept + 1;
      }
      kept++;
      rows++;
      continue;
    }
    if (now !== 0) out.addedSlots[added++] = slot;
    if (before === 0) continue;
    out.removedGaps[removed++] = rows - afterRemoved;
    afterRemoved = ++rows;
  }
  Object.assign(out, { baseRows: rows, survivors: kept, removed, added, changed, lanes });
};
