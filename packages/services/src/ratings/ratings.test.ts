import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { Boards } from '../boards/boards.ts';
import { plainAccounts } from '../testing/plain-accounts.ts';
import { codeOf } from '../testing/service-world.ts';
import { GLICKO2, NEWCOMER, rate, type Strength } from './glicko2.ts';
import { CHANGES_PER_PAGE, MOST_RATED, Ratings } from './ratings.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const WEEK_MS = 7 * 86_400_000;
const BOARD = { order: 'highest', operation: 'set', reset: 'never', keptPeriods: 1, writers: 'server' } as const;

describe.for(availableDatabases)('ratings on $name', (kind) => {
  let database: Database;
  let ladders = 0;
  migratedDatabase(kind, (made) => void (database = made));
  beforeAll(async () => {
    await plainAccounts(database, ['ann', 'bob', 'cid', 'dan']);
  });

  function world() {
    const ladder = `duel-${ladders++}`;
    const clock = new ManualClock();
    const boards = new Boards({ database, clock }, [{ ...BOARD, name: `best-${ladder}` }]);
    const made = () =>
      new Ratings({ database, clock }, [{ name: ladder, periodMs: WEEK_MS, board: `best-${ladder}` }], boards);
    const ratings = made();
    let matches = 0;
    const play = (winner: string, loser: string, matchId = `${ladder}-${matches++}`) =>
      ratings.record({
        matchId,
        ladder,
        teams: [
          { place: 1, members: [winner] },
          { place: 2, members: [loser] },
        ],
      });
    return { ladder, clock, boards, ratings, made, play };
  }

  it('begin as a newcomer’s, and follow Glicko-2 with each match', async () => {
    const { ladder, ratings, play } = world();
    expect(await ratings.of(ladder, ['ann'])).toEqual([{ ...NEWCOMER, matches: 0 }]);
    let [ann, bob]: readonly [Strength, Strength] = [NEWCOMER, NEWCOMER];
    for (const winner of ['ann', 'ann', 'bob']) {
      await play(winner, winner === 'ann' ? 'bob' : 'ann');
      const score = winner === 'ann' ? 1 : 0;
      [ann, bob] = [
        rate(ann, [{ opponent: bob, score }], { periods: 0 }),
        rate(bob, [{ opponent: ann, score: 1 - score }], { periods: 0 }),
      ];
    }
    const [first, second] = await ratings.of(ladder, ['ann', 'bob']);
    expect(first).toMatchObject({ ...ann, matches: 3 });
    expect(second).toMatchObject({ ...bob, matches: 3 });
  });

  it('change once per match, however often, from wherever and whatever is told of it', async () => {
    const { ladder, ratings, boards, made, play } = world();
    const told = await Promise.all(Array.from({ length: 6 }, () => play('ann', 'bob', `${ladder} final`)));
    expect(told.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(told.map(({ changes }) => JSON.stringify(changes)))).toHaveLength(1);
    const teams = [
      { place: 1, members: ['bob'] },
      { place: 2, members: ['ann'] },
    ];
    const again = await made().record({ matchId: `${ladder} final`, ladder, teams });
    expect(again).toEqual({ changes: told[0]!.changes, repeated: true });
    expect((await ratings.of(ladder, ['ann', 'bob'])).map(({ matches }) => matches)).toEqual([1, 1]);
    const { entries } = await boards.page(`best-${ladder}`);
    const sure = told[0]!.changes.map(({ accountId, rating, deviation }) => [
      accountId,
      Math.round(rating - 2 * deviation),
    ]);
    expect(entries.map(({ accountId, score }) => [accountId, score])).toEqual(sure);
  });

  it('change one after the other where matches of one account end at once', async () => {
    const { ladder, ratings, play } = world();
    await Promise.all(['bob', 'cid', 'dan', 'bob', 'cid', 'dan'].map((loser) => play('ann', loser)));
    const [ann] = await ratings.of(ladder, ['ann']);
    expect(ann!.matches).toBe(6);
    const history = await ratings.history(ladder, 'ann');
    expect(history.map(({ number }) => number)).toEqual([6, 5, 4, 3, 2, 1]);
    history.slice(0, -1).forEach(({ ratingBefore }, at) => expect(ratingBefore).toBe(history[at + 1]!.rating));
  });

  it('of a draw and of teams are told with their places', async () => {
    const { ladder, ratings } = world();
    const drawn = [
      { place: 1, members: ['ann', 'bob'] },
      { place: 1, members: ['cid', 'dan'] },
    ];
    const { changes } = await ratings.record({ matchId: `${ladder} draw`, ladder, teams: drawn });
    expect(changes.map(({ place, rating }) => [place, Math.round(rating)])).toEqual(Array(4).fill([1, 1500]));
    expect(changes.every(({ deviation, deviationBefore }) => deviation < deviationBefore)).toBe(true);
  });

  it('grow unsure while nobody plays, for the reader and for the next match', async () => {
    const { ladder, clock, ratings, play } = world();
    for (let count = 0; count < 8; count++) await play(count % 2 ? 'ann' : 'bob', count % 2 ? 'bob' : 'ann');
    const [before] = await ratings.of(ladder, ['ann']);
    clock.advance(10 * WEEK_MS);
    const [rested] = await ratings.of(ladder, ['ann']);
    expect(rested!.deviation).toBeCloseTo(Math.hypot(before!.deviation, 173.7178 * 0.06 * Math.sqrt(10)), 2);
    expect(rested!.rating).toBe(before!.rating);
    clock.advance(1000 * 52 * WEEK_MS);
    expect((await ratings.of(ladder, ['ann']))[0]!.deviation).toBe(GLICKO2.deviationMost);
    const { changes } = await play('ann', 'bob');
    expect(changes[0]!.rating - changes[0]!.ratingBefore).toBeGreaterThan(100);
  });

  it('have a history by pages, the newest first', async () => {
    const { ladder, ratings, play } = world();
    const games = CHANGES_PER_PAGE + 3;
    for (let count = 0; count < games; count++) await play('ann', 'bob');
    const first = await ratings.history(ladder, 'ann');
    expect([first.length, first[0]!.number]).toEqual([CHANGES_PER_PAGE, games]);
    const rest = await ratings.history(ladder, 'ann', first.at(-1)!.number);
    expect(rest.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(await ratings.history(ladder, 'dan')).toEqual([]);
  });

  it('of whoever was deleted meanwhile are forgotten, the others’ are not', async () => {
    const { play } = world();
    const { changes } = await play('ann', 'ghost');
    expect(changes.map(({ accountId }) => accountId)).toEqual(['ann']);
  });

  it('are not changed by a result that is none', async () => {
    const { ladder, ratings } = world();
    const one = { place: 1, members: ['ann'] };
    const crowd = Array.from({ length: MOST_RATED }, (_, at) => `p${at}`);
    for (const teams of [
      [one],
      [one, { place: 2, members: [] }],
      [one, { place: 2, members: ['ann'] }],
      [one, { place: 0, members: ['bob'] }],
      [one, { place: 1.5, members: ['bob'] }],
      [one, { place: 2, members: crowd }],
    ])
      expect(await codeOf(ratings.record({ matchId: 'bad', ladder, teams }))).toBe('bad-value');
    const good = [one, { place: 2, members: ['bob'] }];
    expect(await codeOf(ratings.record({ matchId: '', ladder, teams: good }))).toBe('bad-value');
    expect(await codeOf(ratings.record({ matchId: 'x', ladder: 'none', teams: good }))).toBe('not-found');
    expect((await ratings.of(ladder, ['ann']))[0]!.matches).toBe(0);
  });

  it('need a board that replaces scores', () => {
    const clock = new ManualClock();
    const boards = new Boards({ database, clock }, [{ ...BOARD, name: 'adds', operation: 'incr' }]);
    const made = (ladder: object) => () =>
      new Ratings({ database, clock }, [{ name: 'a', periodMs: 1, ...ladder }], boards);
    expect(made({ board: 'adds' })).toThrow(/operation is set/);
    expect(made({ board: 'none' })).toThrow(/operation is set/);
    expect(made({ periodMs: 0 })).toThrow(/above 0/);
    expect(made({ name: 'No' })).toThrow(/lower-case/);
  });
});
