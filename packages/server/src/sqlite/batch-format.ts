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

/** All rooms of a blob; throws BatchDamaged. */
export function splitBatch(blob: Uint8Array): BatchRoom[] {
  const reader = new Reader(blob);
  const rooms = Array.from({ length: reader.rooms }, () => reader.room());
  let at = reader.payload();
  return rooms.map(({ id, tags, lengths, size }) => ({ id, tags, lengths, bytes: blob.subarray(at, (at += size)) }));
}

/** The one room of a blob whose id is `wanted`; much cheaper than splitting all. Throws BatchDamaged. */
export function findRoom(blob: Uint8Array, wanted: Uint8Array): BatchRoom | undefined {
  const reader = new Reader(blob);
  let found: DirectoryEntry | undefined;
  let start = 0;
  for (let left = reader.rooms; left > 0; left--) {
    if (found === undefined && reader.idIs(wanted)) found = reader.room();
    else if (found === undefined) start += reader.skipRoom();
    else reader.skipRoom();
  }
  const at = reader.payload() + start;
  return found && { id: found.id, tags: found.tags, lengths: found.lengths, bytes: blob.subarray(at, at + found.size) };
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

interface DirectoryEntry {
  readonly id: Uint8Array;
  readonly tags: number[];
  readonly lengths: number[];
  readonly size: number;
}

/** Reads a directory room by room; bytes past the end read as undefined, turn a number into NaN, and fail in `payload`. */
class Reader {
  readonly #blob: Uint8Array;
  readonly rooms: number;
  #at = 1;
  #payload = 0;

  constructor(blob: Uint8Array) {
    if (blob[0] !== BATCH_FORMAT) throw new BatchDamaged(`unknown batch format ${blob[0]}`);
    this.#blob = blob;
    this.rooms = this.#varint();
    if (this.rooms > blob.length) throw new BatchDamaged(`batch of ${blob.length} bytes announces ${this.rooms} rooms`);
  }

  idIs(wanted: Uint8Array): boolean {
    const blob = this.#blob;
    const length = wanted.length;
    // An id is at most 255 bytes: its length takes one varint byte below 128, else two.
    const start = this.#at + (length < 0x80 ? 1 : 2);
    if (length < 0x80 && blob[this.#at] !== length) return false;
    for (let index = length - 1; index >= 0; index--) if (blob[start + index] !== wanted[index]) return false;
    return this.#peekLength() === length;
  }

  room(): DirectoryEntry {
    const idBytes = this.#varint();
    const id = this.#blob.subarray(this.#at, this.#at + idBytes);
    this.#at += idBytes;
    const tags: number[] = [];
    const lengths: number[] = [];
    let size = 0;
    for (let left = this.#varint(); left > 0; left--) {
      tags.push(this.#varint());
      const length = this.#varint();
      lengths.push(length);
      size += length;
    }
    this.#payload += size;
    return { id, tags, lengths, size };
  }

  /** Returns how many bytes the room's records take. */
  skipRoom(): number {
    const idBytes = this.#varint();
    this.#at += idBytes;
    let size = 0;
    for (let left = this.#varint(); left > 0; left--) {
      this.#varint();
      size += this.#varint();
    }
    this.#payload += size;
    return size;
  }

  /** Where the records' bytes begin, once all rooms were read; throws unless they end where the blob does. */
  payload(): number {
    if (this.#at + this.#payload !== this.#blob.length)
      throw new BatchDamaged(`batch of ${this.#blob.length} bytes announces ${this.#at + this.#payload}`);
    return this.#at;
  }

  #peekLength(): number {
    const at = this.#at;
    const length = this.#varint();
    this.#at = at;
    return length;
  }

  #varint(): number {
    const blob = this.#blob;
    let byte = blob[this.#at++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 0x80; scale <= 0x1000_0000; scale *= 0x80) {
      byte = blob[this.#at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new BatchDamaged(`batch of ${blob.length} bytes ends early or holds a number of more than five bytes`);
  }
}
