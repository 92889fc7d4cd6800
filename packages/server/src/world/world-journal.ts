/**
 * The journal of a world that servers share, in their database. Only the holder of the lease writes: each batch is one
 * transaction that begins by renewing the lease under its fence, so that a server which lost it, however late it notices,
 * stores nothing more, and no batch that was stored is ever unknown to the server that takes over.
 */
import type {
  Clock,
  Database,
  JournalBatch,
  JournalRecord,
  JournalStore,
  RoomRecord,
  RoomStatus,
  Statement,
} from '@rubato/ports';
import { DatabaseError, StoreFailed } from '@rubato/ports';
import { worldRecords, worldRoom, worldRooms } from './world-records.ts';

export interface WorldJournalParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly lease: { readonly name: string; readonly holder: string; readonly fence: number; readonly holdMs: number };
  /** Told once, when another server has the lease. */
  readonly lost: () => void;
}

const RENEW = 'update lease set expires_ms = ? where name = ? and holder = ? and fence = ?';
const KEEP_ROOM = `insert into world_room (id, game, game_version, status, created_ms, changed_ms, segment, epoch, meta)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set status = excluded.status,
  changed_ms = excluded.changed_ms, segment = excluded.segment, epoch = excluded.epoch, meta = excluded.meta`;
/** A record that is there already was written by this server, in a transaction that it took for failed. */
const APPEND = `insert into world_record (room_id, segment, place, kind, bytes, at_ms) values (?, ?, ?, ?, ?, ?)
  on conflict (room_id, segment, place) do nothing`;
const PLACES = 'select count(*) as places from world_record where room_id = ? and segment = ?';
/** The last two segments stay whatever their age: a resume reads the newest. */
const FORGET = `delete from world_record where at_ms < ? and segment <
  (select segment - 1 from world_room where world_room.id = world_record.room_id)`;

interface Placed {
  readonly record: JournalRecord;
  readonly place: number;
}

export class WorldJournal implements JournalStore {
  readonly #parts: WorldJournalParts;
  /** Of each record, the same however often its batch is tried. */
  readonly #places = new WeakMap<JournalRecord, number>();
  /** The next place of each room's open segment. */
  readonly #next = new Map<string, { readonly segment: number; place: number }>();
  #lost = false;

  constructor(parts: WorldJournalParts) {
    this.#parts = parts;
  }

  async commit(batch: JournalBatch): Promise<void> {
    if (this.#lost) throw new StoreFailed('another server runs this world');
    const { database, clock, lease } = this.#parts;
    const nowMs = clock.wallMs();
    const mine = [lease.name, lease.holder, lease.fence];
    const renew: Statement = { sql: RENEW, values: [nowMs + lease.holdMs, ...mine], expect: 1 };
    try {
      const placed = await this.#placed(batch.records);
      const statements = [renew, ...batch.rooms.map(keepRoom), ...placed.map((one) => append(one, nowMs))];
      await database.batch(statements, { locks: [`world ${lease.name}`] });
    } catch (error) {
      if (error instanceof DatabaseError && error.code === 'unexpected-rows' && error.statement === 0) this.#lose();
      throw new StoreFailed('the world’s journal took no more', { cause: error });
    }
  }

  rooms({ status }: { readonly status?: RoomStatus } = {}): Promise<readonly RoomRecord[]> {
    return worldRooms(this.#parts.database, status);
  }

  room(id: string): Promise<RoomRecord | undefined> {
    return worldRoom(this.#parts.database, id);
  }

  read(room: string, fromSegment = 0): Promise<readonly JournalRecord[]> {
    return worldRecords(this.#parts.database, room, fromSegment);
  }

  /** Forgets turns of long ago, of open worlds too: the tables made of them stay. Returns 0, as bytes aren't counted here. */
  async retain({ maxAgeMs }: { readonly maxAgeMs: number }, nowWallMs: number): Promise<number> {
    await this.#parts.database.batch([{ sql: FORGET, values: [nowWallMs - maxAgeMs] }], { locks: [] });
    return 0;
  }

  healthy(): Promise<void> {
    return this.#parts.database.healthy();
  }

  /** The database is somebody else's. */
  async close(): Promise<void> {
    this.#lost = true;
  }

  async #placed(records: readonly JournalRecord[]): Promise<readonly Placed[]> {
    const placed: Placed[] = [];
    for (const record of records) {
      const place = this.#places.get(record) ?? (await this.#nextPlace(record));
      this.#places.set(record, place);
      placed.push({ record, place });
    }
    return placed;
  }

  async #nextPlace({ room, segment }: JournalRecord): Promise<number> {
    let next = this.#next.get(room);
    if (next?.segment !== segment) {
      const { rows } = await this.#parts.database.query<{ places: number }>(PLACES, [room, segment]);
      next = { segment, place: rows[0]?.places ?? 0 };
      this.#next.set(room, next);
    }
    return next.place++;
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#parts.lost();
  }
}

function keepRoom(room: RoomRecord): Statement {
  const { id, game, gameVersion, status, createdMs, changedMs, segment, epoch, meta } = room;
  return { sql: KEEP_ROOM, values: [id, game, gameVersion, status, createdMs, changedMs, segment, epoch, meta] };
}

function append({ record: { room, segment, kind, bytes }, place }: Placed, nowMs: number): Statement {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return { sql: APPEND, values: [room, segment, place, kind, text, nowMs] };
}
