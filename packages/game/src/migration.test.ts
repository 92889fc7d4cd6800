import { i16, ref, seat, table, u16 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { defineGame } from './define.ts';
import { readRecords } from './journal-reader.ts';
import { Machine } from './machine.ts';
import { checkMigrations, migrated, migration, MigrationFailed, type Migration } from './migration.ts';
import { replay } from './replay.ts';
import { resumeJournal } from './resume.ts';
import { JournalSegmentWriter } from './segment-writer.ts';
import { ONE, SEED, THREE, TWO } from './test-games.ts';

const walk = (version: number, speed: number) =>
  defineGame({
    name: 'walk',
    version,
    state: { walkers: { owner: seat, x: i16 } },
    settings: { fields: { start: i16, old: i16 }, defaults: { start: 5, old: 1 } },
    commands: {
      go: {
        args: { far: i16 },
        apply({ state }, who, { far }) {
          for (const walker of state.walkers) if (walker.owner === who) walker.x += far * speed;
        },
      },
    },
    setup({ state, settings }, seats) {
      for (const owner of seats) state.walkers.add({ owner, x: settings.start });
    },
  });

const walk1 = walk(1, 1);
const walk2 = walk(2, 10);
/** Other tables, other fields, other settings. */
const walk3 = defineGame({
  name: 'walk',
  version: 3,
  state: { people: table({ owner: seat, x: i16, steps: u16, leads: ref('people') }, { max: 8 }) },
  settings: { fields: { start: i16, steps: u16 }, defaults: { start: 0, steps: 7 } },
  commands: {
    go: {
      args: { far: i16 },
      apply({ state }, who, { far }) {
        for (const one of state.people) if (one.owner === who) one.x -= far;
      },
    },
  },
  setup() {},
  result: (view) => ({ winners: [...view.people].filter(({ x }) => x > 20).map(({ owner }) => owner) }),
});

const to2 = migration(walk1, walk2, ({ view }, state) => {
  for (const { owner, x } of view.walkers) state.walkers.add({ owner, x });
});
const to3 = migration(walk2, walk3, ({ view, tick }, state) => {
  for (const { owner, x } of view.walkers) state.people.add({ owner, x, steps: tick });
});
const all = [to2, to3];

const go = (far: number, seq: number) => ({ seat: ONE, seq, seenTick: 0, name: 'go', args: { far } }) as const;

/** One match through three versions: two turns, a crash and a new program, two turns, and so on. */
function play(migrations: readonly Migration[] = all) {
  const records: Uint8Array[] = [];
  let machine: Machine = Machine.start(walk1, { seats: [ONE, TWO], seed: SEED, settings: { start: 9 } });
  for (const [segment, game] of [walk1, walk2, walk3].entries()) {
    if (segment > 0) machine = resumeJournal(game, records.slice(-2), { migrations }).machine;
    const writer = new JournalSegmentWriter(machine, { room: 'r', epoch: segment + 1, segment });
    records.push(writer.head());
    const turns = [1, 2].map((seq) => machine.runTurn({ orders: [go(seq, segment * 2 + seq)], ticks: 1 }).turn);
    records.push(writer.block(turns));
  }
  return { records, machine: machine as Machine<typeof walk3> };
}

describe('a match that goes on under later rules', () => {
  it('keeps its time, seats, seed and the orders that were given, and has the state that its migration makes', () => {
    const { records, machine } = play();
    expect([machine.tick, machine.turn, machine.seats, machine.seed]).toEqual([6, 6, [ONE, TWO], SEED]);
    // 9, walked 3 by the first rules, 30 by the second, 3 back by the third.
    expect([...machine.view.people].map(({ x, steps }) => [x, steps])).toEqual([
      [39, 4],
      [9, 4],
    ]);
    expect(resumeJournal(walk3, records, { migrations: all }).orders).toEqual(new Map([[ONE, 6]]));
  });

  it('has the settings that the later version still declares, and defaults for the rest', () => {
    expect(play().machine.settings).toEqual({ start: 9, steps: 7 });
    const chosen = migration(
      walk2,
      walk3,
      () => {},
      ({ old }: { old?: number }) => ({ steps: old }),
    );
    expect(play([to2, chosen]).machine.settings).toEqual({ start: 0, steps: 1 });
  });

  it('replays from its first turn to its last, each version by its own rules', () => {
    const { records, machine } = play();
    const report = replay(walk3, readRecords(records), { migrations: all });
    expect(report).toMatchObject({ turns: 6, gaps: [], rulesChanged: false, result: { winners: [ONE] } });
    expect([report.divergedAt, report.machine.hash()]).toEqual([undefined, machine.hash()]);
  });

  it('that has not begun to is moved at the end, and its result is what its own version says', () => {
    const { records } = play();
    const { machine, result, divergedAt } = replay(walk3, readRecords(records.slice(0, 4)), { migrations: all });
    expect([machine.game, [...machine.view.people].length, result, divergedAt]).toEqual([
      walk3,
      2,
      undefined,
      undefined,
    ]);
  });

  it.each([
    [
      'moves it elsewhere',
      ({ view }: { view: { walkers: Iterable<object> } }, state: never) => {
        for (const walker of view.walkers)
          (state as { people: { add(row: object): void } }).people.add({ ...walker, x: 1 });
      },
      /^[0-9a-f]{16}$/,
    ],
    [
      'throws',
      () => {
        throw new Error('no room for them');
      },
      /walk could not be moved from version 2 to 3: no room for them/,
    ],
  ])('diverges where a migration %s', (_what, move, actual) => {
    const { records } = play();
    const other = migration(walk2, walk3, move as never);
    const { divergedAt } = replay(walk3, readRecords(records), { migrations: [to2, other] });
    expect(divergedAt).toMatchObject({ turn: 4, tick: 4, agreedTurn: 4, actual: expect.stringMatching(actual) });
  });

  it('is refused without a way there, and names the version that it needs', () => {
    const { records } = play();
    for (const migrations of [[], [to2], [to3]])
      expect(() => replay(walk3, readRecords(records), { migrations })).toThrow(
        /needs walk version 1; here is walk version 3/,
      );
    const first = Machine.start(walk1, { seats: [THREE], seed: SEED });
    expect(() => migrated(first, walk3, [to2])).toThrow(MigrationFailed);
    const foreign = migration(
      defineGame({ ...walk1, state: { other: { n: u16 } }, setup() {} } as never),
      walk2,
      () => {},
    );
    expect(() => migrated(first, walk2, [foreign])).toThrow(/another definition of walk version 1/);
  });
});

describe('a migration', () => {
  it('leads forwards within one game, once from each version', () => {
    const other = defineGame({ ...walk2, name: 'run' } as never);
    expect(() => migration(walk2, walk1, () => {})).toThrow('from an earlier to a later version');
    expect(() => migration(walk1, other, () => {})).toThrow('of one game');
    expect(() => checkMigrations(walk3, all)).not.toThrow();
    expect(() => checkMigrations(walk2, all)).toThrow(/of no use to walk version 2/);
    expect(() => checkMigrations(walk3, [...all, migration(walk1, walk3, () => {})])).toThrow('two migrations begin');
  });

  it('compiles only with the tables and fields that the two versions have', () => {
    migration(walk2, walk3, ({ view }, state) => {
      for (const walker of view.walkers) {
        // @ts-expect-error -- the earlier version is for reading
        const write = () => (walker.x = 1);
        // @ts-expect-error -- there is no such field in the later version
        const unknown = () => state.people.add({ y: 1 });
        void [write, unknown];
      }
      // @ts-expect-error -- nor such a table
      void state.walkers;
    });
  });
});
