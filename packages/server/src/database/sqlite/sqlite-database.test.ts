import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../sqlite/driver.ts';
import { backupSqlite } from './backup.ts';
import { openSqliteDatabase, type SqliteDatabase } from './sqlite-database.ts';

let folder: string;
let path: string;
let database: SqliteDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rubato-sqlite-'));
  path = join(folder, 'services.db');
  database = await openSqliteDatabase({ path });
  await database.batch([{ sql: 'create table coin (id integer primary key, note text)' }]);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (id: number) => database.batch([{ sql: 'insert into coin (id) values (?)', values: [id] }]);
const countIn = (file: string) => {
  const other = openDatabase(file, { readOnly: true });
  const { count } = other.prepare('select count(*) as count from coin').get() as { count: number };
  other.close();
  return count;
};

describe('a SQLite database', () => {
  it('acknowledges nothing before it is committed', async () => {
    // Of all that can go wrong in a commit, a test can bring about this: a constraint that is checked only there.
    await database.batch([
      { sql: 'create table debt (coin integer references coin (id) deferrable initially deferred)' },
    ]);
    const owe = { sql: 'insert into debt (coin) values (1)' };
    await expect(database.batch([owe])).rejects.toMatchObject({ code: 'constraint' });
    const owing = database.transaction((transaction) => transaction.query(owe.sql));
    await expect(owing).rejects.toMatchObject({ code: 'constraint' });
    await put(1);
    await database.batch([owe]);
    expect((await database.query('select coin from debt')).rows).toEqual([{ coin: 1 }]);
  });

  it('writes many transactions with few syncs when they queue', async () => {
    const other = openDatabase(path, { readOnly: true });
    const version = () => Number((other.prepare('pragma data_version').get() as { data_version: number }).data_version);
    let seen = version();
    let commits = 0;
    await Promise.all(
      Array.from({ length: 1000 }, async (_, id) => {
        await put(id);
        const now = version();
        if (now !== seen) commits++;
        seen = now;
      }),
    );
    other.close();
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(100);
  });

  it('waits for another process that holds the file, and says busy when that takes too long', async () => {
    const other = openDatabase(path);
    other.exec('begin immediate');
    const refused = database.batch([{ sql: 'insert into coin (id) values (1)' }], { retries: 0 });
    await expect(refused).rejects.toMatchObject({ code: 'busy' });
    const waiting = put(2);
    setTimeout(() => {
      other.exec('commit');
      other.close();
    }, 100);
    await waiting;
    expect((await database.query('select id from coin')).rows).toEqual([{ id: 2 }]);
  });

  it('says why when the file cannot be opened', async () => {
    await expect(openSqliteDatabase({ path: join(folder, 'nowhere', 'services.db') })).rejects.toMatchObject({
      code: 'unavailable',
    });
    const noise = join(folder, 'noise.db');
    writeFileSync(
      noise,
      'this is not a database, whatever its name may say; it goes on like this for a while'.repeat(20),
    );
    await expect(openSqliteDatabase({ path: noise })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a backup', () => {
  it('holds what was committed when it began, whole, while writing goes on', async () => {
    await Promise.all(Array.from({ length: 500 }, (_, id) => put(id)));
    let stop = false;
    const writing = (async () => {
      for (let id = 500; !stop; id++) await put(id);
    })();
    const to = join(folder, 'backup.db');
    await backupSqlite({ from: path, to });
    stop = true;
    await writing;
    expect(countIn(to)).toBeGreaterThanOrEqual(500);
    const copy = openDatabase(to, { readOnly: true });
    expect(copy.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    copy.close();
    expect(existsSync(`${to}.partial`)).toBe(false);
  });

  it('overwrites nothing, and leaves nothing behind when it fails', async () => {
    const to = join(folder, 'backup.db');
    writeFileSync(to, 'precious');
    await expect(backupSqlite({ from: path, to })).rejects.toThrow(/exists already/);
    await expect(backupSqlite({ from: join(folder, 'none.db'), to: join(folder, 'b.db') })).rejects.toThrow(
      /no database/,
    );
    await expect(backupSqlite({ from: path, to: join(folder, 'nowhere', 'b.db') })).rejects.toThrow(/unable to open/);
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});
