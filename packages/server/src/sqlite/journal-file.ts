/** The journal database itself, synchronous: what the worker thread does for the store. */
import type { RoomRecord, RoomStatus } from '@rubato/ports';
import { splitBatch } from './batch-format.ts';
import type { Database, SqlRow, Statement } from './driver.ts';
import type { PackedBatch } from './worker-messages.ts';

/** What the file remembers in memory of a room that records arrive for. */
interface LiveRoom {
  readonly number: number;
  lastSegment: number;
  /** Bytes of its records in batches before `since`; undefined until counted: the room was open when the server last stopped. */
  before: number | undefined;
  /** Bytes of its records in batch `since` and later. */
  after: number;
  readonly since: number;
  /** Whether `last_batch` must move with each record: false while the room is open. */
  ended: boolean;
}

export interface RoomRange {
  readonly number: number;
  readonly firstBatch: number;
  /** Undefined while the room is open. */
  readonly lastBatch: number | undefined;
}

export class UnknownRoom extends Error {
  override readonly name = 'UnknownRoom';
}

export class JournalFile {
  readonly database: Database;
  readonly #live = new Map<string, LiveRoom>();
  readonly #statements: ReturnType<typeof prepareAll>;
  #nextBatch: number;

  constructor(database: Database) {
    this.database = database;
    this.#statements = prepareAll(database);
    this.#nextBatch = this.newestBatch() + 1;
  }

  /** One transaction, one sync: all of the batches, in order, or none. */
  commit(batches: readonly PackedBatch[]): void {
    this.transaction(() => {
      for (const batch of batches) this.#commitOne(batch);
    });
    this.#forgetEnded(batches);
  }

  rooms(status: RoomStatus | undefined): RoomRecord[] {
    const rows = status === undefined ? this.#statements.rooms.all() : this.#statements.roomsOf.all(status);
    return rows.map(roomRecord);
  }

  room(id: string): RoomRecord | undefined {
    const row = this.#statements.room.get(id);
    return row && roomRecord(row);
  }

  /** Where a room's records lie from a segment on; undefined for an unknown room or when there are none. */
  range(id: string, fromSegment: number): RoomRange | undefined {
    const row = this.#statements.range.get(id, fromSegment);
    if (!row || row['first_batch'] === null) return undefined;
    const lastBatch = row['last_batch'] === null ? undefined : Number(row['last_batch']);
    return { number: Number(row['number']), firstBatch: Number(row['first_batch']), lastBatch };
  }

  /** At most `count` batches with ids from `from` to `to`. */
  batches(from: number, to: number, count: number): { readonly id: number; readonly blob: Uint8Array }[] {
    return this.#statements.batches
      .all(from, to, count)
      .map((row) => ({ id: Number(row['id']), blob: row['bytes'] as Uint8Array }));
  }

  /** The highest batch id in use anywhere; 0 when there is none. */
  newestBatch(): number {
    return Number(this.#statements.newestBatch.get()?.['id'] ?? 0);
  }

  /** Proves that a write reaches the disk and can be read back. */
  probe(wallMs: number): void {
    this.#statements.probe.run(wallMs);
    if (Number(this.#statements.probed.get()?.['ms']) !== Math.floor(wallMs))
      throw new Error('the health row did not read back as written');
  }

  /** Bytes of a room that records arrived for since the start; undefined when not known without counting. */
  knownBytes(room: string): number | undefined {
    const live = this.#live.get(room);
    return live && bytesOf(live);
  }

  /** Takes over what retention counted in the batches before `since`. */
  learnBytes(room: string, since: number, bytes: number): void {
    const live = this.#live.get(room);
    if (live?.since === since) live.before = bytes;
  }

  /** The batch from which on a room is counted as records arrive; undefined when it is not. */
  countedSince(room: string): number | undefined {
    return this.#live.get(room)?.since;
  }

  forget(room: string): void {
    this.#live.delete(room);
  }

  /** Runs `work` in one transaction; on a throw nothing of it stays, in the file or in memory, but a gap in the batch numbers. */
  transaction<T>(work: () => T): T {
    this.#statements.begin.run();
    try {
      const result = work();
      this.#statements.commit.run();
      return result;
    } catch (error) {
      this.#live.clear();
      // SQLite has already rolled back by itself after the worst errors; then this one says so and may be ignored.
      try {
        this.#statements.rollback.run();
      } catch {
        // Nothing is left to roll back.
      }
      throw error;
    }
  }

  #commitOne(batch: PackedBatch): void {
    const id = this.#nextBatch;
    for (const room of batch.rooms) this.#putRoom(room, id);
    if (!batch.blob) return;
    for (const part of splitBatch(batch.blob))
      this.#noteRecords(decoder.decode(part.id), part.tags, part.bytes.length, id);
    this.#statements.putBatch.run(id, batch.wallMs, batch.blob);
    this.#nextBatch++;
  }

  /** Rooms that ended need no place in memory: what was counted is in their rows. */
  #forgetEnded(batches: readonly PackedBatch[]): void {
    for (const batch of batches)
      for (const room of batch.rooms) if (this.#live.get(room.id)?.ended) this.#live.delete(room.id);
  }

  #putRoom(room: RoomRecord, batch: number): void {
    const known = this.#live.get(room.id) ?? this.#recall(room.id);
    const ended = room.status !== 'open';
    const { id, game, gameVersion, status, createdMs, changedMs, segment, epoch, meta } = room;
    // Its last records are in an earlier batch, unless this one brings more: then #noteRecords moves the end.
    const lastBatch = ended ? batch - 1 : null;
    const bytes = ended && known ? (bytesOf(known) ?? null) : null;
    this.#statements.putRoom.run(
      id,
      game,
      gameVersion,
      status,
      createdMs,
      changedMs,
      segment,
      epoch,
      meta,
      batch,
      lastBatch,
      bytes,
    );
    if (known) known.ended = ended;
    else this.#recall(id);
  }

  #noteRecords(id: string, tags: readonly number[], bytes: number, batch: number): void {
    const live = this.#live.get(id) ?? this.#recall(id);
    if (!live)
      throw new UnknownRoom(
        `records for room ${id}, which no batch has created; put its room record into this batch or an earlier one`,
      );
    for (const tag of tags) {
      const segment = Math.floor(tag / 2);
      if (segment === live.lastSegment) continue;
      live.lastSegment = segment;
      this.#statements.putSegment.run(live.number, segment, batch);
    }
    live.after += bytes;
    if (live.ended) this.#statements.moveEnd.run(batch, bytesOf(live) ?? null, live.number);
  }

  #recall(id: string): LiveRoom | undefined {
    const row = this.#statements.recall.get(id);
    if (!row) return undefined;
    const lastSegment = row['last_segment'] === null ? -1 : Number(row['last_segment']);
    const before = lastSegment < 0 ? 0 : row['bytes'] === null ? undefined : Number(row['bytes']);
    const live = {
      number: Number(row['number']),
      lastSegment,
      before,
      after: 0,
      since: this.#nextBatch,
      ended: row['status'] !== 'open',
    };
    this.#live.set(id, live);
    return live;
  }
}

const decoder = new TextDecoder();

function bytesOf(live: LiveRoom): number | undefined {
  return live.before === undefined ? undefined : live.before + live.after;
}

function roomRecord(row: SqlRow): RoomRecord {
  return {
    id: String(row['id']),
    game: String(row['game']),
    gameVersion: Number(row['game_version']),
    status: row['status'] as RoomStatus,
    createdMs: Number(row['created_ms']),
    changedMs: Number(row['changed_ms']),
    segment: Number(row['segment']),
    epoch: Number(row['epoch']),
    meta: String(row['meta']),
  };
}

function prepareAll(database: Database) {
  const prepare = (sql: string): Statement => database.prepare(sql);
  return {
    begin: prepare('begin immediate'),
    commit: prepare('commit'),
    rollback: prepare('rollback'),
    rooms: prepare('select * from room order by number'),
    roomsOf: prepare('select * from room where status = ? order by number'),
    room: prepare('select * from room where id = ?'),
    putRoom:
      prepare(`insert into room (id, game, game_version, status, created_ms, changed_ms, segment, epoch, meta, first_batch, last_batch, bytes)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update set game = excluded.game, game_version = excluded.game_version, status = excluded.status,
        created_ms = excluded.created_ms, changed_ms = excluded.changed_ms, segment = excluded.segment, epoch = excluded.epoch,
        meta = excluded.meta, bytes = excluded.bytes,
        last_batch = case when excluded.last_batch is null then null else coalesce(room.last_batch, excluded.last_batch) end`),
    recall: prepare(
      `select number, status, bytes, (select max(number) from segment where room = room.number) as last_segment from room where id = ?`,
    ),
    putSegment: prepare('insert into segment values (?, ?, ?) on conflict do nothing'),
    moveEnd: prepare('update room set last_batch = ?, bytes = ? where number = ?'),
    range: prepare(`select number, last_batch,
      (select min(first_batch) from segment where room = room.number and number >= ?2) as first_batch from room where id = ?1`),
    putBatch: prepare('insert into batch values (?, ?, ?)'),
    batches: prepare('select id, bytes from batch where id >= ? and id <= ? order by id limit ?'),
    newestBatch:
      prepare(`select max(coalesce((select max(id) from batch), 0), coalesce((select max(first_batch) from room), 0),
      coalesce((select max(last_batch) from room), 0), coalesce((select max(last_batch) from doomed), 0)) as id`),
    probe: prepare('insert into health values (1, cast(? as integer)) on conflict (id) do update set ms = excluded.ms'),
    probed: prepare('select ms from health'),
  };
}
