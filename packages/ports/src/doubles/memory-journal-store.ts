import { StoreFailed } from '../journal-store.ts';
import type {
  JournalBatch,
  JournalRecord,
  JournalStore,
  RetentionRule,
  RoomRecord,
  RoomStatus,
} from '../journal-store.ts';
import type { Clock } from '../clock.ts';

export interface MemoryJournalStoreOptions {
  /** When given, a commit takes `commitMs` on this clock. */
  readonly clock?: Clock;
  /** Default 0. */
  readonly commitMs?: number;
}

interface Disk {
  readonly rooms: Map<string, RoomRecord>;
  readonly records: Map<string, JournalRecord[]>;
}

interface Pending {
  readonly batch: JournalBatch;
  readonly resolve: () => void;
  readonly reject: (error: StoreFailed) => void;
}

/** A journal store whose disk is memory and whose machine can crash. */
export class MemoryJournalStore implements JournalStore {
  private readonly options: MemoryJournalStoreOptions;
  private readonly disk: Disk;
  private readonly pending: Pending[] = [];
  private state: 'open' | 'closed' | 'crashed' = 'open';
  private failure: unknown;
  /** Batches made durable so far. */
  commits = 0;

  constructor(options: MemoryJournalStoreOptions = {}, disk: Disk = { rooms: new Map(), records: new Map() }) {
    this.options = options;
    this.disk = disk;
  }

  commit(batch: JournalBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.state !== 'open') return reject(this.unusable());
      this.pending.push({ batch: copyBatch(batch), resolve, reject });
      const { clock, commitMs = 0 } = this.options;
      if (clock === undefined) queueMicrotask(() => this.commitNext());
      else clock.after(commitMs, () => this.commitNext());
    });
  }

  async rooms(filter: { readonly status?: RoomStatus } = {}): Promise<readonly RoomRecord[]> {
    this.assertUsable();
    const all = [...this.disk.rooms.values()];
    return filter.status === undefined ? all : all.filter((room) => room.status === filter.status);
  }

  async room(id: string): Promise<RoomRecord | undefined> {
    this.assertUsable();
    return this.disk.rooms.get(id);
  }

  async read(room: string, fromSegment = 0): Promise<readonly JournalRecord[]> {
    this.assertUsable();
    const records = this.disk.records.get(room) ?? [];
    return records.filter((record) => record.segment >= fromSegment).map(copyRecord);
  }

  async retain(rule: RetentionRule, nowWallMs: number): Promise<number> {
    this.assertUsable();
    const ended = [...this.disk.rooms.values()].filter((room) => room.status !== 'open');
    ended.sort((a, b) => a.changedMs - b.changedMs);
    let total = 0;
    for (const id of this.disk.records.keys()) total += this.sizeOf(id);
    let gone = 0;
    for (const room of ended) {
      if (nowWallMs - room.changedMs <= rule.maxAgeMs && total - gone <= rule.maxBytes) continue;
      gone += this.sizeOf(room.id);
      this.disk.records.delete(room.id);
      this.disk.rooms.delete(room.id);
    }
    return gone;
  }

  async healthy(): Promise<void> {
    this.assertUsable();
  }

  /** Waits for the commits under way. */
  async close(): Promise<void> {
    if (this.state !== 'open') return;
    this.state = 'closed';
    while (this.pending.length > 0) this.commitNext();
  }

  /** The next commit rejects with `StoreFailed` and stores nothing. */
  failNext(cause: unknown = new Error('disk full')): void {
    this.failure = cause;
  }

  /**
   * The machine loses power: commits under way neither resolve nor reject, this store is dead.
   *
   * @param keep how many of the batches under way had reached the disk after all; default 0
   * @returns the store that a restarted process opens on the same disk
   */
  crash(keep = 0): MemoryJournalStore {
    for (const { batch } of this.pending.splice(0).slice(0, keep)) write(this.disk, batch);
    this.state = 'crashed';
    const { rooms, records } = this.disk;
    const survived = { rooms: new Map(rooms), records: new Map([...records].map(([id, list]) => [id, [...list]])) };
    return new MemoryJournalStore(this.options, survived);
  }

  private commitNext(): void {
    const next = this.pending.shift();
    if (next === undefined) return;
    if (this.failure !== undefined) {
      const cause = this.failure;
      this.failure = undefined;
      next.reject(new StoreFailed('a batch could not be written', { cause }));
      return;
    }
    write(this.disk, next.batch);
    this.commits++;
    next.resolve();
  }

  private sizeOf(room: string): number {
    return (this.disk.records.get(room) ?? []).reduce((sum, record) => sum + record.bytes.length, 0);
  }

  private assertUsable(): void {
    if (this.state !== 'open') throw this.unusable();
  }

  private unusable(): StoreFailed {
    return new StoreFailed(`the journal store is ${this.state}`);
  }
}

function write(disk: Disk, batch: JournalBatch): void {
  for (const room of batch.rooms) disk.rooms.set(room.id, room);
  for (const record of batch.records) {
    const kept = disk.records.get(record.room);
    if (kept === undefined) disk.records.set(record.room, [record]);
    else kept.push(record);
  }
}

function copyBatch(batch: JournalBatch): JournalBatch {
  return { rooms: batch.rooms.map((room) => ({ ...room })), records: batch.records.map(copyRecord) };
}

function copyRecord(record: JournalRecord): JournalRecord {
  return { ...record, bytes: record.bytes.slice() };
}
