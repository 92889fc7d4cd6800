import { expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { MemoryJournalStore } from './memory-journal-store.ts';

const record = (value: number) => ({
  rooms: [],
  records: [{ room: 'r', segment: 0, kind: 'block' as const, bytes: Uint8Array.of(value) }],
});

it('takes its time on the clock and then has it durable', async () => {
  const clock = new ManualClock();
  const store = new MemoryJournalStore({ clock, commitMs: 5 });
  let resolved = false;
  void store.commit(record(1)).then(() => (resolved = true));
  await clock.run(4);
  expect([resolved, store.commits]).toEqual([false, 0]);
  await clock.run(1);
  expect([resolved, store.commits]).toEqual([true, 1]);
});

it('loses in a crash what is under way, but for as many batches as it is told had reached the disk', async () => {
  const clock = new ManualClock();
  const store = new MemoryJournalStore({ clock, commitMs: 5 });
  void store.commit(record(1));
  await clock.run(5);
  let settled = 0;
  for (const value of [2, 3, 4]) void store.commit(record(value)).finally(() => settled++);
  const restarted = store.crash(2);
  await clock.run(100);
  expect(settled).toBe(0);
  expect((await restarted.read('r')).map(({ bytes }) => bytes[0])).toEqual([1, 2, 3]);
  await expect(store.read('r')).rejects.toThrow('crashed');
  const after = restarted.commit(record(5));
  await clock.run(5);
  await after;
  expect((await restarted.read('r')).map(({ bytes }) => bytes[0])).toEqual([1, 2, 3, 5]);
});

it('fails the next commit on demand, with the cause', async () => {
  const store = new MemoryJournalStore();
  const cause = new Error('no space');
  store.failNext(cause);
  await expect(store.commit(record(1))).rejects.toMatchObject({ name: 'StoreFailed', cause });
  await store.commit(record(2));
  expect((await store.read('r')).map(({ bytes }) => bytes[0])).toEqual([2]);
});
