import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RoomRecord } from '@rubato/ports';
import { packBatch } from './batch-format.ts';
import { JournalFile } from './journal-file.ts';
import { openJournal, type OpenJournal } from './open-journal.ts';
import { readRoom, READ_SLICE_BATCHES } from './read-room.ts';
import { retain, RETENTION_SLICE_BATCHES } from './retention.ts';
import { HEALTH_DEADLINE_MS, SqliteStore, TRANSACTION_BYTES } from './sqlite-store.ts';
import { WorkerLink } from './worker-link.ts';
import type { WorkerRequest } from './worker-messages.ts';

let directory: string;
let opened: OpenJournal;
let journal: JournalFile;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rubato-limits-'));
  opened = openJournal({ directory, synchronous: 'normal', readOnly: false }, 0);
  journal = new JournalFile(opened.database);
  journal.commit([{ rooms: [room], blob: undefined, wallMs: 0 }]);
});

afterEach(() => {
  opened.close();
  rmSync(directory, { recursive: true });
  vi.useRealTimers();
});

const room: RoomRecord = {
  id: 'a',
  game: 'arena',
  gameVersion: 1,
  status: 'open',
  createdMs: 0,
  changedMs: 0,
  segment: 0,
  epoch: 1,
  meta: '',
};

function play(batches: number, size: number): void {
  for (let index = 0; index < batches; index++)
    journal.commit([
      {
        rooms: [],
        blob: packBatch([{ room: 'a', segment: 0, kind: 'block', bytes: new Uint8Array(size) }]),
        wallMs: 0,
      },
    ]);
}

test('a long room is read in slices, with room for commits between them', () => {
  play(READ_SLICE_BATCHES * 2 + 1, 10);
  const reading = readRoom(journal, 'a', 0);
  let slices = 0;
  for (let step = reading.next(); ; step = reading.next()) {
    if (step.done) {
      expect(step.value.lengths).toHaveLength(READ_SLICE_BATCHES * 2 + 1);
      break;
    }
    slices++;
    play(1, 10);
  }
  expect(slices).toBe(3);
});

test('a room that holds more than one answer may is refused, with what to do', () => {
  play(3, 100);
  expect(() => [...readRoom(journal, 'a', 0, 299)]).toThrow(
    /room a holds more than 299 bytes from segment 0 on; read from a later one/,
  );
  expect([...readRoom(journal, 'a', 0, 300)]).toHaveLength(1);
});

test('a room that retention removes while it is read reads as empty, never as torn', () => {
  play(READ_SLICE_BATCHES + 1, 10);
  journal.commit([{ rooms: [{ ...room, status: 'closed' }], blob: undefined, wallMs: 0 }]);
  const reading = readRoom(journal, 'a', 0);
  reading.next();
  expect(finish(retain(journal, { maxAgeMs: 0, maxBytes: 0 }, 1))).toBe((READ_SLICE_BATCHES + 1) * 10);
  expect(finish(reading).lengths).toHaveLength(0);
});

test('a room that is resumed while others are counted is not removed', () => {
  play(RETENTION_SLICE_BATCHES + 1, 10);
  journal.commit([{ rooms: [{ ...room, status: 'closed' }], blob: undefined, wallMs: 0 }]);
  // As after a restart by an earlier version that had not counted.
  opened.database.exec('update room set bytes = null');
  const retaining = retain(new JournalFile(opened.database), { maxAgeMs: 0, maxBytes: 0 }, 1);
  retaining.next();
  journal.commit([{ rooms: [room], blob: undefined, wallMs: 0 }]);
  expect(finish(retaining)).toBe(0);
  expect(finish(readRoom(journal, 'a', 0)).lengths).toHaveLength(RETENTION_SLICE_BATCHES + 1);
});

function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A thread that takes requests and never answers by itself. */
class SilentWorker extends EventEmitter {
  readonly requests: WorkerRequest[] = [];

  postMessage(request: WorkerRequest): void {
    this.requests.push(request);
  }

  answer(index: number): void {
    this.emit('message', { id: this.requests[index]!.id, value: undefined });
  }
}

function storeOver(worker: SilentWorker): SqliteStore {
  return new SqliteStore(new WorkerLink(worker as unknown as Worker), { directory });
}

test('a database that does not answer in time is not healthy', async () => {
  vi.useFakeTimers();
  const health = storeOver(new SilentWorker()).healthy();
  const failed = health.catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(HEALTH_DEADLINE_MS);
  expect(await failed).toContain(`did not answer within ${HEALTH_DEADLINE_MS} ms`);
});

test('commits that wait share transactions up to their limit of bytes', async () => {
  const worker = new SilentWorker();
  const store = storeOver(worker);
  const commit = (size: number) =>
    store.commit({ rooms: [], records: [{ room: 'a', segment: 0, kind: 'block', bytes: new Uint8Array(size) }] });
  const sizes = [
    1,
    TRANSACTION_BYTES * 0.6,
    TRANSACTION_BYTES * 0.3,
    TRANSACTION_BYTES * 0.3,
    TRANSACTION_BYTES + 1,
    10,
  ].map(Math.floor);
  const done = Promise.all(sizes.map(commit));
  for (let index = 0; index < 5; index++) {
    await vi.waitFor(() => expect(worker.requests).toHaveLength(index + 1));
    worker.answer(index);
  }
  await done;
  expect(worker.requests.map((request) => request.task === 'commit' && request.batches.length)).toEqual([
    1, 2, 1, 1, 1,
  ]);
});
