import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StoreFailed, type Database, type JournalRecord, type RoomRecord } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { takeLease } from '@rubato/services';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { WorldJournal } from './world-journal.ts';

const HOLD_MS = 100;
const room: RoomRecord = {
  id: 'realm-1',
  game: 'realm',
  gameVersion: 1,
  status: 'open',
  createdMs: 1,
  changedMs: 1,
  segment: 0,
  epoch: 1,
  meta: '{}',
};
const record = (segment: number, kind: JournalRecord['kind'], ...bytes: number[]): JournalRecord => ({
  room: room.id,
  segment,
  kind,
  bytes: Uint8Array.from(bytes),
});

describe.for(databaseKinds.filter(({ available }) => available))('the journal of a shared world on $name', (kind) => {
  let server: DatabaseServer;
  let database: Database;
  let clock: ManualClock;
  beforeAll(async () => {
    server = await kind.start();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    database = await server.migrated();
    clock = new ManualClock();
  });

  const opened = async (holder: string, over: Database = database) => {
    const lease = { name: 'world:realm', holder, holdMs: HOLD_MS };
    const fence = (await takeLease(database, { ...lease, nowMs: clock.wallMs() }))!;
    const lost: string[] = [];
    const journal = new WorldJournal({
      database: over,
      clock,
      lease: { ...lease, fence },
      lost: () => lost.push(holder),
    });
    return { journal, lost, fence };
  };

  it('gives back what was stored, in order, also to the server that takes over', async () => {
    const { journal } = await opened('one');
    await journal.commit({ rooms: [room], records: [record(0, 'head', 1, 2), record(0, 'block', 3)] });
    await journal.commit({ rooms: [], records: [record(0, 'block', 0, 255)] });
    await journal.commit({ rooms: [{ ...room, segment: 1 }], records: [record(1, 'head', 4)] });
    clock.advance(HOLD_MS);
    const { journal: other, fence } = await opened('two');
    expect(fence).toBe(2);
    expect(await other.rooms({ status: 'open' })).toEqual([{ ...room, segment: 1 }]);
    expect(await other.rooms({ status: 'frozen' })).toEqual([]);
    expect(await other.room('nobody')).toBeUndefined();
    const all = [record(0, 'head', 1, 2), record(0, 'block', 3), record(0, 'block', 0, 255), record(1, 'head', 4)];
    expect(await other.read(room.id)).toEqual(all);
    expect(await other.read(room.id, 1)).toEqual([record(1, 'head', 4)]);
  });

  it('takes nothing more from a server that lost the lease, and tells it once', async () => {
    const { journal, lost } = await opened('one');
    await journal.commit({ rooms: [room], records: [record(0, 'head', 1)] });
    // A commit renews the lease.
    clock.advance(HOLD_MS - 1);
    await journal.commit({ rooms: [], records: [record(0, 'block', 2)] });
    clock.advance(HOLD_MS - 1);
    expect(await takeLease(database, { name: 'world:realm', holder: 'two', nowMs: clock.wallMs(), holdMs: 1 })).toBe(
      undefined,
    );
    clock.advance(1);
    const { journal: other } = await opened('two');
    await other.commit({ rooms: [], records: [record(1, 'head', 9)] });
    for (let time = 0; time < 2; time++)
      await expect(journal.commit({ rooms: [], records: [record(0, 'block', 3)] })).rejects.toThrow(StoreFailed);
    expect(lost).toEqual(['one']);
    expect(await other.read(room.id)).toEqual([record(0, 'head', 1), record(0, 'block', 2), record(1, 'head', 9)]);
  });

  it('stores a batch once whose first attempt was in doubt', async () => {
    let breaks = true;
    const doubtful = new Proxy(database, {
      get: (inner, name) => {
        const value = Reflect.get(inner, name) as (...values: unknown[]) => Promise<unknown>;
        if (typeof value !== 'function') return value;
        return async (...values: unknown[]) => {
          const done = await value.apply(inner, values);
          if (name === 'batch' && breaks) throw new Error('the connection broke');
          return done;
        };
      },
    });
    const { journal, lost } = await opened('one', doubtful);
    const batch = { rooms: [room], records: [record(0, 'head', 1), record(0, 'block', 2)] };
    await expect(journal.commit(batch)).rejects.toThrow(StoreFailed);
    breaks = false;
    await journal.commit(batch);
    await journal.commit({ rooms: [], records: [record(0, 'block', 3)] });
    expect(await journal.read(room.id)).toEqual([...batch.records, record(0, 'block', 3)]);
    expect(lost).toEqual([]);
  });

  it('forgets old turns, but never the segments that a resume may read', async () => {
    const { journal } = await opened('one');
    for (let segment = 0; segment < 4; segment++)
      await journal.commit({ rooms: [{ ...room, segment }], records: [record(segment, 'head', segment)] });
    clock.advance(1000);
    await journal.retain({ maxAgeMs: 2000 }, clock.wallMs());
    expect(await journal.read(room.id)).toHaveLength(4);
    await journal.retain({ maxAgeMs: 500 }, clock.wallMs());
    expect(await journal.read(room.id)).toEqual([record(2, 'head', 2), record(3, 'head', 3)]);
  });
});
