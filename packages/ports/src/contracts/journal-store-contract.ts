import { StoreFailed } from '../journal-store.ts';
import type { JournalBatch, JournalRecord, JournalStore, RoomRecord } from '../journal-store.ts';
import { check, failure, same, withHarness } from './runner.ts';
import type { Rule, Runner } from './runner.ts';

export interface JournalStoreHarness {
  readonly store: JournalStore;
  /** Closes the store and opens it again on the same data, as a restarted process would. */
  reopen(): Promise<JournalStore>;
  /** Ends the store as a killed process does, without waiting for commits, and opens it again. */
  crash?(): Promise<JournalStore>;
  /** Makes the next commit fail in the adapter's own way. */
  failNext?(): void;
  /** Releases what the store holds on disk. */
  stop?(): Promise<void>;
}

const LARGE_BYTES = 8 * 1_048_576;
const DAY_MS = 86_400_000;

const room = (id: string, change: Partial<RoomRecord> = {}): RoomRecord => ({
  id,
  game: 'arena',
  gameVersion: 1,
  status: 'open',
  createdMs: 1000,
  changedMs: 1000,
  segment: 0,
  epoch: 1,
  meta: '{"seats":["ä"]}',
  ...change,
});

const head = (of: string, segment: number, ...bytes: number[]): JournalRecord => ({
  room: of,
  segment,
  kind: 'head',
  bytes: Uint8Array.from(bytes),
});

const block = (of: string, segment: number, ...bytes: number[]): JournalRecord => ({
  ...head(of, segment, ...bytes),
  kind: 'block',
});

const batch = (rooms: readonly RoomRecord[], records: readonly JournalRecord[]): JournalBatch => ({ rooms, records });

type StoreRule = Rule<JournalStoreHarness>;

/** What every `JournalStore` promises. `make` gives an empty store. */
export function journalStoreContract(
  { describe, it }: Runner,
  name: string,
  make: () => Promise<JournalStoreHarness>,
): void {
  const rule = withHarness(it, make);
  describe(`journal store contract: ${name}`, () => {
    describe('rooms and records', () => contentRules(rule));
    describe('batches', () => batchRules(rule));
    describe('crashes and failures', () => crashRules(rule));
    describe('retention', () => retentionRules(rule));
    describe('closing', () => closingRules(rule));
  });
}

function contentRules(rule: StoreRule): void {
  rule('is empty and healthy at first', async ({ store }) => {
    await store.healthy();
    same(await store.rooms(), [], 'rooms');
    same(await store.room('r'), undefined, 'an unknown room');
    same(await store.read('r'), [], 'records of an unknown room');
  });

  rule('gives back every field of a room', async ({ store, reopen }) => {
    const one = room('r1', {
      game: 'dungeon',
      gameVersion: 7,
      createdMs: 1_700_000_000_123,
      changedMs: 1_700_000_000_456,
    });
    await store.commit(batch([one], []));
    same(await store.room('r1'), one, 'the room');
    same(await (await reopen()).room('r1'), one, 'the room after a restart');
  });

  rule('changes a room in place and lists rooms in order of creation', async ({ store }) => {
    await store.commit(batch([room('b'), room('a')], []));
    await store.commit(batch([room('c')], []));
    await store.commit(batch([room('b', { status: 'closed', changedMs: 2000, segment: 3, epoch: 2, meta: '' })], []));
    same(ids(await store.rooms()), ['b', 'a', 'c'], 'order');
    const changed = await store.room('b');
    same(
      [changed?.status, changed?.changedMs, changed?.segment, changed?.epoch, changed?.meta],
      ['closed', 2000, 3, 2, ''],
      'b',
    );
  });

  rule('filters rooms by status', async ({ store }) => {
    await store.commit(
      batch([room('o1'), room('c', { status: 'closed' }), room('f', { status: 'frozen' }), room('o2')], []),
    );
    same(ids(await store.rooms({ status: 'open' })), ['o1', 'o2'], 'open');
    same(ids(await store.rooms({ status: 'closed' })), ['c'], 'closed');
    same(ids(await store.rooms({ status: 'frozen' })), ['f'], 'frozen');
  });

  rule('reads one room’s records in commit order, all or from a segment on', async ({ store, reopen }) => {
    const mine = [head('r', 0, 1), block('r', 0, 2), block('r', 0, 0, 255), head('r', 1), block('r', 1, 4)];
    const others = [head('s', 0, 9), block('s', 0, 8)];
    await store.commit(batch([room('r'), room('s')], [mine[0], others[0], mine[1]] as JournalRecord[]));
    await store.commit(batch([], [mine[2], mine[3], others[1], mine[4]] as JournalRecord[]));
    const expectAll = async (opened: JournalStore): Promise<void> => {
      same(await opened.read('r'), mine, 'records of r');
      same(await opened.read('r', 1), mine.slice(3), 'records from segment 1');
      same(await opened.read('s'), others, 'records of s');
      same(await opened.read('r', 2), [], 'records from segment 2');
    };
    await expectAll(store);
    await expectAll(await reopen());
  });

  rule('hands out bytes that are the reader’s own', async ({ store }) => {
    const bytes = Uint8Array.of(1, 2, 3);
    await store.commit(batch([room('r')], [{ room: 'r', segment: 0, kind: 'head', bytes }]));
    bytes.fill(9);
    (await store.read('r'))[0]?.bytes.fill(8);
    same((await store.read('r'))[0]?.bytes, Uint8Array.of(1, 2, 3), 'bytes');
  });
}

function batchRules(rule: StoreRule): void {
  rule('stores a room and its records with one batch, and an empty batch as nothing', async ({ store }) => {
    await store.commit(batch([], []));
    await store.commit(batch([room('r')], [head('r', 0, 1)]));
    same(ids(await store.rooms()), ['r'], 'rooms');
    same((await store.read('r')).length, 1, 'records');
  });

  rule('keeps the order of batches committed without waiting', async ({ store }) => {
    const commits = [store.commit(batch([room('r')], []))];
    for (let index = 0; index < 1000; index++) {
      commits.push(store.commit(batch([], [block('r', 0, index >> 8, index & 255)])));
    }
    await Promise.all(commits);
    const numbers = (await store.read('r')).map(({ bytes }) => (bytes[0] as number) * 256 + (bytes[1] as number));
    same(
      numbers,
      Array.from({ length: 1000 }, (_, index) => index),
      'a thousand small batches',
    );
  });

  rule('takes a batch of 8 MiB and gives it back after a restart', async ({ store, reopen }) => {
    const large = Uint8Array.from({ length: LARGE_BYTES }, (_, index) => (index * 7 + (index >> 9)) & 255);
    const small = block('r', 0, 1);
    await store.commit(batch([room('r')], [{ room: 'r', segment: 0, kind: 'head', bytes: large }, small]));
    const records = await (await reopen()).read('r');
    same(
      records.map(({ bytes }) => bytes),
      [large, small.bytes],
      'records',
    );
  });

  rule('survives a restart with all that was committed', async ({ store, reopen }) => {
    await store.commit(batch([room('r')], [head('r', 0, 1)]));
    await store.commit(batch([room('r', { epoch: 2 })], [block('r', 0, 2)]));
    const again = await reopen();
    same((await again.room('r'))?.epoch, 2, 'the room');
    same((await again.read('r')).length, 2, 'records');
    await again.commit(batch([], [block('r', 0, 3)]));
    same((await again.read('r')).length, 3, 'records with a later one');
  });
}

function crashRules(rule: StoreRule): void {
  rule('has all of a batch or nothing of it after a crash, and all that had resolved', async ({ store, crash }) => {
    if (crash === undefined) return;
    await store.commit(batch([room('r')], [head('r', 0, 0)]));
    const commits = Array.from({ length: 10 }, (_, place) => {
      const number = place + 1;
      return store.commit(batch([room('r', { epoch: number + 1 })], [block('r', 0, number), block('r', 0, number)]));
    });
    for (const commit of commits) commit.catch(() => {});
    await commits[4];
    const again = await crash();
    const records = await again.read('r');
    check(records.length % 2 === 1, `${records.length} records: half a batch`);
    const whole = (records.length - 1) / 2;
    check(whole >= 5, `${whole} batches of 5 that had resolved`);
    same((await again.room('r'))?.epoch, whole + 1, 'the room of the last whole batch');
    const numbers = records.slice(1).map(({ bytes }) => bytes[0]);
    same(numbers, twice(whole), 'batches without a hole');
  });

  rule(
    'rejects with StoreFailed when it cannot write, stores none of that batch, and goes on',
    async ({ store, failNext }) => {
      if (failNext === undefined) return;
      await store.commit(batch([room('r')], []));
      failNext();
      const error = await failure(() => store.commit(batch([room('s')], [block('r', 0, 1)])), 'the failing commit');
      check(error instanceof StoreFailed, `rejected with ${String(error)}`);
      same(ids(await store.rooms()), ['r'], 'rooms');
      same(await store.read('r'), [], 'records');
      await store.commit(batch([], [block('r', 0, 2)]));
      same((await store.read('r')).length, 1, 'records of the next commit');
    },
  );
}

function retentionRules(rule: StoreRule): void {
  const NOW = 1_700_000_000_000;
  const ended = (id: string, daysAgo: number): RoomRecord =>
    room(id, { status: 'closed', changedMs: NOW - daysAgo * DAY_MS });
  const sized = (id: string, size: number): JournalRecord => ({ ...block(id, 0), bytes: new Uint8Array(size) });

  rule(
    'drops closed rooms past their age with their records, and says how many bytes went',
    async ({ store, reopen }) => {
      await store.commit(
        batch([ended('old', 31), ended('young', 29)], [sized('old', 100), sized('young', 50), sized('old', 1)]),
      );
      const gone = await store.retain({ maxAgeMs: 30 * DAY_MS, maxBytes: Number.MAX_SAFE_INTEGER }, NOW);
      same(gone, 101, 'bytes gone');
      const again = await reopen();
      same(await again.read('old'), [], 'records of the old room');
      same((await again.read('young')).length, 1, 'records of the young room');
      same(ids(await again.rooms()), ['young'], 'rooms');
    },
  );

  rule('drops the oldest closed rooms until few enough bytes are left', async ({ store }) => {
    const rooms = [ended('second', 2), ended('third', 1), ended('first', 3)];
    await store.commit(batch(rooms, [sized('first', 100), sized('second', 100), sized('third', 100)]));
    same(await store.retain({ maxAgeMs: 30 * DAY_MS, maxBytes: 200 }, NOW), 100, 'bytes gone');
    same(ids(await store.rooms()), ['second', 'third'], 'rooms');
    same(await store.retain({ maxAgeMs: 30 * DAY_MS, maxBytes: 199 }, NOW), 100, 'bytes gone then');
    same(ids(await store.rooms()), ['third'], 'rooms then');
    same(await store.retain({ maxAgeMs: 30 * DAY_MS, maxBytes: 100 }, NOW), 0, 'nothing more to drop');
  });

  rule('never touches an open room, however old or large', async ({ store }) => {
    const old = room('open', { changedMs: NOW - 1000 * DAY_MS });
    await store.commit(batch([old, ended('closed', 1)], [sized('open', 5000), sized('closed', 10)]));
    same(await store.retain({ maxAgeMs: DAY_MS * 2, maxBytes: 0 }, NOW), 10, 'bytes gone');
    same(ids(await store.rooms()), ['open'], 'rooms');
    same((await store.read('open'))[0]?.bytes.length, 5000, 'bytes of the open room');
  });
}

function closingRules(rule: StoreRule): void {
  rule('makes durable what was committed before close', async ({ store, reopen }) => {
    const commit = store.commit(batch([room('r')], [head('r', 0, 1)]));
    const again = await reopen();
    await commit;
    same((await again.read('r')).length, 1, 'records');
  });

  rule('rejects commits and health checks after close, which may be called twice', async ({ store }) => {
    await store.close();
    await store.close();
    const error = await failure(() => store.commit(batch([room('r')], [])), 'a commit after close');
    check(error instanceof StoreFailed, `rejected with ${String(error)}`);
    await failure(() => store.healthy(), 'healthy after close');
  });
}

function ids(rooms: readonly RoomRecord[]): string[] {
  return rooms.map((one) => one.id);
}

function twice(count: number): number[] {
  return Array.from({ length: count * 2 }, (_, index) => Math.floor(index / 2) + 1);
}
