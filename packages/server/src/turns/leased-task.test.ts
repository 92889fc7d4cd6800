/** Two servers of one database, of which one stops at some moment and the other goes on; and the lease that parts their work. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { Positions, Ratings, type Notice } from '@rubato/services';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { Unwind } from '../unwind.ts';
import { kernelRules } from './kernel-rules.ts';
import { leasedTask } from './leased-task.ts';
import { startSeeks } from './start-seeks.ts';
import { tallyTurns } from './testing/tally.ts';

describe.for(databaseKinds.filter(({ available }) => available))('a task under a lease on $name', (kind) => {
  let server: DatabaseServer;
  let database: Database;
  beforeAll(async () => {
    server = await kind.start();
    database = await server.migrated();
    const account = `insert into account (id, username, username_key, created_ms) values (?, ?, ?, 0)`;
    await database.batch(['ann', 'bob'].map((name) => ({ sql: account, values: [name, name, name] })));
  });
  afterAll(() => server.stop());

  /** A server whose time passes when it is told so: one that stopped is one whose time stands still. */
  function started() {
    const clock = new ManualClock();
    const log = new RecordingLog();
    const unwind = new Unwind();
    const told: Notice[] = [];
    const positions = new Positions(database, [kernelRules(tallyTurns)]);
    const ratings = new Ratings({ database, clock }, []);
    const deliver = (notices: readonly Notice[]) => void told.push(...notices);
    const seeks = startSeeks({ positions, database, clock, log, ratings, deliver }, unwind);
    return { clock, log, unwind, told, seeks };
  }
  const holder = async (name: string) =>
    (await database.query('select holder, expires_ms as "expiresMs" from lease where name = ?', [name])).rows[0];
  const games = async () => Number((await database.query('select count(*) as n from turn_game')).rows[0]!['n']);

  it('is done by another server when one has stopped, and its tickets become one game', async () => {
    const [first, second] = [started(), started()];
    const NAME = 'turn seek sweep';
    first.clock.advance(2000);
    await vi.waitFor(async () => expect(await holder(NAME)).toBeDefined());
    const held = await holder(NAME);
    const wish = { game: 'tally', seats: 2, leastTurnMs: 3_600_000, mostTurnMs: 3_600_000, onlyRated: false };
    for (const name of ['ann', 'bob'])
      await second.seeks.seek(name, { ...wish, ratingGap: 0, mostRatingGap: 0, waitMs: 600_000 }, '10.0.0.1');
    // From here on the first one's time stands still.
    await vi.waitFor(
      async () => {
        second.clock.advance(2000);
        expect(await games()).toBe(1);
      },
      { interval: 5, timeout: 5000 },
    );
    expect(second.clock.wallMs()).toBeGreaterThanOrEqual(Number(held!['expiresMs']));
    await vi.waitFor(() => expect(second.told).toHaveLength(2));
    // It comes to itself again, and finds nothing to do.
    for (let i = 0; i < 20; i++) {
      first.clock.advance(2000);
      await games();
    }
    expect([await games(), first.told]).toEqual([1, []]);
    await first.unwind.run();
    await second.unwind.run();
    expect([...first.log.lines, ...second.log.lines].filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is given back by a server that ends, which waits for what it does', async () => {
    const [clock, log, unwind] = [new ManualClock(), new RecordingLog(), new Unwind()];
    let begun = 0;
    let finish = (): void => {};
    const work = () => {
      begun += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    };
    leasedTask({ database, clock, log }, { name: 'test', everyMs: 1000, work }, unwind);
    clock.advance(1000);
    await vi.waitFor(() => expect(begun).toBe(1));
    clock.advance(5000);
    let ended = false;
    const end = unwind.run().then(() => (ended = true));
    await games();
    expect([ended, begun]).toEqual([false, 1]);
    finish();
    await end;
    expect((await holder('test'))!['expiresMs']).toBe(0);
    clock.advance(5000);
    expect(begun).toBe(1);
  });
});
