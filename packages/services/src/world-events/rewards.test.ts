import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { Refused } from '../ledger/refused.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { owe, PAID_AT_ONCE, payRewards } from './rewards.ts';

describe.for(availableDatabases)('rewards on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  it(`are read ${PAID_AT_ONCE} at once: what is owed beyond is paid too, also when none of the first can be`, async () => {
    const { characterId } = await person(database);
    const reward = { gold: 5, items: [] };
    const owed = Array.from({ length: PAID_AT_ONCE + 1 }, (_, index) =>
      owe({ match: 'm', turn: 1, index, characterId, reward }),
    );
    await database.batch(owed);
    const granted: number[] = [];
    let refused = true;
    const context = {
      database,
      clock: new ManualClock(),
      log: new RecordingLog(),
      ledger: {
        grant: async ({ index }: { readonly index: number }) => {
          if (refused && index < PAID_AT_ONCE) throw new Refused('limit-reached', 'the bag is full');
          granted.push(index);
        },
      },
    } as unknown as Parameters<typeof payRewards>[0];
    expect(await payRewards(context)).toBe(1);
    expect(granted).toEqual([PAID_AT_ONCE]);
    refused = false;
    expect(await payRewards(context)).toBe(PAID_AT_ONCE);
    expect(granted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: PAID_AT_ONCE + 1 }, (_, index) => index));
    expect(await payRewards(context)).toBe(0);
  });
});
