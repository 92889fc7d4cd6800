import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { Ratings } from '../ratings/ratings.ts';
import { migrate } from '../schema/migrate.ts';
import { persons } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { League, MOST_RANK } from './league.ts';
import { boundsOf, divisionOf, DIVISIONS, seasonAt } from './season.ts';

const DAY_MS = 86_400_000;

describe('seasons and divisions', () => {
  it('are the quarters, without a gap', () => {
    const last = seasonAt(Date.UTC(2026, 11, 31, 23, 59));
    expect([last.name, seasonAt(last.endMs).name]).toEqual(['2026-4', '2027-1']);
    expect(seasonAt(last.startMs)).toEqual(last);
    expect(seasonAt(last.startMs - 1).name).toBe('2026-3');
  });

  it('hold every rating once', () => {
    for (const rating of [0, 1399.9, 1400, 1799, 1800, 2000, 2900]) {
      const division = divisionOf({ rating, deviation: 60 });
      const [least, most] = boundsOf(division);
      expect([rating, rating >= least && rating < most]).toEqual([rating, true]);
    }
    expect(divisionOf({ rating: 2500, deviation: 300 })).toBe(0);
  });
});

describe.for(databaseKinds.filter(({ available }) => available))('a league on $name', (kind) => {
  let server: DatabaseServer;
  let database: Database;
  beforeAll(async () => {
    server = await kind.start();
    database = await server.fresh();
    await migrate(database, new ManualClock());
  });
  afterAll(() => server.stop());

  it('shows who stands where in a season, past ones as they ended, and how ratings came to be', async () => {
    const clock = new ManualClock();
    const ratings = new Ratings({ database, clock }, [{ name: 'duel', periodMs: 7 * DAY_MS }]);
    const league = new League({ database, clock }, ratings);
    const [ann, bob, cem] = (await persons(database, 3)).map(({ accountId }) => accountId) as [string, string, string];
    const duel = (matchId: string, winner: string, loser: string) =>
      ratings.record({
        matchId,
        ladder: 'duel',
        teams: [
          { place: 1, members: [winner] },
          { place: 2, members: [loser] },
        ],
      });
    for (let i = 0; i < 12; i++) await duel(`first ${i}`, i % 3 === 2 ? bob : ann, i % 3 === 2 ? ann : bob);
    await duel('guess', cem, bob);
    const first = await league.standings('duel');
    expect(first.places.map(({ accountId, rank }) => [accountId, rank])).toEqual([
      [ann, 1],
      [bob, 2],
      [cem, 3],
    ]);
    // Who has played once isn't placed, whatever the rating.
    expect(first.places.map(({ division }) => division > 0)).toEqual([true, true, false]);
    const divisions = Array.from({ length: DIVISIONS.length + 2 }, (_, division) =>
      league.standings('duel', { division }),
    );
    const found = (await Promise.all(divisions)).flatMap(({ places }) => places.map(({ accountId }) => accountId));
    expect(found.sort()).toEqual([ann, bob, cem].sort());
    expect((await league.standings('duel', { from: 2 })).places.map(({ rank }) => rank)).toEqual([2, 3]);

    const wasMs = clock.wallMs();
    clock.advance(92 * DAY_MS);
    await duel('second', bob, cem);
    expect((await league.standings('duel')).places.map(({ accountId }) => accountId).sort()).toEqual([bob, cem].sort());
    expect(await league.standings('duel', { atMs: wasMs })).toEqual(first);

    const history = await league.history('duel', bob);
    expect(history[0]).toMatchObject({ matchId: 'second', place: 1, others: [{ accountId: cem, place: 2 }] });
    expect(history).toHaveLength(14);
    expect(history[1]!.rating).toBe(history[0]!.ratingBefore);
    expect((await league.history('duel', bob, history[1]!.number)).length).toBe(12);
  });

  it('refuses what there is not', async () => {
    const clock = new ManualClock();
    const league = new League({ database, clock }, new Ratings({ database, clock }, [{ name: 'duel', periodMs: 1 }]));
    expect(league.ladders().ladders).toEqual([{ name: 'duel' }]);
    expect(await codeOf(league.standings('none'))).toBe('not-found');
    expect(await codeOf(league.history('none', 'a'))).toBe('not-found');
    for (const bad of [{ division: 6 }, { from: 0 }, { from: MOST_RANK + 1 }, { atMs: 1e300 }])
      expect(await codeOf(league.standings('duel', bad))).toBe('bad-value');
  });
});
