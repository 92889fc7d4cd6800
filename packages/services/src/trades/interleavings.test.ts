import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { interleave } from './testing/interleave.ts';
import { times } from '../../../../tools/provision/soak.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const MINUTES = 60_000;

describe.for(availableDatabases)('calls in any order on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  const calls = times(kind.name === 'SQLite' ? 3000 : 600, 10_000);
  it(
    `keep every item and coin through ${calls} calls, repeated, reordered and cut off`,
    { timeout: 10 * MINUTES },
    async () => {
      const clock = new ManualClock();
      const { outcomes, predicted, again, completed, faults } = await interleave(database, {
        calls,
        seed: 'coins',
        clock,
      });
      const report = await verifyLedger(database);
      expect(report.findings).toEqual([]);
      // The calls went through all that was to be tested.
      for (const outcome of ['done', 'not-held', 'conflict', 'not-found', 'bad-value'])
        expect(outcomes[outcome], outcome).toBeGreaterThan(calls / 500);
      expect(completed).toBeGreaterThan(calls / 1000);
      expect(Math.min(predicted, again)).toBeGreaterThan(calls / 50);
      for (const [fault, count] of Object.entries(faults)) expect(count, fault).toBeGreaterThan(calls / 100);
    },
  );
});
