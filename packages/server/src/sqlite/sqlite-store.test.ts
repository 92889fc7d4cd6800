import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { StoreFailed, type JournalRecord, type RoomRecord } from '@rubato/ports';
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts';
import { DataDirectoryInUse, StoreCorrupt } from './store-errors.ts';

const directories: string[] = [];
const stores: SqliteStore[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'rubato-store-'));
  directories.push(path);
  return path;
}

async function open(options: Partial<Parameters<typeof openSqliteStore>[0]> = {}): Promise<SqliteStore> {
  const store = await openSqliteStore({ directory: directory(), ...options });
  stores.push(store);
  return store;
}

function room(id: string, more: Partial<RoomRecord> = {}): RoomRecord {
  return {
    id,
    game: 'arena',
    gameVersion: 1,
    status: 'open',
    createdMs: 1,
    changedMs: 1,
    segment: 0,
    epoch: 1,
    meta: '{}',
    ...more,
  };
}

function record(room: string, segment: number, ...bytes: number[]): JournalRecord {
  return { room, segment, kind: bytes[0] === 0 ? 'head' : 'block', bytes: Uint8Array.from(bytes) };
}

test('what was committed is read back in order after the store was opened again', async () => {
  const path = directory();
  const first = await openSqliteStore({ directory: path });
  await first.commit({ rooms: [room('a'), room('b')], records: [record('a', 0, 0, 1), record('b', 0, 0, 2)] });
  await first.commit({ rooms: [], records: [record('b', 0, 3), record('a', 0, 4), record('a', 1, 0, 5)] });
  await first.close();
  const store = await open({ directory: path });
  expect(await store.rooms()).toEqual([room('a'), room('b')]);
  expect(await store.read('a')).toEqual([record('a', 0, 0, 1), record('a', 0, 4), record('a', 1, 0, 5)]);
  expect(await store.read('a', 1)).toEqual([record('a', 1, 0, 5)]);
  expect(await store.read('b')).toEqual([record('b', 0, 0, 2), record('b', 0, 3)]);
});

test('a second server on the same data directory is refused and told the process id of the first', async () => {
  const path = directory();
  await open({ directory: path });
  const error = await openSqliteStore({ directory: path }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DataDirectoryInUse);
  expect((error as DataDirectoryInUse).pid).toBe(process.pid);
  expect((error as Error).message).toContain(`process ${process.pid}`);
});
test('a reader beside a running server sees its commits and cannot write', async () => {
  const path = directory();
  const writer = await open({ directory: path });
  await writer.commit({ rooms: [room('a')], records: [record('a', 0, 0)] });
  const reader = await open({ directory: path, readOnly: true });
  expect(await reader.read('a')).toEqual([record('a', 0, 0)]);
  await writer.commit({ rooms: [], records: [record('a', 0, 7)] });
  expect(await reader.read('a')).toHaveLength(2);
  await expect(reader.commit({ rooms: [], records: [] })).rejects.toThrow(/reading only/);
});

test('a damaged file is refused by name, and the directory is free again', async () => {
  const path = directory();
  writeFileSync(join(path, 'journal.db'), 'not a database, and long enough to be taken for one'.repeat(100));
  const error = await openSqliteStore({ directory: path }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(StoreCorrupt);
  expect((error as Error).message).toContain(join(path, 'journal.db'));
  rmSync(join(path, 'journal.db'));
  await open({ directory: path });
});

test('records of a room that nobody created are refused and nothing of their batch stays', async () => {
  const store = await open();
  await expect(
    store.commit({ rooms: [room('a')], records: [record('a', 0, 0), record('ghost', 0, 0)] }),
  ).rejects.toThrow(StoreFailed);
  expect(await store.rooms()).toEqual([]);
  await store.commit({ rooms: [room('a')], records: [record('a', 0, 0)] });
  expect(await store.read('a')).toHaveLength(1);
});
