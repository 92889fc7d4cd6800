// The writing half of bitpack.ts, which draws the bits.
import type { BitWriter } from './bit-writer.ts';
import type { Columns } from './columns.ts';
import { inlineDiffers, Scan, type TableLoops, type TrackLoops, trackArray, zigzag } from './delta-loops.ts';
import type { InlineTrack, NumberTrack } from './delta-track.ts';
import { COUNT_BYTES, inlineCount } from './inline.ts';
import { generationOf } from './layout.ts';
import { bitLength, rowsCost, writeRows, writeSomeRows, writeValues } from './residual-code.ts';

/** One comparison at a time: its memory is reused and grows to the largest table compared. */
const scan = new Scan();
let gaps = new Uint32Array(0);

export const encodeTable = (loops: TableLoops, base: Columns, next: Columns, writer: BitWriter): void => {
  scan.reserve(Math.max(base.used, next.used));
  if (gaps.length < scan.values.length) gaps = new Uint32Array(scan.values.length);
  loops.scan(base, next, scan);
  const differs = scan.removed + scan.added + scan.changed > 0;
  writer.bits(differs ? 1 : 0, 1);
  if (!differs) return;
  writeRows(writer, scan.removedGaps, scan.removed, scan.baseRows, true);
  writeAdded(base, next, writer);
  writeRows(writer, scan.changedGaps, scan.changed, scan.survivors, true);
  if (scan.changed > 0) writeTracks(loops, base, next, scan.changedSlots, scan.changed, writer);
  if (scan.added > 0) writeTracks(loops, undefined, next, scan.addedSlots, scan.added, writer);
};

const writeAdded = (base: Columns, next: Columns, writer: BitWriter): void => {
  const { added, addedSlots, values } = scan;
  const { table } = next;
  for (let i = 0, after = 0; i < added; i++) {
    const slot = addedSlots[i] as number;
    gaps[i] = slot - after;
    after = slot + 1;
  }
  writeRows(writer, gaps, added, table.max, false);
  if (added === 0) return;
  for (let i = 0; i < added; i++) {
    const slot = addedSlots[i] as number;
    const generation = generationOf(table, next.ids[slot] as number);
    const before = slot < base.used ? (base.ids[slot] as number) : 0;
    values[i] = before === 0 ? generation - 1 : zigzag(generation - generationOf(table, before), 32);
  }
  writeValues(writer, values, added, generationWidth(table.slotBits));
};

/** Bits of a zigzag difference of two generations. */
export const generationWidth = (slotBits: number): number => (slotBits === 0 ? 32 : 33 - slotBits);

/** @param base undefined: each row against the one before */
const writeTracks = (
  loops: TableLoops,
  base: Columns | undefined,
  next: Columns,
  slots: Uint32Array,
  n: number,
  writer: BitWriter,
): void => {
  for (let i = 0; i < loops.tracks.length; i++) {
    const track = loops.tracks[i] as NumberTrack | InlineTrack;
    if (base !== undefined && scan.lanes[track.lane.index] === false) {
      writer.bits(0, 1);
      continue;
    }
    if (track.kind === 'inline') {
      writeInline(track, base, next, slots, n, writer);
      continue;
    }
    const { differences, successions } = loops.loops[i] as TrackLoops;
    const after = trackArray(track, next);
    const different =
      base === undefined
        ? successions(after, slots, n, scan.values)
        : differences(trackArray(track, base), after, slots, n, scan.values);
    writeTrack(track.width, n, different, writer);
  }
};

/** Writes the first `n` of the scan's values, of which `different` are not zero. */
const writeTrack = (width: number, n: number, different: number, writer: BitWriter): void => {
  const { values } = scan;
  if (width === 1) {
    gather(values, n);
    writeRows(writer, gaps, different, n, true);
  } else if (different === 0) writer.bits(0, 1);
  else if (zerosAreCheap(values, n, different)) {
    writer.bits(0b01, 2);
    writeValues(writer, values, n, width);
  } else {
    gather(values, n);
    writer.bits(0b11, 2);
    writeSomeRows(writer, gaps, different, n);
    writeValues(writer, values, different, width);
  }
};

/** Whether coding the zeros costs less than saying which values they are not. */
const zerosAreCheap = (values: Uint32Array, n: number, different: number): boolean => {
  if (different === n) return true;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  return (n - different) * Math.max(1, bitLength(sum / different)) <= rowsCost(different, n);
};

/** Moves the values that are not zero, less one, to the front, and the gaps between them into `gaps`. */
const gather = (values: Uint32Array, n: number): void => {
  for (let i = 0, count = 0, after = 0; i < n; i++) {
    const value = values[i] as number;
    if (value === 0) continue;
    gaps[count] = i - after;
    after = i + 1;
    values[count++] = value - 1;
  }
};

const writeInline = (
  track: InlineTrack,
  base: Columns | undefined,
  next: Columns,
  slots: Uint32Array,
  n: number,
  writer: BitWriter,
): void => {
  const { inline, stride, index } = track.lane;
  const after = next.lanes[index] as Uint8Array;
  const before = base?.lanes[index] as Uint8Array | undefined;
  const { values } = scan;
  let different = 0;
  for (let i = 0, skipped = 0; i < n; i++) {
    const at = (slots[i] as number) * stride;
    const same = before === undefined ? inlineCount(after, at) === 0 : !inlineDiffers(before, after, at, track.lane);
    if (same) {
      skipped++;
      continue;
    }
    values[different] = at;
    gaps[different++] = skipped;
    skipped = 0;
  }
  writeRows(writer, gaps, different, n, true);
  const countBits = bitLength(inline.maxUnits);
  for (let i = 0; i < different; i++) {
    const at = values[i] as number;
    const count = inlineCount(after, at);
    writer.bits(count, countBits);
    writer.bytes(after.subarray(at + COUNT_BYTES, at + COUNT_BYTES + count * inline.unitBytes));
  }
};
