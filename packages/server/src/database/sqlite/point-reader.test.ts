import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Statement } from '@rubato/ports';
import { openDatabase, type Database } from '../../sqlite/driver.ts';
import {
  KNOWN_TEXTS,
  POINT_ROUND_MS,
  POINT_ROWS,
  PointReader,
  SHUNNED_MS,
  SLOW_MS,
  SLOW_READS,
} from './point-reader.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

const BY_ID = 'select id, holder from item where id = ?';
const BY_HOLDER = 'select id from item where holder = ? order by name';

let folder: string;
let path: string;
let writer: Database;
let reader: PointReader;
let elsewhere: Statement[];
/** What each look at the clock adds to it. */
let stepMs: number;
let nowMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rubato-points-'));
  path = join(folder, 'services.db');
  writer = openDatabase(path);
  writer.exec(`pragma journal_mode = wal; create table item (id integer primary key, holder text, name text);
    create index item_holder on item (holder); create table note (about integer, text text)`);
  const insert = writer.prepare('insert into item (id, holder, name) values (?, ?, ?)');
  for (let id = 1; id <= 9; id++) insert.run(BigInt(id), id < 5 ? 'ann' : 'bob', `n${id}`);
  elsewhere = [];
  [stepMs, nowMs] = [0, 0];
  const now = () => (nowMs += stepMs);
  reader = new PointReader({ path, statementMs: 5000, rows: 10_000, now }, async (statement) => {
    elsewhere.push(statement);
    return { rows: [], changes: 0 };
  });
});

afterEach(() => {
  reader.close();
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

const find = (id: number) => reader.read({ sql: BY_ID, values: [id] });

describe('a point reader', () => {
  it('reads by key, many in one round, each its own', async () => {
    const found = await Promise.all([1, 9, 77].map(find));
    expect(found.map(({ rows }) => rows)).toEqual([[{ id: 1, holder: 'ann' }], [{ id: 9, holder: 'bob' }], []]);
    const { rows } = await reader.read({ sql: BY_HOLDER, values: ['ann'] });
    expect(rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    const both = `select id from item where id = ? union all select id from item where holder = ? limit 3`;
    expect((await reader.read({ sql: both, values: [9, 'ann'] })).rows).toHaveLength(3);
    expect(elsewhere).toEqual([]);
  });

  it('leaves to the thread whatever may look at many rows', async () => {
    const long = [
      'select id from item',
      'select count(*) as n from item where id > 3',
      'select id from item where name = ? limit 1',
      'select item.id from item, note where item.id = ? and note.text = ?',
      'select id from item where holder = ? limit ?',
      `select id from item where holder = ? limit ${POINT_ROWS + 1}`,
      'with recursive t (n) as (select 1 union all select n + 1 from t limit 100000) select max(n) as n from t',
      'insert into item (holder) values (?) returning id',
      'pragma wal_checkpoint(truncate)',
    ];
    for (const sql of long) await reader.read({ sql });
    expect(elsewhere.map(({ sql }) => sql)).toEqual(long);
  });

  it('leaves an answer of too many rows to the thread', async () => {
    writer.exec(`with recursive t (n) as (select 1 union all select n + 1 from t limit ${POINT_ROWS + 1})
      insert into item (holder, name) select 'cat', n from t`);
    const cats = () => reader.read({ sql: BY_HOLDER, values: ['cat'] });
    await cats();
    expect(elsewhere).toHaveLength(1);
    writer.exec(`delete from item where name = '7'`);
    expect((await cats()).rows).toHaveLength(POINT_ROWS);
    expect(elsewhere).toHaveLength(1);
  });

  it('leaves what is wrong to the thread, and reads a table that was made since', async () => {
    const sql = 'select id from later where id = ?';
    await reader.read({ sql, values: [1] });
    await reader.read({ sql: 'select wrong' });
    expect(elsewhere).toHaveLength(2);
    writer.exec('create table later (id integer primary key); insert into later values (1)');
    expect((await reader.read({ sql, values: [1] })).rows).toEqual([{ id: 1 }]);
    expect(elsewhere).toHaveLength(2);
  });

  it('spends so much of a round and no more', async () => {
    await find(1);
    stepMs = 1;
    await Promise.all(Array.from({ length: POINT_ROUND_MS + 5 }, (_, at) => find(at)));
    expect(elsewhere).toHaveLength(5);
    await find(1);
    expect(elsewhere).toHaveLength(5);
  });

  it('leaves a slow text to the thread for a while, unless it was slow by chance', async () => {
    const slowly = async () => {
      stepMs = SLOW_MS + 1;
      await find(1);
      stepMs = 0;
    };
    for (let time = 0; time < 3 * SLOW_READS; time++) {
      await slowly();
      for (let quick = 0; quick < 16; quick++) await find(2);
    }
    expect(elsewhere).toEqual([]);
    for (let time = 0; time < SLOW_READS; time++) await slowly();
    expect(elsewhere).toEqual([]);
    await find(3);
    expect(elsewhere).toEqual([{ sql: BY_ID, values: [3] }]);
    await reader.read({ sql: BY_HOLDER, values: ['ann'] });
    expect(elsewhere).toHaveLength(1);
    nowMs += SHUNNED_MS;
    await find(3);
    expect(elsewhere).toHaveLength(1);
  });

  it('goes on beyond the number of texts that it remembers', async () => {
    const sqlOf = (at: number) => `select id, ${at} as at from item where id = ?`;
    for (let at = 0; at <= KNOWN_TEXTS + 1; at++)
      expect((await reader.read({ sql: sqlOf(at), values: [1] })).rows).toEqual([{ id: 1, at }]);
    expect((await reader.read({ sql: sqlOf(0), values: [1] })).rows).toHaveLength(1);
    expect(elsewhere).toEqual([]);
  });

  it('sees what was committed the moment before, and never keeps the log from being cut', async () => {
    for (let at = 10; at < 60; at++) {
      writer.exec(`insert into item (id, holder) values (${at}, 'dan')`);
      const both = await Promise.all([find(at), find(at - 1)]);
      expect(both.map(({ rows }) => rows.length)).toEqual([1, 1]);
    }
    expect(writer.prepare('pragma wal_checkpoint(truncate)').get()).toMatchObject({ busy: 0, log: 0 });
    expect(elsewhere).toEqual([]);
  });
});

it('a database shows each write to whoever asks after it was acknowledged, and leaves all of it in its file', async () => {
  const database = await openSqliteDatabase({ path });
  for (let id = 100; id < 200; id++) {
    await database.batch([{ sql: 'insert into item (id, holder) values (?, ?)', values: [id, 'eve'] }]);
    expect((await database.query(BY_ID, [id])).rows).toEqual([{ id, holder: 'eve' }]);
  }
  const unfinished = database.query(BY_ID, [100]);
  await database.close();
  expect((await unfinished).rows).toHaveLength(1);
  await expect(database.query(BY_ID, [100])).rejects.toMatchObject({ code: 'closed' });
  // Whoever copies the file alone copies everything.
  expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  copyFileSync(path, join(folder, 'copy.db'));
  const copy = openDatabase(join(folder, 'copy.db'), { readOnly: true });
  expect(copy.prepare('select count(*) as n from item').get()).toEqual({ n: 109 });
  copy.close();
});
