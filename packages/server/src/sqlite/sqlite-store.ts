/** JournalStore over SQLite: all database work happens in one worker thread; this side packs, queues and limits. */
import {
  StoreFailed,
  type JournalBatch,
  type JournalRecord,
  type JournalStore,
  type RetentionRule,
  type RoomRecord,
  type RoomStatus,
} from '@rubato/ports';
import { packBatch } from './batch-format.ts';
import { spawnWorker } from './spawn-worker.ts';
import { WorkerLink } from './worker-link.ts';
import type { PackedBatch, PackedRecords, Synchronous } from './worker-messages.ts';

/** What waits or is being written; a commit above this fails at once instead of eating the memory of a server whose disk hangs. */
export const DEFAULT_QUEUE_BYTES = 64 * 1024 * 1024;
/** Commits that waited for the one before are written together, in one transaction of at most so many bytes. */
export const TRANSACTION_BYTES = 8 * 1024 * 1024;
/** A database that does not answer within this is not healthy. */
export const HEALTH_DEADLINE_MS = 5000;

export interface SqliteStoreOptions {
  /** Created when missing; holds journal.db, its log, and the lock. */
  readonly directory: string;
  /** Default `full`: the port's promise. `normal` is faster and may lose the last commits when the machine loses power. */
  readonly synchronous?: Synchronous;
  /** Opens beside a running server, for reading only. Default false. */
  readonly readOnly?: boolean;
  readonly queueBytes?: number;
  /** Told of each transaction: what metrics show. */
  readonly onCommit?: (commit: CommitStats) => void;
}

export interface CommitStats {
  readonly batches: number;
  readonly bytes: number;
  readonly durationMs: number;
}

interface Waiting {
  readonly packed: PackedBatch;
  readonly bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Rejects with DataDirectoryInUse, StoreCorrupt or another StoreFailed that says what to do. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { directory, synchronous = 'full', readOnly = false } = options;
  const link = new WorkerLink(spawnWorker({ directory, synchronous, readOnly }));
  await link.opened();
  return new SqliteStore(link, options);
}

export class SqliteStore implements JournalStore {
  readonly #link: WorkerLink;
  readonly #readOnly: boolean;
  readonly #queueBytesMax: number;
  readonly #onCommit: (commit: CommitStats) => void;
  #waiting: Waiting[] = [];
  #queuedBytes = 0;
  #writing = false;
  #closed: Promise<void> | undefined;

  constructor(link: WorkerLink, options: SqliteStoreOptions) {
    this.#link = link;
    this.#readOnly = options.readOnly ?? false;
    this.#queueBytesMax = options.queueBytes ?? DEFAULT_QUEUE_BYTES;
    this.#onCommit = options.onCommit ?? (() => {});
  }

  /** Resolves, with the reason, when the store is closed or beyond use. */
  get failed(): Promise<StoreFailed> {
    return this.#link.failed;
  }

  /** Bytes of commits that have not been answered yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  commit(batch: JournalBatch): Promise<void> {
    const refusal = this.#refusal();
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      const packed = pack(batch);
      const bytes = packed.blob?.length ?? 0;
      if (this.#queuedBytes + bytes > this.#queueBytesMax)
        throw new StoreFailed(
          `the disk is ${this.#queuedBytes} bytes behind and the queue ends at ${this.#queueBytesMax}; use a faster disk or fewer rooms`,
        );
      this.#queuedBytes += bytes;
      this.#waiting.push({ packed, bytes, resolve, reject });
      void this.#write();
    });
  }

  rooms(filter: { readonly status?: RoomStatus } = {}): Promise<readonly RoomRecord[]> {
    return this.#link.ask({ task: 'rooms', status: filter.status });
  }

  room(id: string): Promise<RoomRecord | undefined> {
    return this.#link.ask({ task: 'room', room: id });
  }

  async read(room: string, fromSegment = 0): Promise<readonly JournalRecord[]> {
    return unpack(room, await this.#link.ask<PackedRecords>({ task: 'read', room, fromSegment }));
  }

  retain(rule: RetentionRule, nowWallMs: number): Promise<number> {
    const refusal = this.#refusal();
    return refusal ? Promise.reject(refusal) : this.#link.ask({ task: 'retain', rule, nowWallMs });
  }

  async healthy(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new StoreFailed(`the journal did not answer within ${HEALTH_DEADLINE_MS} ms`)),
        HEALTH_DEADLINE_MS,
      );
    });
    try {
      await Promise.race([this.#link.ask({ task: 'health', wallMs: Date.now() }), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Writes what waits, then closes; a read or retention in progress fails. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#link.failure) return this.#link.ended();
    while (this.#writing) await new Promise((resolve) => setImmediate(resolve));
    await this.#link.ask({ task: 'close' });
    this.#link.fail(new StoreFailed('the store is closed'));
    await this.#link.ended();
  }

  #refusal(): StoreFailed | undefined {
    // First: the thread's own end, which closing brings about, says less.
    if (this.#closed) return new StoreFailed('the store is closed');
    if (this.#link.failure) return this.#link.failure;
    if (this.#readOnly) return new StoreFailed('the store was opened for reading only');
    return undefined;
  }

  /** One transaction at a time; what arrives meanwhile shares the next one and its sync. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const bytes = group.reduce((total, entry) => total + entry.bytes, 0);
      const started = performance.now();
      try {
        const batches = group.map((entry) => entry.packed);
        await this.#link.ask({ task: 'commit', batches }, transferable(batches));
        this.#onCommit({ batches: group.length, bytes, durationMs: performance.now() - started });
        for (const entry of group) entry.resolve();
      } catch (error) {
        for (const entry of group) entry.reject(error);
      }
      this.#queuedBytes -= bytes;
    }
    this.#writing = false;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    do bytes += this.#waiting[count++]!.bytes;
    while (count < this.#waiting.length && bytes + this.#waiting[count]!.bytes <= TRANSACTION_BYTES);
    return this.#waiting.splice(0, count);
  }
}

function pack(batch: JournalBatch): PackedBatch {
  try {
    const blob = batch.records.length > 0 ? packBatch(batch.records) : undefined;
    return { rooms: batch.rooms.map((room) => ({ ...room })), blob, wallMs: Date.now() };
  } catch (error) {
    throw new StoreFailed((error as Error).message, { cause: error });
  }
}

function transferable(batches: readonly PackedBatch[]): ArrayBuffer[] {
  return batches.flatMap((batch) => (batch.blob ? [batch.blob.buffer as ArrayBuffer] : []));
}

function unpack(room: string, packed: PackedRecords): JournalRecord[] {
  let at = 0;
  return Array.from(packed.segments, (segment, index) => {
    const bytes = packed.bytes.subarray(at, at + packed.lengths[index]!);
    at += bytes.length;
    return { room, segment, kind: packed.heads[index] === 1 ? 'head' : 'block', bytes };
  });
}
