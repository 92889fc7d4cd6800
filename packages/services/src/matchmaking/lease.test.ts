import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { databaseKinds, type DatabaseServer } from '../../../../tools/provision/databases.ts';
import { migrate } from '../schema/migrate.ts';
import { giveBackLease, takeLease } from './lease.ts';

describe.for(databaseKinds.filter(({ available }) => available))('a lease on $name', (kind) => {
  let server: DatabaseServer;
  let database: Database;
  beforeAll(async () => {
    server = await kind.start();
    database = await server.fresh();
    await migrate(database, new ManualClock());
  });
  afterAll(() => server.stop());

  it('has one holder at a time, and a fence that rises', async () => {
    const name = 'lease';
    const take = (holder: string, nowMs: number) => takeLease(database, { name, holder, nowMs, holdMs: 100 });
    const raced = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => take(holder, 0)));
    expect(raced.filter((fence) => fence === 1)).toHaveLength(1);
    const holder = ['a', 'b', 'c', 'd'][raced.indexOf(1)]!;
    expect([await take(holder, 50), await take('e', 149), await take('e', 150)]).toEqual([1, undefined, 2]);
    await giveBackLease(database, { name, holder: 'nobody' });
    expect(await take('f', 200)).toBeUndefined();
    await giveBackLease(database, { name, holder: 'e' });
    expect(await take('f', 200)).toBe(3);
  });
});
