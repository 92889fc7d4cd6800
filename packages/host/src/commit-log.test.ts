import type { JournalBatch, JournalStore } from '@rubato/ports';
import { ManualClock, MemoryJournalStore } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { CommitLog } from './commit-log.ts';
import type { Drained } from './commit-log.ts';

const quiet = { committed: () => {}, failed: () => {} };

function source(room: string) {
  const events: string[] = [];
  let written = 0;
  return {
    events,
    drain(): Drained {
      const number = written++;
      return {
        records: [{ room, segment: 0, kind: 'block', bytes: Uint8Array.of(number) }],
        durable: () => events.push(`durable ${number}`),
        lost: () => events.push(`lost ${number}`),
      };
    },
  };
}

/** A store that fails the first `failures` commits. */
function failingStore(failures: number): JournalStore & { readonly batches: JournalBatch[] } {
  const store = new MemoryJournalStore();
  const batches: JournalBatch[] = [];
  let left = failures;
  return Object.assign(Object.create(store) as JournalStore, {
    batches,
    commit: (batch: JournalBatch) => {
      batches.push(batch);
      return left-- > 0 ? Promise.reject(new Error('disk full')) : Promise.resolve();
    },
  });
}

describe('group commit', () => {
  it('makes what all rooms wrote in an interval one batch', async () => {
    const clock = new ManualClock();
    const store = failingStore(0);
    const log = new CommitLog(store, clock, 50, quiet);
    const [a, b] = [source('a'), source('b')];
    log.mark(a);
    log.mark(b);
    log.mark(a);
    await clock.run(49);
    expect(store.batches).toHaveLength(0);
    await clock.run(2);
    expect(store.batches).toHaveLength(1);
    expect(store.batches[0]!.records.map((record) => record.room)).toEqual(['a', 'b']);
    expect(a.events).toEqual(['durable 0']);
  });

  it('has one batch under way at a time; what comes meanwhile waits for the next', async () => {
    const clock = new ManualClock();
    const store = new MemoryJournalStore({ clock, commitMs: 200 });
    const log = new CommitLog(store, clock, 50, quiet);
    const a = source('a');
    log.mark(a);
    await clock.run(60);
    log.mark(a);
    await clock.run(100);
    expect(a.events).toEqual([]);
    await clock.run(500);
    expect(a.events).toEqual(['durable 0', 'durable 1']);
    expect(store.commits).toBe(2);
  });

  it('begins a batch every interval, however long the disk took for the one before', async () => {
    const clock = new ManualClock();
    const store = new MemoryJournalStore({ clock, commitMs: 40 });
    const log = new CommitLog(store, clock, 50, quiet);
    const a = source('a');
    for (let ms = 0; ms < 500; ms += 10) {
      log.mark(a);
      await clock.run(10);
    }
    // The last of them is under way or waits.
    expect(store.commits).toBeGreaterThanOrEqual(500 / 50 - 2);
  });

  it('retries a failed batch with the same records', async () => {
    const clock = new ManualClock();
    const store = failingStore(2);
    const log = new CommitLog(store, clock, 50, quiet);
    const a = source('a');
    log.mark(a);
    await clock.run(2000);
    expect(store.batches.map((batch) => batch.records[0]!.bytes[0])).toEqual([0, 0, 0]);
    expect(a.events).toEqual(['durable 0']);
  });

  it('tells the room after the last attempt that its records are lost, never that they are durable', async () => {
    const clock = new ManualClock();
    const store = failingStore(100);
    const attempts: number[] = [];
    const log = new CommitLog(store, clock, 50, {
      committed: () => {},
      failed: (_error, attempt) => attempts.push(attempt),
    });
    const a = source('a');
    log.mark(a);
    await clock.run(10_000);
    expect(attempts).toEqual([1, 2, 3, 4, 5]);
    expect(a.events).toEqual(['lost 0']);
  });

  it('gives up a flush when the store takes no more, instead of trying for ever', async () => {
    const clock = new ManualClock();
    const store = failingStore(1000);
    const log = new CommitLog(store, clock, 50, quiet);
    const stubborn = {
      drain: () => ({ records: source('a').drain().records, durable: () => {}, lost: () => log.mark(stubborn) }),
    };
    log.mark(stubborn);
    const flushed = log.flush();
    await clock.run(10_000);
    await expect(flushed).resolves.toBe(false);
  });

  it('flushes everything on demand', async () => {
    const clock = new ManualClock();
    const store = new MemoryJournalStore();
    const log = new CommitLog(store, clock, 50, quiet);
    const a = source('a');
    log.mark(a);
    expect(await log.flush()).toBe(true);
    expect(a.events).toEqual(['durable 0']);
  });
});
