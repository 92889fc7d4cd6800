import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { persons } from '../testing/people.ts';
import { apartOf, BLOCKS_READ, MOST_IN_POOL } from './seek-rows.ts';

/** Enough that there are more pairs of them than blocks are read. */
const PEOPLE = 142;
const EACH_BLOCKS_THE_LATER = `insert into block (account_id, character_id, blocked_id, name, created_ms)
  select a.id, b.id, b.id, b.id, 0 from account a cross join account b where a.id < b.id`;

describe.for(availableDatabases)('blocks within a pool on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  it(`are ${BLOCKS_READ} at most, each of whom stays apart from the other; the rest is left out, and nothing fails`, async () => {
    const accounts = (await persons(database, PEOPLE)).map(({ accountId }) => accountId);
    expect(accounts.length).toBeLessThanOrEqual(MOST_IN_POOL);
    await database.batch([{ sql: EACH_BLOCKS_THE_LATER }]);
    const some = accounts.slice(0, 100);
    expect((await apartOf(database, some)).size).toBe(100 * 99);
    const all = await apartOf(database, accounts);
    expect(PEOPLE * (PEOPLE - 1)).toBeGreaterThan(2 * BLOCKS_READ);
    expect(all.size).toBe(2 * BLOCKS_READ);
    for (const pair of all) expect(all.has(pair.split(' ').toReversed().join(' '))).toBe(true);
  });
});
