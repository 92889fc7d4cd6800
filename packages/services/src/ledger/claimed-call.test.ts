import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { codeOf } from '../testing/service-world.ts';
import { CLAIM_MS, CLAIM_POLL_MS, CLAIM_WAIT_MS, claimCall, keepClaimed, releaseClaim } from './claimed-call.ts';

/** Much beside the wait between two looks, little beside what a claim lasts. */
const STEP_MS = 20 * CLAIM_POLL_MS;

describe.for(availableDatabases)('a claimed call on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  const clock = new ManualClock();
  const random = new SeededRandom('claims');
  const of = (key: string, request: readonly unknown[] = ['do']) => ({ actorId: 'ann', key, request });
  const claim = (key: string) => claimCall<string>({ database, clock, random }, of(key));
  const mine = async (key: string) => {
    const claimed = await claim(key);
    if (!('claim' in claimed)) throw new Error('not free');
    return claimed.claim;
  };
  /** Time passes until `waiting` is over; returns how much. */
  const passing = async (waiting: Promise<unknown>, meanwhile = async () => {}) => {
    let over = false;
    void waiting.finally(() => (over = true)).catch(() => {});
    const before = clock.now();
    while (!over) {
      await meanwhile();
      clock.advance(STEP_MS);
      // Both engines answer on other turns of the loop.
      await new Promise((done) => setTimeout(done, 1));
    }
    return clock.now() - before;
  };

  it('is one’s alone until it is kept, and then repeats its answer to whoever waited', async () => {
    const first = await mine('kept');
    const second = claim('kept');
    await database.batch([keepClaimed(first, 'done', clock.wallMs())]);
    await passing(second);
    expect(await second).toEqual({ reply: 'done' });
    expect(await releaseClaim<string>(database, first)).toBe('done');
    expect(await codeOf(claimCall({ database, clock, random }, of('kept', ['else'])))).toBe('key-reused');
  });

  it('is free again after a refusal', async () => {
    const first = await mine('refused');
    const second = mine('refused');
    expect(await releaseClaim(database, first)).toBeUndefined();
    await passing(second);
    expect((await second).mark).not.toBe(first.mark);
  });

  it(`is another one’s after ${CLAIM_MS} ms, and whoever had it can keep nothing`, async () => {
    const first = await mine('dead');
    const second = mine('dead');
    expect(await passing(second)).toBeGreaterThanOrEqual(CLAIM_MS);
    await expect(database.batch([keepClaimed(first, 'late', clock.wallMs())])).rejects.toMatchObject({
      code: 'unexpected-rows',
    });
    expect(await releaseClaim(database, first)).toBeUndefined();
    await database.batch([keepClaimed(await second, 'done', clock.wallMs())]);
    expect(await claim('dead')).toEqual({ reply: 'done' });
  });

  it(`is refused after ${CLAIM_WAIT_MS} ms behind others`, async () => {
    await mine('endless');
    const refused = codeOf(claim('endless'));
    // Whenever the claim could run out, another one has it anew.
    const renew = { sql: 'update call set created_ms = ? where call_key = ?' };
    await passing(refused, async () => {
      await database.batch([{ ...renew, values: [clock.wallMs(), 'endless'] }]);
    });
    expect(await refused).toBe('overloaded');
  });
});
