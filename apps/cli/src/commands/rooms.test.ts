import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';
import { playMatch, store } from '../testing/match.ts';

const match = playMatch({ turns: 3 });

const directory = freshFolder(afterAll);

beforeAll(async () => {
  const data = join(directory, 'demo');
  const result = { winners: [2], scores: [{ seat: 2, score: 5 }] };
  await store(data, [{ ...match, room: 'over' }], { result });
  await store(data, [{ ...match, room: 'stopped' }], { status: 'frozen' });
  await store(data, [{ ...match, room: 'going' }], { status: 'open' });
});

describe('rooms', () => {
  it('lists the rooms with their ages, the oldest first', async () => {
    const { code, out, err } = await call(['rooms', '--data', 'demo'], { directory });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').map((line) => line.split(/  +/))).toEqual([
      ['room', 'game', 'status', 'players', 'bots', 'started', 'changed', 'result'],
      ['over', 'arena', 'closed', '1/2', '1', '2 h ago', '1 min ago', 'seat 2 won'],
      ['stopped', 'arena', 'frozen', '1/2', '1', '2 h ago', '1 min ago', '–'],
      ['going', 'arena', 'open', '1/2', '1', '2 h ago', '1 min ago', '–'],
      ['3 rooms: 1 open, 1 closed, 1 frozen'],
      [''],
    ]);
  });

  it('says the same as JSON', async () => {
    const { code, value } = await callJson(['rooms', '--data', 'demo'], { directory });
    expect(code).toBe(0);
    expect(value).toHaveLength(3);
    expect(value![0]).toEqual({
      id: 'over',
      game: 'arena',
      gameVersion: 1,
      status: 'closed',
      createdMs: expect.any(Number),
      changedMs: expect.any(Number),
      epoch: 1,
      segment: 0,
      private: false,
      region: 'local',
      seats: 2,
      players: 1,
      bots: 1,
      result: { winners: [2], scores: [{ seat: 2, score: 5 }] },
    });
  });

  it('picks those in one state, and says so when there are none', async () => {
    const { value } = await callJson(['rooms', '--data', 'demo', '--status', 'frozen'], { directory });
    expect(value).toMatchObject([{ id: 'stopped' }]);
    const empty = freshFolder();
    await store(join(empty, 'demo'), []);
    expect(await call(['rooms', '--data', 'demo', '--status', 'open'], { directory: empty })).toEqual({
      code: 0,
      out: 'no open rooms in demo\n',
      err: '',
    });
    expect(await callJson(['rooms', '--data', 'demo'], { directory: empty })).toMatchObject({ code: 0, value: [] });
  });

  it('looks where serve would keep its data', async () => {
    expect((await call(['rooms'], { directory, environment: { RUBATO_DATA: 'demo' } })).out).toContain('3 rooms');
    const elsewhere = freshFolder();
    writeFileSync(join(elsewhere, 'rubato.json'), JSON.stringify({ data: join(directory, 'demo') }));
    expect((await call(['rooms'], { directory: elsewhere })).out).toContain('3 rooms');
  });

  it('says what is missing, and makes nothing', async () => {
    const bare = freshFolder();
    const { code, out, err } = await call(['rooms'], { directory: bare });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      'error: there is no data directory data; name another with --data DIR, or begin one with rubato serve --data data\n',
    );
    expect(readdirSync(bare)).toEqual([]);
    mkdirSync(join(bare, 'data'));
    const empty = await call(['rooms'], { directory: bare });
    expect(empty).toMatchObject({ code: 2, err: expect.stringContaining('data is not a data directory') });
    expect(readdirSync(join(bare, 'data'))).toEqual([]);
  });

  it('changes nothing in a data directory at rest', async () => {
    const file = (name: string) => readFileSync(join(directory, 'demo', name)).toString('base64');
    const before = file('journal.db');
    await call(['rooms', '--data', 'demo'], { directory });
    await call(['replay', 'over', '--data', 'demo'], { directory });
    expect(file('journal.db')).toBe(before);
    // SQLite may leave its own log beside it, with nothing in it.
    const mayStand = ['journal.db', 'journal.db-shm', 'journal.db-wal', 'server.lock'];
    expect(readdirSync(join(directory, 'demo')).filter((name) => !mayStand.includes(name))).toEqual([]);
    if (existsSync(join(directory, 'demo', 'journal.db-wal'))) expect(file('journal.db-wal')).toBe('');
  });

  it('exits with 3 where the journal is no journal', async () => {
    const directory = freshFolder();
    mkdirSync(join(directory, 'data'));
    writeFileSync(
      join(directory, 'data', 'journal.db'),
      'something else, long enough to be looked at twice'.repeat(90),
    );
    const { code, err } = await call(['rooms'], { directory });
    expect(code).toBe(3);
    expect(err).toContain('journal.db is damaged or not a journal');
  });
});
