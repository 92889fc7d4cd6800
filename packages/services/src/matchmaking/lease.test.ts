import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { giveBackLease, takeLease } from './lease.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

describe.for(availableDatabases)('a lease on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

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
