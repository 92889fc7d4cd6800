/**
 * Where the journals of rooms are kept. Records are opaque bytes here; their meaning is the game package's.
 *
 * A batch is the unit of durability: after `commit` resolves, every record in it survives a crash of the process and
 * of the machine; after a crash before that, either the whole batch is there or none of it. Batches keep their order.
 */
export interface JournalStore {
  /** Rejects with `StoreFailed` when the batch could not be made durable; then none of it is stored. */
  commit(batch: JournalBatch): Promise<void>;
  /** Rooms in order of creation. */
  rooms(filter?: { readonly status?: RoomStatus }): Promise<readonly RoomRecord[]>;
  room(id: string): Promise<RoomRecord | undefined>;
  /** The records of one room in commit order; `fromSegment` (default 0) skips what lies before that segment. */
  read(room: string, fromSegment?: number): Promise<readonly JournalRecord[]>;
  /** Drops journals by the retention rule and returns how many bytes went; never touches an open room. */
  retain(rule: RetentionRule, nowWallMs: number): Promise<number>;
  /** Rejects unless the store can read and write now. */
  healthy(): Promise<void>;
  close(): Promise<void>;
}

export interface JournalBatch {
  /** Rooms created or changed; written before the records. */
  readonly rooms: readonly RoomRecord[];
  readonly records: readonly JournalRecord[];
}

export interface JournalRecord {
  readonly room: string;
  /** Counts from 0; each segment opens with a snapshot. */
  readonly segment: number;
  /** `head` opens the segment; `block` carries turns. */
  readonly kind: 'head' | 'block';
  readonly bytes: Uint8Array;
}

export type RoomStatus = 'open' | 'closed' | 'frozen';

export interface RoomRecord {
  readonly id: string;
  readonly game: string;
  readonly gameVersion: number;
  readonly status: RoomStatus;
  readonly createdMs: number;
  readonly changedMs: number;
  /** The newest segment; where a resume begins to read. */
  readonly segment: number;
  /** Counts from 1, raised by each resume. */
  readonly epoch: number;
  /** Owner-defined JSON text: seats, session keys, settings, result. */
  readonly meta: string;
}

export interface RetentionRule {
  /** Closed rooms older than this go. */
  readonly maxAgeMs: number;
  /** Then the oldest closed rooms go until this many bytes are left. */
  readonly maxBytes: number;
}

/** The store refused or lost a write; `cause` carries the adapter's own error. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}
