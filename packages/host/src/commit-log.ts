/**
 * Group commit: what all rooms journalled since the last flush becomes durable as one batch.
 *
 * One batch is under way at a time; what arrives meanwhile waits for the next. A failed batch is retried with the same
 * records, so nothing is skipped; after `MAX_ATTEMPTS` the failure is reported and each source is told, so that it
 * opens a new segment from a snapshot instead of leaving a hole.
 */
import type { Clock, JournalBatch, JournalRecord, JournalStore, RoomRecord } from '@rubato/ports';

const MAX_ATTEMPTS = 5;
const RETRY_MS = 200;

export interface JournalSource {
  /** Hands over what is new since the last call; called once per flush. */
  drain(): Drained;
}

export interface Drained {
  /** The room's row, when it changed. */
  readonly room?: RoomRecord;
  readonly records: readonly JournalRecord[];
  /** Called when everything drained here is durable. */
  durable(): void;
  /** Called when the batch could not be stored: these records are gone, so the source opens a new segment. */
  lost(): void;
}

export interface CommitReport {
  committed(bytes: number, ms: number): void;
  failed(error: unknown, attempts: number): void;
}

export class CommitLog {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #report: CommitReport;
  readonly #dirty = new Set<JournalSource>();
  #cancel: (() => void) | undefined;
  #flushing: Promise<boolean> | undefined;
  #begunMs = 0;

  constructor(store: JournalStore, clock: Clock, intervalMs: number, report: CommitReport) {
    this.#store = store;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#report = report;
  }

  /** Asks for `source` to be drained at the next flush, at most `intervalMs` away unless a flush is under way. */
  mark(source: JournalSource): void {
    this.#dirty.add(source);
    if (this.#cancel === undefined && this.#flushing === undefined) this.#arm(this.#intervalMs);
  }

  /** Commits everything marked; true when it is durable, false when the store took no more. */
  async flush(): Promise<boolean> {
    while (this.#flushing !== undefined || this.#dirty.size > 0) {
      if (!(await (this.#flushing ?? this.#begin()))) return false;
    }
    return true;
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      void this.#begin();
    });
  }

  #begin(): Promise<boolean> {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#flushing !== undefined) return this.#flushing;
    this.#begunMs = this.#clock.now();
    let stored = false;
    const commit = this.#commitOnce().then((done) => (stored = done));
    this.#flushing = commit.finally(() => {
      this.#flushing = undefined;
      // Counted from when the last one began: a slow disk is waited for once, not twice. One that fails gets its rest.
      const dueMs = (stored ? this.#begunMs : this.#clock.now()) + this.#intervalMs;
      if (this.#dirty.size > 0 && this.#cancel === undefined) this.#arm(Math.max(0, dueMs - this.#clock.now()));
    });
    return this.#flushing;
  }

  async #commitOnce(): Promise<boolean> {
    const drained = [...this.#dirty].map((source) => source.drain());
    this.#dirty.clear();
    const batch: JournalBatch = {
      rooms: drained.flatMap((part) => (part.room === undefined ? [] : [part.room])),
      records: drained.flatMap((part) => part.records),
    };
    if (batch.rooms.length === 0 && batch.records.length === 0) {
      for (const part of drained) part.durable();
      return true;
    }
    const startedMs = this.#clock.now();
    if (!(await this.#attempt(batch))) {
      for (const part of drained) part.lost();
      return false;
    }
    const bytes = batch.records.reduce((sum, record) => sum + record.bytes.length, 0);
    this.#report.committed(bytes, this.#clock.now() - startedMs);
    for (const part of drained) part.durable();
    return true;
  }

  async #attempt(batch: JournalBatch): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#store.commit(batch);
        return true;
      } catch (error) {
        this.#report.failed(error, attempt);
        if (attempt >= MAX_ATTEMPTS) return false;
        await new Promise<void>((resolve) => void this.#clock.after(RETRY_MS * attempt, resolve));
      }
    }
  }
}
