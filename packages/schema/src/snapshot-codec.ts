// A whole state as bytes, with its allocator: what opens a journal segment and what a resumed machine goes on from. Equal
// states give equal bytes. Everything is byte-aligned, column by column, so that LZ4 finds its repetitions.
//
//   u32 first four bytes of the schema's hash
//   per table()                                       per one()
//     varint used                slots in use so far    lanes of the record
//     varint × used              generation × 2 + alive
//     varint n, varint × n       free slots, oldest first
//     lanes, each: its values of the live rows, in slot order
//
//   lane of numbers: little-endian in its own width;   inline lane: u16 count, then the units
//
// Alive slots have generation ≥ 1. The free slots are exactly the dead ones whose generation isn't spent.
import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import type { Columns, LaneArray } from './columns.ts';
import { DecodeError } from './decode-error.ts';
import { COUNT_BYTES, inlineUsedBytes } from './inline.ts';
import type { Layout } from './layout-of.ts';
import { idOf, type InlineLane, type Lane, type NumberLane } from './layout.ts';
import { Snapshot } from './snapshot.ts';

const schemaMark = (layout: Layout): number => Number.parseInt(layout.hash.slice(0, 8), 16);

/** Appends the snapshot; the writer is byte-aligned afterwards. A snapshot without allocator gets one in slot order. */
export const writeSnapshot = (writer: BitWriter, snapshot: Snapshot): void => {
  writer.align();
  writer.u32(schemaMark(snapshot.layout));
  for (const columns of snapshot.tables) {
    if (columns.table.kind === 'table') writeSlots(writer, columns);
    for (const lane of columns.table.lanes) writeLane(writer, columns, lane);
  }
};

const writeSlots = (writer: BitWriter, columns: Columns): void => {
  if (!columns.allocatorKnown) columns.rebuildAllocator();
  const { ids, generations, used, free } = columns;
  writer.varint(used);
  for (let slot = 0; slot < used; slot++) writer.varint((generations[slot] as number) * 2 + (ids[slot] === 0 ? 0 : 1));
  writer.varint(free.count);
  for (let i = 0; i < free.count; i++) writer.varint(free.at(i));
};

const writeLane = (writer: BitWriter, columns: Columns, lane: Lane): void => {
  const { ids, used } = columns;
  const array = columns.lanes[lane.index] as LaneArray;
  for (let slot = 0; slot < used; slot++) {
    if (ids[slot] === 0) continue;
    if (lane.storage === 'inline') {
      const at = slot * lane.stride;
      writer.bytes((array as Uint8Array).subarray(at, at + inlineUsedBytes(lane.inline, array as Uint8Array, at)));
    } else if (lane.storage === 'f32') writer.f32(array[slot] as number);
    else if (lane.storage === 'f64') writer.f64(array[slot] as number);
    else writer.bits(array[slot] as number, lane.stride * 8);
  }
};

/**
 * The snapshot at the reader's place. Throws DecodeError for bytes that `writeSnapshot` of this schema can't have written.
 * Takes no more memory than the tables' declared maxima.
 */
export const readSnapshot = (layout: Layout, reader: BitReader): Snapshot => {
  const snapshot = new Snapshot(layout);
  reader.align();
  if (reader.u32() !== schemaMark(layout)) throw new DecodeError('the snapshot was written under another schema');
  for (const columns of snapshot.tables) {
    if (columns.table.kind === 'table') readSlots(reader, columns);
    for (const lane of columns.table.lanes) readLane(reader, columns, lane);
  }
  return snapshot;
};

const readSlots = (reader: BitReader, columns: Columns): void => {
  const { table } = columns;
  const used = reader.varint();
  // Each slot takes a byte at least: a short message can't claim a large table.
  if (used > table.max || used * 8 > reader.remainingBits) throw new DecodeError(`${table.name}: ${used} slots`);
  columns.reserve(used);
  columns.used = used;
  let reusable = 0;
  for (let slot = 0; slot < used; slot++) {
    const mark = reader.varint();
    const alive = mark % 2 === 1;
    const generation = (mark - (alive ? 1 : 0)) / 2;
    if (generation > table.maxGeneration || (alive && generation === 0))
      throw new DecodeError(`${table.name}: slot ${slot} in generation ${generation}`);
    columns.generations[slot] = generation;
    columns.ids[slot] = alive ? idOf(table, slot, generation) : 0;
    if (alive) columns.size++;
    else if (generation < table.maxGeneration) reusable++;
  }
  readFreeSlots(reader, columns, reusable);
};

const readFreeSlots = (reader: BitReader, columns: Columns, reusable: number): void => {
  const { table, ids, generations, used } = columns;
  const count = reader.varint();
  if (count !== reusable) throw new DecodeError(`${table.name}: ${count} free slots, ${reusable} are dead`);
  const seen = new Uint8Array(used);
  for (let i = 0; i < count; i++) {
    const slot = reader.varint();
    if (slot >= used || ids[slot] !== 0 || generations[slot] === table.maxGeneration || seen[slot] === 1)
      throw new DecodeError(`${table.name}: slot ${slot} can't be free`);
    seen[slot] = 1;
    columns.free.push(slot);
  }
};

const readLane = (reader: BitReader, columns: Columns, lane: Lane): void => {
  const { ids, used, table } = columns;
  const array = columns.lanes[lane.index] as LaneArray;
  for (let slot = 0; slot < used; slot++) {
    if (ids[slot] === 0) continue;
    if (lane.storage === 'inline') readInline(reader, lane, array as Uint8Array, slot * lane.stride);
    else {
      const raw = readNumber(reader, lane);
      if (!lane.scalar.isRaw(raw)) throw new DecodeError(`${table.name}.${lane.path}: ${raw}`);
      array[slot] = raw;
    }
  }
};

const readNumber = (reader: BitReader, lane: NumberLane): number => {
  switch (lane.storage) {
    case 'f32':
      return reader.f32();
    case 'f64':
      return reader.f64();
    case 'i8':
      return (reader.bits(8) << 24) >> 24;
    case 'i16':
      return (reader.bits(16) << 16) >> 16;
    case 'i32':
      return reader.bits(32) | 0;
    case 'u8':
    case 'u16':
    case 'u32':
      return reader.bits(lane.stride * 8);
  }
};

const readInline = (reader: BitReader, lane: InlineLane, bytes: Uint8Array, at: number): void => {
  const count = reader.u16();
  if (count > lane.inline.maxUnits) throw new DecodeError(`${lane.path}: ${count} units`);
  bytes.fill(0, at, at + lane.stride);
  bytes[at] = count & 0xff;
  bytes[at + 1] = count >>> 8;
  bytes.set(reader.bytes(count * lane.inline.unitBytes), at + COUNT_BYTES);
  lane.inline.check(bytes, at);
};
