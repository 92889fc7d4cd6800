import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { Ratings } from '../ratings/ratings.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { persons } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { ELO, eloOf } from '../ratings/elo.ts';
import { League, MOST_RANK, ORDER, PLACES_PER_PAGE, STANDINGS } from './league.ts';
import { standingsMigration } from './standings-migration.ts';
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

describe.for(availableDatabases)('a league on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

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

    const { name, changes: history } = await league.history('duel', bob);
    expect(name).toBe(bob);
    expect(history[0]).toMatchObject({ matchId: 'second', place: 1, others: [{ accountId: cem, place: 2 }] });
    expect(history).toHaveLength(14);
    expect(history[1]!.rating).toBe(history[0]!.ratingBefore);
    expect((await league.history('duel', bob, history[1]!.number)).changes.length).toBe(12);
  });

  it('shows Elo beside, of the same matches, once each', async () => {
    const clock = new ManualClock();
    const ratings = new Ratings({ database, clock }, [{ name: 'elo', periodMs: DAY_MS }]);
    const league = new League({ database, clock }, ratings);
    const [ann, bob, cem] = (await persons(database, 3)).map(({ accountId }) => accountId) as [string, string, string];
    const elo = new Map([ann, bob, cem].map((id) => [id, ELO.start as number]));
    for (const [at, ids] of [
      [ann, bob],
      [ann, cem],
      [bob, ann, cem],
      [cem, ann],
    ].entries()) {
      const teams = ids.map((id, place) => ({ place: place + 1, members: [id] }));
      const after = eloOf(teams.map(({ place, members: [id] }) => ({ place, members: [elo.get(id!)!] })));
      for (const [seat, id] of ids.entries()) elo.set(id, after[seat]![0]!);
      for (let told = 0; told < 2; told++) await ratings.record({ matchId: `elo ${at}`, ladder: 'elo', teams });
    }
    const { places } = await league.standings('elo');
    expect(new Map(places.map((place) => [place.accountId, place.elo]))).toEqual(elo);
    const { changes: history } = await league.history('elo', ann);
    expect(history.map((change) => change.eloBefore).slice(0, -1)).toEqual(history.map((each) => each.elo).slice(1));
    expect([history[0]!.elo, history.at(-1)!.eloBefore, history.at(-1)!.elo]).toEqual([elo.get(ann), 1200, 1216]);
  });

  it('keeps a season’s places as its ratings have them, and as the step that made them does, read by their index', async () => {
    const clock = new ManualClock(Date.UTC(2030, 0, 20));
    const ratings = new Ratings({ database, clock }, [{ name: 'wide', periodMs: DAY_MS }]);
    const league = new League({ database, clock }, ratings);
    const accounts = (await persons(database, PLACES_PER_PAGE + 3)).map(({ accountId }) => accountId);
    let seed = 3;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let match = 0; match < 40; match++) {
      clock.advance(random(8) * DAY_MS);
      const start = random(accounts.length);
      const some = Array.from({ length: 8 }, (_, at) => accounts[(start + at) % accounts.length]!);
      const teams = some.map((id) => ({ place: 1 + random(4), members: [id] }));
      await ratings.record({ matchId: `wide ${match}`, ladder: 'wide', teams });
    }
    const stored = async () =>
      (await database.query(`select * from season_place where ladder = 'wide' order by season_ms, account_id`)).rows;
    const written = await stored();
    expect(new Set(written.map((row) => row['season_ms'])).size).toBeGreaterThan(1);
    const again = standingsMigration.statements.filter((sql) => sql.startsWith('insert'));
    await database.batch([{ sql: 'delete from season_place' }, ...again.map((sql) => ({ sql }))]);
    expect(await stored()).toEqual(written);
    const atMs = Date.UTC(2030, 1, 1);
    const first = await league.standings('wide', { atMs });
    const second = await league.standings('wide', { atMs, from: PLACES_PER_PAGE + 1 });
    const ranked = [...first.places, ...second.places];
    expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, at) => at + 1));
    expect(ranked).toHaveLength(written.filter((row) => row['season_ms'] === Date.UTC(2030, 0)).length);
    const keys = ranked.map(({ division, rating }) => [division === 0 ? 1 : 0, -rating] as const);
    expect(keys).toEqual([...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    if (database.engine !== 'sqlite') return;
    const plan = await database.query(`explain query plan ${STANDINGS} ${ORDER}`, ['wide', Date.UTC(2030, 0), 50, 0]);
    const steps = plan.rows.map(({ detail }) => String(detail));
    expect(steps.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
    expect(steps[0]).toContain('season_place_rank (ladder=? AND season_ms=?)');
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
