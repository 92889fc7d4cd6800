/**
 * Bounds the disk: which ended rooms (closed or frozen) go, and how their records leave batches that other rooms share.
 *
 *   1. count the bytes of rooms that were open when the server last stopped
 *   2. choose: ended rooms past their age; then the oldest ended ones until the rest fits
 *   3. one transaction moves the chosen from `room` to `doomed`: from here on nobody sees them, also after a crash
 *   4. sweep their batches, a slice a transaction: drop the blob, or rewrite it without them
 *   5. forget `doomed`
 *
 * The file does not shrink; SQLite uses the freed pages again.
 */
import type { RetentionRule, RoomStatus } from '@rubato/ports';
import { joinRooms, splitBatch, type BatchRoom } from './batch-format.ts';
import type { SqlRow } from './driver.ts';
import type { JournalFile } from './journal-file.ts';

/** Batches counted or swept without a pause for commits. */
export const RETENTION_SLICE_BATCHES = 32;

interface Kept {
  readonly id: string;
  readonly number: number;
  readonly status: RoomStatus;
  readonly changedMs: number;
  readonly firstBatch: number;
  /** The last batch to count or sweep. */
  readonly lastBatch: number;
  bytes: number;
}

/** Yields between slices; returns how many bytes of records went. */
export function* retain(journal: JournalFile, rule: RetentionRule, nowWallMs: number): Generator<void, number> {
  yield* sweep(journal);
  const rooms = yield* countRooms(journal);
  const doomed = doom(journal, choose(rooms, rule, nowWallMs));
  yield* sweep(journal);
  return doomed.reduce((total, room) => total + room.bytes, 0);
}

function choose(rooms: readonly Kept[], rule: RetentionRule, nowWallMs: number): Kept[] {
  const ended = rooms
    .filter((room) => room.status !== 'open')
    .sort((a, b) => a.changedMs - b.changedMs || a.number - b.number);
  let left = rooms.reduce((total, room) => total + room.bytes, 0);
  const chosen: Kept[] = [];
  for (const room of ended) {
    const expired = nowWallMs - room.changedMs > rule.maxAgeMs;
    if (!expired && left <= rule.maxBytes) break;
    chosen.push(room);
    left -= room.bytes;
  }
  return chosen;
}

function* countRooms(journal: JournalFile): Generator<void, Kept[]> {
  const newest = journal.newestBatch();
  const uncounted = new Map<string, Kept>();
  const rows = journal.database
    .prepare('select id, number, status, changed_ms, first_batch, last_batch, bytes from room')
    .all();
  const rooms = rows.map((row) => {
    const room = keptRoom(journal, row, newest);
    const known = row['bytes'] === null ? journal.knownBytes(room.id) : Number(row['bytes']);
    if (known === undefined) uncounted.set(room.id, room);
    else room.bytes = known;
    return room;
  });
  if (uncounted.size > 0) yield* count(journal, uncounted);
  return rooms;
}

function keptRoom(journal: JournalFile, row: SqlRow, newest: number): Kept {
  const id = String(row['id']);
  const since = journal.countedSince(id);
  return {
    id,
    number: Number(row['number']),
    status: row['status'] as RoomStatus,
    changedMs: Number(row['changed_ms']),
    firstBatch: Number(row['first_batch']),
    lastBatch: row['last_batch'] !== null ? Number(row['last_batch']) : since !== undefined ? since - 1 : newest,
    bytes: 0,
  };
}

function* count(journal: JournalFile, uncounted: ReadonlyMap<string, Kept>): Generator<void> {
  for (const slice of slices(journal, [...uncounted.values()])) {
    for (const { id, blob } of slice)
      for (const part of splitBatch(blob)) {
        const room = uncounted.get(decoder.decode(part.id));
        if (room && id <= room.lastBatch) room.bytes += part.bytes.length;
      }
    yield;
  }
  // The room may have moved on between two slices: then the number is not written, and the next run counts again.
  const write = journal.database.prepare('update room set bytes = ? where number = ? and last_batch = ?');
  journal.transaction(() => {
    for (const room of uncounted.values()) write.run(room.bytes, room.number, room.lastBatch);
  });
  for (const room of uncounted.values()) journal.learnBytes(room.id, room.lastBatch + 1, room.bytes);
}

/** Returns those that were still ended and unchanged: a room may have been resumed while others were counted. */
function doom(journal: JournalFile, rooms: readonly Kept[]): Kept[] {
  if (rooms.length === 0) return [];
  const dropRoom = journal.database.prepare(
    `delete from room where number = ? and status <> 'open' and last_batch = ? returning number`,
  );
  const dropSegments = journal.database.prepare('delete from segment where room = ?');
  const insert = journal.database.prepare('insert into doomed values (?, ?, ?)');
  const doomed = journal.transaction(() =>
    rooms.filter((room) => {
      if (!dropRoom.get(room.number, room.lastBatch)) return false;
      dropSegments.run(room.number);
      insert.run(room.id, room.firstBatch, room.lastBatch);
      return true;
    }),
  );
  for (const room of doomed) journal.forget(room.id);
  return doomed;
}

interface Doomed {
  readonly firstBatch: number;
  readonly lastBatch: number;
}

function* sweep(journal: JournalFile): Generator<void> {
  const rows = journal.database.prepare('select id, first_batch, last_batch from doomed').all();
  if (rows.length === 0) return;
  const doomed = new Map<string, Doomed[]>();
  for (const row of rows) {
    const range = { firstBatch: Number(row['first_batch']), lastBatch: Number(row['last_batch']) };
    const ranges = doomed.get(String(row['id']));
    if (ranges) ranges.push(range);
    else doomed.set(String(row['id']), [range]);
  }
  const isDoomed = (part: BatchRoom, batch: number) =>
    doomed.get(decoder.decode(part.id))?.some((range) => batch >= range.firstBatch && batch <= range.lastBatch) ??
    false;
  for (const slice of slices(journal, [...doomed.values()].flat())) {
    journal.transaction(() => {
      for (const { id, blob } of slice) rewrite(journal, id, blob, isDoomed);
    });
    yield;
  }
  journal.transaction(() => journal.database.exec('delete from doomed'));
}

function rewrite(
  journal: JournalFile,
  id: number,
  blob: Uint8Array,
  isDoomed: (part: BatchRoom, batch: number) => boolean,
): void {
  const parts = splitBatch(blob);
  const kept = parts.filter((part) => !isDoomed(part, id));
  if (kept.length === parts.length) return;
  if (kept.length === 0) journal.database.prepare('delete from batch where id = ?').run(id);
  else journal.database.prepare('update batch set bytes = ? where id = ?').run(joinRooms(kept), id);
}

function* slices(
  journal: JournalFile,
  ranges: readonly Doomed[],
): Generator<{ readonly id: number; readonly blob: Uint8Array }[]> {
  let from = Infinity;
  let to = 0;
  for (const range of ranges) {
    from = Math.min(from, range.firstBatch);
    to = Math.max(to, range.lastBatch);
  }
  while (from <= to) {
    const slice = journal.batches(from, to, RETENTION_SLICE_BATCHES);
    if (slice.length === 0) return;
    yield slice;
    from = slice.at(-1)!.id + 1;
  }
}

const decoder = new TextDecoder();
