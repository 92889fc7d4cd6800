import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { migrate, migrationStatus } from './migrate.ts';
import type { Migration } from './migration.ts';
import { MIGRATIONS } from './migrations/all.ts';

const one: Migration = { number: 1, name: 'one', statements: ['create table one (id text primary key)'] };
const two: Migration = {
  number: 2,
  name: 'two',
  statements: ['create table two (id text primary key)', 'insert into one values (1)'],
};
const broken: Migration = {
  number: 3,
  name: 'broken',
  statements: ['create table three (id text primary key)', 'create nonsense'],
};

describe.for(databaseKinds.filter(({ available }) => available))('migrations on $name', (kind) => {
  let server: DatabaseServer;
  const clock = new ManualClock();
  beforeAll(async () => {
    server = await kind.start();
  });
  afterAll(() => server.stop());

  it('bring an empty database up to date, once', async () => {
    const database = await server.fresh();
    expect((await migrationStatus(database)).pending).toHaveLength(MIGRATIONS.length);
    expect(await migrate(database, clock)).toEqual(MIGRATIONS);
    expect(await migrate(database, clock)).toEqual([]);
    const { applied, pending, refusal } = await migrationStatus(database);
    expect(applied.map(({ number }) => number)).toEqual(MIGRATIONS.map(({ number }) => number));
    expect([pending, refusal]).toEqual([[], undefined]);
  });

  it('only read a database that has them all', async () => {
    const database = await server.fresh();
    await migrate(database, clock, [one]);
    const toRead = { query: database.query.bind(database) } as unknown as Database;
    expect(await migrate(toRead, clock, [one])).toEqual([]);
  });

  it('go on where an older version stopped', async () => {
    const database = await server.fresh();
    await migrate(database, clock, [one]);
    expect(await migrate(database, clock, [one, two])).toEqual([two]);
    expect((await database.query('select id from one')).rows).toEqual([{ id: '1' }]);
  });

  it('are each applied by one of several servers that start at once', async () => {
    const database = await server.fresh();
    const done = await Promise.all([1, 2, 3].map(() => migrate(database, clock, [one, two])));
    expect(done.flat()).toHaveLength(2);
  });

  it('refuse a step that was changed, and name it, before anything else is touched', async () => {
    const database = await server.fresh();
    await migrate(database, clock, [one]);
    const changed = { ...one, statements: ['create table one (id text primary key, more text)'] };
    await expect(migrate(database, clock, [changed, two])).rejects.toThrow(/step 1 \(one\) differs/);
    expect((await migrationStatus(database, [changed, two])).refusal).toMatch(/step 1 \(one\) differs/);
    expect((await migrationStatus(database, [one])).applied).toHaveLength(1);
    const reindented = { ...one, statements: ['create   table one\n (id text primary key)'] };
    expect(await migrate(database, clock, [reindented])).toEqual([]);
  });

  it.each([
    [[one, { ...two, number: 1 }], /steps one and two both have number 1;/],
    [[one, { ...two, name: 'one' }], /two steps are named one, 2 is the later;/],
    [[two, one], /step 1 \(one\) stands behind 2 \(two\);/],
  ])('refuse steps that can’t be told apart, at once (%#)', async (steps, words) => {
    const database = await server.fresh();
    await expect(migrate(database, clock, steps)).rejects.toThrow(words);
    expect(await migrationStatus(database, steps)).toMatchObject({
      applied: [],
      refusal: expect.stringMatching(words),
    });
  });

  it('refuse a step that turned up below an applied one, and name both', async () => {
    const database = await server.fresh();
    const three = { ...broken, statements: ['create table three (id text primary key)'] };
    await migrate(database, clock, [one, three]);
    const words = /step 2 \(two\) is missing below 3 \(broken\), which is applied;/;
    await expect(migrate(database, clock, [one, two, three])).rejects.toThrow(words);
    expect((await migrationStatus(database, [one, two, three])).refusal).toMatch(words);
    await expect(database.query('select * from two')).rejects.toMatchObject({ code: 'failed' });
  });

  it('refuse a database of a newer version', async () => {
    const database = await server.fresh();
    await migrate(database, clock, [one, two]);
    await expect(migrate(database, clock, [one])).rejects.toThrow(/step 2 \(two\) of a newer version/);
  });

  it('leave nothing of a step that fails', async () => {
    const database = await server.fresh();
    await expect(migrate(database, clock, [one, two, broken])).rejects.toMatchObject({ code: 'failed' });
    expect((await migrationStatus(database, [one, two, broken])).pending).toEqual([{ number: 3, name: 'broken' }]);
    await expect(database.query('select * from three')).rejects.toMatchObject({ code: 'failed' });
  });
});

describe('the steps', () => {
  it('rise in number and have names of their own', () => {
    const numbers = MIGRATIONS.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(new Set(MIGRATIONS.map(({ name }) => name)).size).toBe(MIGRATIONS.length);
  });

  it('use no type or function of one engine alone', () => {
    const text = MIGRATIONS.flatMap(({ statements }) => statements).join('\n');
    expect(text).not.toMatch(
      /\b(serial|boolean|jsonb?|timestamp|now\(|autoincrement|blob|bytea|varchar|real|without rowid|deferrable)\b/i,
    );
  });
});
