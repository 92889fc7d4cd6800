/**
 * One group commit of all rooms as one blob. Records are grouped by room, in commit order inside a room.
 *
 *   u8      format, 1
 *   varint  rooms
 *   per room:      varint idBytes, id (UTF-8), varint records
 *     per record:  varint segment × 2 + (1 if head), varint length
 *   …       the records' bytes in the same order, back to back, to the end of the blob
 *
 * A varint is LEB128: seven bits a byte, lowest first, the top bit says that more follow; five bytes at most.
 */
import type { JournalRecord } from '@rubato/ports';

export const BATCH_FORMAT = 1;
/** A batch above this is refused: SQLite holds blobs up to a billion bytes, but one such commit would stall every room. */
export const MAX_BATCH_BYTES = 64 * 1024 * 1024;
export const MAX_ROOM_ID_BYTES = 255;

/** The records of one room inside one batch; `tags` hold segment × 2 + (1 if head). */
export interface BatchRoom {
  readonly id: Uint8Array;
  readonly tags: readonly number[];
  readonly lengths: readonly number[];
  /** The records' bytes, back to back: a view into the blob. */
  readonly bytes: Uint8Array;
}

/** The blob is not in the form above: damage, since batches are only ever written by `packBatch`. */
export class BatchDamaged extends Error {
  override readonly name = 'BatchDamaged';
}

/** Copies the records into one blob; throws RangeError past the limits above. */
export function packBatch(records: readonly JournalRecord[]): Uint8Array {
  const groups = new Map<string, JournalRecord[]>();
  for (const record of records) {
    const group = groups.get(record.room);
    if (group) group.push(record);
    else groups.set(record.room, [record]);
  }
  return joinRooms([...groups].map(([room, group]) => packRoom(room, group)));
}

/** Builds a blob of rooms taken from other blobs; their bytes are copied. */
export function joinRooms(rooms: readonly BatchRoom[]): Uint8Array {
  const size = blobBytes(rooms);
  if (size > MAX_BATCH_BYTES)
    throw new RangeError(`a batch of ${size} bytes is above ${MAX_BATCH_BYTES}; commit more often`);
  const writer = new Writer(size);
  writer.byte(BATCH_FORMAT);
  writer.varint(rooms.length);
  for (const room of rooms) writer.directory(room);
  for (const room of rooms) writer.bytes(room.bytes);
  return writer.blob;
}

/** The rooms of a blob, or only the one named by `wanted`; throws BatchDamaged. */
export function splitBatch(blob: Uint8Array, wanted?: Uint8Array): BatchRoom[] {
  const reader = new Reader(blob);
  if (reader.byte() !== BATCH_FORMAT) throw new BatchDamaged(`unknown batch format ${blob[0]}`);
  const count = reader.varint();
  const found: { id: Uint8Array; tags: number[]; lengths: number[]; start: number; size: number }[] = [];
  let payload = 0;
  for (let index = 0; index < count; index++) {
    const id = reader.bytes(reader.varint());
    const keep = wanted === undefined || sameBytes(id, wanted);
    const entry = { id, tags: [] as number[], lengths: [] as number[], start: payload, size: 0 };
    for (let left = reader.varint(); left > 0; left--) {
      const tag = reader.varint();
      const length = reader.varint();
      entry.size += length;
      if (!keep) continue;
      entry.tags.push(tag);
      entry.lengths.push(length);
    }
    payload += entry.size;
    if (keep) found.push(entry);
  }
  if (reader.at + payload !== blob.length)
    throw new BatchDamaged(`batch of ${blob.length} bytes announces ${reader.at + payload}`);
  return found.map(({ id, tags, lengths, start, size }) => ({
    id,
    tags,
    lengths,
    bytes: blob.subarray(reader.at + start, reader.at + start + size),
  }));
}

const encoder = new TextEncoder();

function packRoom(room: string, records: readonly JournalRecord[]): BatchRoom {
  const id = encoder.encode(room);
  if (id.length > MAX_ROOM_ID_BYTES)
    throw new RangeError(`room id of ${id.length} bytes is above ${MAX_ROOM_ID_BYTES}`);
  const lengths = records.map((record) => record.bytes.length);
  const bytes = new Uint8Array(sum(lengths));
  let at = 0;
  for (const record of records) {
    bytes.set(record.bytes, at);
    at += record.bytes.length;
  }
  return { id, tags: records.map((record) => record.segment * 2 + (record.kind === 'head' ? 1 : 0)), lengths, bytes };
}

function blobBytes(rooms: readonly BatchRoom[]): number {
  let size = 1 + varintBytes(rooms.length);
  for (const room of rooms) {
    size += varintBytes(room.id.length) + room.id.length + varintBytes(room.tags.length) + room.bytes.length;
    for (const tag of room.tags) size += varintBytes(tag);
    for (const length of room.lengths) size += varintBytes(length);
  }
  return size;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

class Writer {
  readonly blob: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.blob = new Uint8Array(size);
  }

  byte(value: number): void {
    this.blob[this.#at++] = value;
  }

  varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    this.byte(rest);
  }

  bytes(bytes: Uint8Array): void {
    this.blob.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  directory(room: BatchRoom): void {
    this.varint(room.id.length);
    this.bytes(room.id);
    this.varint(room.tags.length);
    room.tags.forEach((tag, index) => {
      this.varint(tag);
      this.varint(room.lengths[index]!);
    });
  }
}

class Reader {
  readonly #blob: Uint8Array;
  at = 0;

  constructor(blob: Uint8Array) {
    this.#blob = blob;
  }

  byte(): number {
    const value = this.#blob[this.at++];
    if (value === undefined) throw new BatchDamaged(`batch of ${this.#blob.length} bytes ends inside its directory`);
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 0x1000_0000; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new BatchDamaged('batch holds a number of more than five bytes');
  }

  bytes(count: number): Uint8Array {
    this.at += count;
    if (this.at > this.#blob.length)
      throw new BatchDamaged(`batch of ${this.#blob.length} bytes ends inside its directory`);
    return this.#blob.subarray(this.at - count, this.at);
  }
}
