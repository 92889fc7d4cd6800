import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RoomRecord } from '@rubato/ports';
import { JOURNAL_FILE } from './open-journal.ts';
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts';

const DAY = 86_400_000;
let path: string;
let store: SqliteStore;

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'rubato-retention-'));
  store = await openSqliteStore({ directory: path, synchronous: 'normal' });
});

afterEach(async () => {
  await store.close();
  rmSync(path, { recursive: true, force: true });
});

function room(id: string, status: RoomRecord['status'], changedMs: number): RoomRecord {
  return { id, game: 'arena', gameVersion: 1, status, createdMs: 0, changedMs, segment: 0, epoch: 1, meta: '' };
}

/** `count` batches in which each room has one record of `size` bytes. */
async function play(rooms: readonly string[], count: number, size: number): Promise<void> {
  for (let index = 0; index < count; index++)
    await store.commit({
      rooms: [],
      records: rooms.map((id) => ({ room: id, segment: 0, kind: 'block', bytes: new Uint8Array(size).fill(index) })),
    });
}

async function create(...rooms: RoomRecord[]): Promise<void> {
  await store.commit({ rooms, records: [] });
}

test('only rooms past their age go, and those that shared batches with them stay whole', async () => {
  await create(room('old', 'open', 0), room('young', 'open', 0), room('live', 'open', 0));
  await play(['old', 'young', 'live'], 100, 50);
  await create(room('old', 'closed', 0), room('young', 'closed', 9 * DAY));
  await play(['live'], 5, 50);
  expect(await store.retain({ maxAgeMs: 7 * DAY, maxBytes: 1e9 }, 10 * DAY)).toBe(5000);
  expect((await store.rooms()).map(({ id }) => id)).toEqual(['young', 'live']);
  expect(await store.read('old')).toEqual([]);
  expect((await store.read('young')).map(({ bytes }) => bytes[0])).toEqual(
    Array.from({ length: 100 }, (_, index) => index),
  );
  expect(await store.read('live')).toHaveLength(105);
});

test('the oldest ended rooms go until the rest fits; open rooms never do', async () => {
  await create(room('a', 'open', 0), room('b', 'open', 0), room('c', 'open', 0));
  await play(['a', 'b', 'c'], 10, 100);
  await create(room('b', 'closed', 1), room('a', 'frozen', 2));
  expect(await store.retain({ maxAgeMs: 1e12, maxBytes: 2000 }, 3)).toBe(1000);
  expect((await store.rooms()).map(({ id }) => id)).toEqual(['a', 'c']);
  expect(await store.retain({ maxAgeMs: 1e12, maxBytes: 0 }, 3)).toBe(1000);
  expect((await store.rooms()).map(({ id }) => id)).toEqual(['c']);
  expect(await store.read('c')).toHaveLength(10);
});

test('rooms that were open when the server stopped are counted before anything is chosen', async () => {
  await create(room('a', 'open', 0), room('b', 'open', 0));
  await play(['a', 'b'], 10, 100);
  await store.close();
  store = await openSqliteStore({ directory: path });
  await play(['a'], 3, 100);
  await create(room('a', 'closed', 1), room('b', 'closed', 2));
  expect(await store.retain({ maxAgeMs: 1e12, maxBytes: 2300 }, 3)).toBe(0);
  expect(await store.retain({ maxAgeMs: 1e12, maxBytes: 2299 }, 3)).toBe(1300);
});

test('a room with the id of one that went starts empty', async () => {
  await create(room('a', 'open', 0));
  await play(['a'], 3, 10);
  await create(room('a', 'closed', 0));
  await store.retain({ maxAgeMs: 0, maxBytes: 1e9 }, 1);
  await create(room('a', 'open', 5));
  await play(['a'], 1, 10);
  expect(await store.read('a')).toHaveLength(1);
});

test('commits pass while a long retention runs', async () => {
  await create(room('a', 'open', 0), room('b', 'open', 0));
  await play(['a', 'b'], 300, 2000);
  await create(room('a', 'closed', 0));
  const order: string[] = [];
  const retained = store.retain({ maxAgeMs: 0, maxBytes: 1e9 }, 1).then((bytes) => order.push(`retained ${bytes}`));
  await store
    .commit({ rooms: [], records: [{ room: 'b', segment: 0, kind: 'block', bytes: new Uint8Array(1) }] })
    .then(() => order.push('committed'));
  await retained;
  expect(order).toEqual(['committed', 'retained 600000']);
  expect(await store.read('b')).toHaveLength(301);
});

test('the file stops growing once each hour leaves what the hour before brought', async () => {
  const sizes: number[] = [];
  for (let hour = 0; hour < 6; hour++) {
    await create(room(`h${hour}`, 'open', hour));
    await play([`h${hour}`], 50, 20_000);
    await create(room(`h${hour}`, 'closed', hour));
    await store.retain({ maxAgeMs: 0, maxBytes: 1e9 }, hour + 1);
    // Closing moves the write-ahead log into the file.
    await store.close();
    store = await openSqliteStore({ directory: path, synchronous: 'normal' });
    sizes.push(statSync(join(path, JOURNAL_FILE)).size);
  }
  expect(sizes[5]).toBeLessThan(sizes[1]! * 1.5);
});
