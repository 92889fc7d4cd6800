import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { StoreFailed, type JournalRecord, type RoomRecord } from '@rubato/ports';
import { openDatabase } from './driver.ts';
import { JOURNAL_FILE } from './open-journal.ts';
import { spawnWorker } from './spawn-worker.ts';
import { openSqliteStore, SqliteStore } from './sqlite-store.ts';
import { DataDirectoryInUse, StoreCorrupt } from './store-errors.ts';
import { crash } from './testing/crash.ts';
import { WorkerLink } from './worker-link.ts';

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

test('a segment whose first batch was refused is found once it is there', async () => {
  const store = await open();
  await store.commit({ rooms: [room('a')], records: [record('a', 0, 0)] });
  await expect(store.commit({ rooms: [], records: [record('a', 1, 0), record('ghost', 0, 0)] })).rejects.toThrow(
    /ghost/,
  );
  await store.commit({ rooms: [], records: [record('a', 1, 0)] });
  expect(await store.read('a', 1)).toEqual([record('a', 1, 0)]);
});

test('commits that arrive together are all there, in their order', async () => {
  const groups: number[] = [];
  const store = await open({ onCommit: ({ batches }) => groups.push(batches) });
  await store.commit({ rooms: [room('a')], records: [record('a', 0, 0)] });
  await Promise.all(
    Array.from({ length: 200 }, (_, index) => store.commit({ rooms: [], records: [record('a', 0, 1, index)] })),
  );
  const records = await store.read('a');
  expect(records.slice(1).map((entry) => entry.bytes[1])).toEqual(Array.from({ length: 200 }, (_, index) => index));
  expect(groups.length).toBeLessThan(10);
});

test('what many rooms wrote in one commit is one row, written by the one thread', async () => {
  const path = directory();
  const store = await open({ directory: path });
  const names = Array.from({ length: 50 }, (_, number) => `room ${number}`);
  await store.commit({ rooms: names.map((name) => room(name)), records: names.map((name) => record(name, 0, 0, 1)) });
  await store.commit({ rooms: [], records: names.flatMap((name) => [record(name, 0, 1, 2), record(name, 0, 1, 3)]) });
  const file = openDatabase(join(path, JOURNAL_FILE), { readOnly: true });
  expect(file.prepare('select count(*) as n from batch').get()).toMatchObject({ n: 2 });
  file.close();
  expect((await store.read('room 49')).map(({ bytes }) => bytes[1])).toEqual([1, 2, 3]);
});

test('the caller may reuse its memory as soon as commit returns', async () => {
  const store = await open();
  const bytes = Uint8Array.of(1, 2, 3);
  const committed = store.commit({ rooms: [room('a')], records: [{ room: 'a', segment: 0, kind: 'head', bytes }] });
  bytes.fill(9);
  await committed;
  expect((await store.read('a'))[0]!.bytes).toEqual(Uint8Array.of(1, 2, 3));
});

test('a commit beyond the queue limit fails at once and the earlier ones still succeed', async () => {
  const store = await open({ queueBytes: 1000 });
  await store.commit({ rooms: [room('a')], records: [] });
  const first = store.commit({ rooms: [], records: [record('a', 0, ...new Array(900).fill(1))] });
  await expect(store.commit({ rooms: [], records: [record('a', 0, ...new Array(100).fill(2))] })).rejects.toThrow(
    /queue ends at 1000/,
  );
  await first;
  expect(store.queuedBytes).toBe(0);
  expect(await store.read('a')).toHaveLength(1);
});

test('when the thread dies, what waited is rejected and the store says that it is not healthy', async () => {
  const worker = spawnWorker({ directory: directory(), synchronous: 'full', readOnly: false });
  const link = new WorkerLink(worker);
  await link.opened();
  const store = new SqliteStore(link, { directory: '' });
  await store.healthy();
  const crashed = crash(worker);
  const waiting = [store.commit({ rooms: [room('a')], records: [] }), store.read('a')];
  for (const answer of waiting) await expect(answer).rejects.toThrow(StoreFailed);
  await crashed;
  await expect(store.healthy()).rejects.toThrow(/journal thread failed/);
  await expect(store.commit({ rooms: [], records: [] })).rejects.toThrow(StoreFailed);
  await store.close();
});

test('after close everything is refused, and close waits for what was committed before', async () => {
  const path = directory();
  const store = await open({ directory: path });
  const commit = store.commit({ rooms: [room('a')], records: [record('a', 0, 0)] });
  await store.close();
  await commit;
  await expect(store.rooms()).rejects.toThrow(/closed/);
  expect(await (await open({ directory: path })).read('a')).toHaveLength(1);
});

test('a file of a newer version, of another program, or with an edited step is refused with what to do', async () => {
  const path = directory();
  await (await openSqliteStore({ directory: path })).close();
  const edit = (sql: string) => {
    const database = openDatabase(join(path, JOURNAL_FILE));
    // The worker that refused the file may still be putting it away.
    database.exec(`pragma busy_timeout = 5000; ${sql}`);
    database.close();
  };
  edit("insert into migration values (99, 'later', 'x', 0)");
  await expect(openSqliteStore({ directory: path })).rejects.toThrow(/newer version \(step 99\)/);
  edit("delete from migration where number = 99; update migration set sha256 = 'x' where number = 1");
  await expect(openSqliteStore({ directory: path })).rejects.toThrow(/step 1 \(journal\) differs/);
  edit('pragma application_id = 7');
  await expect(openSqliteStore({ directory: path })).rejects.toThrow(/another program/);
});

test('a page that was overwritten is reported as damage with the name of the file', async () => {
  const path = directory();
  const store = await openSqliteStore({ directory: path });
  const records = Array.from({ length: 50 }, () => record('a', 0, ...new Array(5000).fill(1)));
  await store.commit({ rooms: [room('a')], records });
  for (let index = 0; index < 20; index++) await store.commit({ rooms: [], records });
  await store.close();
  const file = openSync(join(path, JOURNAL_FILE), 'r+');
  for (let page = 5; page < 40; page++) writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096);
  closeSync(file);
  const read = open({ directory: path }).then((damaged) => damaged.read('a'));
  await expect(read).rejects.toThrow(StoreCorrupt);
  await expect(read).rejects.toThrow(join(path, JOURNAL_FILE));
});
