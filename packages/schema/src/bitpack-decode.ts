// The reading half of bitpack.ts, which draws the bits. Bytes may come from anyone: what they announce is checked against
// the rows that the reader already holds and the table's maximum before any memory is taken.
import type { BitReader } from './bit-reader.ts';
import { generationWidth } from './bitpack-encode.ts';
import type { Columns } from './columns.ts';
import { DecodeError } from './decode-error.ts';
import { type TableLoops, trackArray, type TrackLoops } from './delta-loops.ts';
import type { InlineTrack, NumberTrack } from './delta-track.ts';
import { COUNT_BYTES } from './inline.ts';
import { idOf, type NumberLane } from './layout.ts';
import { bitLength, readRows, readSomeRows, readValues, type Reserve } from './residual-code.ts';

/** A list of slots or positions whose memory is reused. */
class Rows {
  at = new Uint32Array(64);
  count = 0;

  readonly reserve: Reserve = (count) => {
    if (count > this.at.length) this.at = new Uint32Array(Math.max(count, 2 * this.at.length));
    return this.at;
  };
}

/** One decoding at a time. */
const kept = new Rows();
/** Without holes and removals the list of kept slots would say nothing, and a list of 100,000 rows costs more than a sparse delta. */
let keptIsEverySlot = false;
const removed = new Rows();
const added = new Rows();
const changed = new Rows();
const differing = new Rows();
const values = new Rows();

export const decodeTable = (loops: TableLoops, into: Columns, reader: BitReader): void => {
  into.allocatorKnown = false;
  if (reader.bits(1) === 0) return;
  readRemoved(into, reader);
  readAdded(into, reader);
  readChanged(reader);
  if (changed.count > 0) readTracks(loops, into, changed, false, reader);
  if (added.count > 0) readTracks(loops, into, added, true, reader);
};

/** Leaves the slots of removed rows in `removed`, those of the others in `kept`. */
const readRemoved = (into: Columns, reader: BitReader): void => {
  const { ids, used, size, table } = into;
  removed.count = readRows(reader, size, true, removed.reserve);
  if (removed.count > 0 && table.kind === 'one') throw new DecodeError(`${table.name}: a record can't be removed`);
  kept.count = size - removed.count;
  keptIsEverySlot = kept.count === used;
  if (keptIsEverySlot) return;
  const slots = kept.reserve(size);
  for (let slot = 0, row = 0, keptRows = 0, next = 0; slot < used; slot++) {
    if (ids[slot] === 0) continue;
    if (next < removed.count && removed.at[next] === row++) {
      removed.at[next++] = slot;
      into.vacate(slot);
    } else slots[keptRows++] = slot;
  }
};

/** Reads the changed rows' slots. */
const readChanged = (reader: BitReader): void => {
  changed.count = readRows(reader, kept.count, true, changed.reserve);
  if (keptIsEverySlot) return;
  for (let i = 0; i < changed.count; i++) changed.at[i] = kept.at[changed.at[i] as number] as number;
};

/** Puts new rows in place, as if nobody had written to them. */
const readAdded = (into: Columns, reader: BitReader): void => {
  const { table } = into;
  added.count = readRows(reader, table.max, false, added.reserve);
  if (added.count === 0) return;
  readValues(reader, values.reserve(added.count), added.count, generationWidth(table.slotBits));
  for (let i = 0, next = 0; i < added.count; i++) {
    const slot = added.at[i] as number;
    const value = values.at[i] as number;
    while (next < removed.count && (removed.at[next] as number) < slot) next++;
    const replaces = next < removed.count && removed.at[next] === slot;
    const step = (value >>> 1) ^ -(value & 1);
    const generation = replaces ? (into.generations[slot] as number) + step : value + 1;
    if (generation < 1 || generation > table.maxGeneration)
      throw new DecodeError(`${table.name}: generation ${generation}`);
    if (slot < into.used && into.ids[slot] !== 0) throw new DecodeError(`${table.name}: slot ${slot} is taken`);
    into.place(idOf(table, slot, generation));
    into.initialise(slot);
  }
};

const readTracks = (loops: TableLoops, into: Columns, rows: Rows, born: boolean, reader: BitReader): void => {
  values.reserve(rows.count);
  for (let i = 0; i < loops.tracks.length; i++) {
    const track = loops.tracks[i] as NumberTrack | InlineTrack;
    if (track.kind === 'inline') {
      readInline(track, into, rows, reader);
      continue;
    }
    if (!readTrack(track.width, rows.count, reader)) continue;
    const { advance, succeed } = loops.loops[i] as TrackLoops;
    const array = trackArray(track, into);
    const good = (born ? succeed : advance)(array, rows.at, rows.count, values.at);
    if (!good) throw new DecodeError(`${into.table.name}.${track.lane.path}: out of range`);
    if (track.asInt32) checkFloats(track.lane, into, rows);
  }
};

/** Reads a difference per row into `values`; false when there is none. */
const readTrack = (width: number, n: number, reader: BitReader): boolean => {
  if (reader.bits(1) === 0) return false;
  const second = reader.bits(1);
  if (width > 1 && second === 0) {
    readValues(reader, values.at, n, width);
    return true;
  }
  if (second === 0) {
    values.at.fill(1, 0, n);
    return true;
  }
  differing.count = readSomeRows(reader, n, differing.reserve);
  if (width > 1) readValues(reader, values.at, differing.count, width);
  // Spread from the back: what is still to be moved is never overwritten.
  let from = differing.count;
  for (let i = n - 1; i >= 0; i--) {
    const differs = from > 0 && differing.at[from - 1] === i;
    if (!differs) values.at[i] = 0;
    else values.at[i] = width > 1 ? (values.at[--from] as number) + 1 : Math.sign(from--);
  }
  return true;
};

const checkFloats = (lane: NumberLane, into: Columns, rows: Rows): void => {
  const array = into.lanes[lane.index] as Float32Array | Float64Array;
  for (let i = 0; i < rows.count; i++) {
    const value = array[rows.at[i] as number] as number;
    if (value - value !== 0 || Object.is(value, -0)) throw new DecodeError(`${into.table.name}.${lane.path}: ${value}`);
  }
};

const readInline = (track: InlineTrack, into: Columns, rows: Rows, reader: BitReader): void => {
  const { inline, stride, index, path } = track.lane;
  const array = into.lanes[index] as Uint8Array;
  const count = readRows(reader, rows.count, true, differing.reserve);
  const countBits = bitLength(inline.maxUnits);
  for (let i = 0; i < count; i++) {
    const at = (rows.at[differing.at[i] as number] as number) * stride;
    const units = reader.bits(countBits);
    if (units > inline.maxUnits) throw new DecodeError(`${into.table.name}.${path}: ${units} units`);
    const bytes = reader.bytes(units * inline.unitBytes);
    array.fill(0, at, at + stride);
    array[at] = units & 0xff;
    array[at + 1] = units >>> 8;
    array.set(bytes, at + COUNT_BYTES);
    inline.check(array, at);
  }
};
