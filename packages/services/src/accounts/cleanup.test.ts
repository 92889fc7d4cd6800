import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { availableDatabases, emptied, migratedDatabase } from '../testing/migrated-database.ts';
import { codeOf, serviceWorld, type ServiceWorld } from '../testing/service-world.ts';
import { cleanUpSessions } from './cleanup.ts';
import { checkEmail } from './email.ts';
import { ACCOUNT_LIMITS, CLEANUP_ROUNDS, CLEANUP_ROWS } from './limits.ts';

/** Buckets that say nothing any more. */
const fill = (database: Database, count: number) =>
  database.batch([
    {
      sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
        insert into throttle (bucket, full_ms) select 'old ' || i, 0 from n`,
    },
  ]);

describe.for(availableDatabases)('what is forgotten of accounts on $name', (kind) => {
  let database: Database;
  let world: ServiceWorld;
  migratedDatabase(kind, (made) => void (database = made));
  beforeEach(async () => {
    world = await serviceWorld(await emptied(database));
  });
  it('goes in rounds of few rows, and what is left after the last round waits for the next run', async () => {
    await fill(database, 45);
    const clean = async () => (await cleanUpSessions(world, ACCOUNT_LIMITS, { rows: 10, rounds: 4 })).buckets;
    expect([await clean(), await clean(), await clean()]).toEqual([40, 5, 0]);
  });

  it('of a device is kept so much that its owner knows it, and no more', async () => {
    const { caller } = await world.register('ann');
    const login = { username: 'ann', password: 'correct horse battery' };
    await world.accounts.login(login, { address: '1'.repeat(65), program: 'p'.repeat(129) });
    const listed = await world.sessions.list(caller);
    expect(listed).toContainEqual(expect.objectContaining({ address: '1'.repeat(64), program: 'p'.repeat(128) }));
  });
});

// Rounds are counted alike everywhere; so many rows take PostgreSQL ten seconds.
describe('a run of the cleanup', () => {
  let database: Database;
  migratedDatabase(availableDatabases[0]!, (made) => void (database = made));

  it(`is ${CLEANUP_ROUNDS} rounds of ${CLEANUP_ROWS} rows, if nobody says otherwise`, async () => {
    await fill(database, CLEANUP_ROWS * CLEANUP_ROUNDS + 1);
    const clean = async () => (await cleanUpSessions({ database, clock: new ManualClock() })).buckets;
    expect([await clean(), await clean()]).toEqual([CLEANUP_ROWS * CLEANUP_ROUNDS, 1]);
  });
});

it('an e-mail address has 254 characters at most', async () => {
  const ending = `@${'b'.repeat(60)}.example`;
  const most = 'a'.repeat(254 - ending.length) + ending;
  expect(checkEmail(most)?.address).toBe(most);
  expect(await codeOf((async () => checkEmail(`a${most}`))())).toBe('bad-value');
});
