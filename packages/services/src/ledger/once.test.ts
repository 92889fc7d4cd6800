import { describe, expect, it } from 'vitest';
import { DatabaseError, type Database, type Statement } from '@rubato/ports';
import { MOST_ATTEMPTS, once } from './once.ts';
import { oneRow, type Step } from './plan.ts';
import { refusal } from './refused.ts';

/** A database that keeps nothing and answers each batch by `fail`. */
function failing(fail: (statements: readonly Statement[]) => DatabaseError | undefined) {
  const seen = { batches: 0 };
  const database = {
    query: async () => ({ rows: [], changes: 0 }),
    batch: async (statements: readonly Statement[]) => {
      seen.batches++;
      const error = fail(statements);
      if (error) throw error;
      return [];
    },
  } as unknown as Database;
  return { database, seen };
}

const call = { actorId: 'ann', key: 'k', request: ['test'] };
const run = (database: Database, steps: readonly Step[]) =>
  once(database, call, { atMs: 0, decide: () => ({ steps, reply: 'reply' }) });

describe('a call that is done once', () => {
  it('is refused with conflict when rivals come between each time', async () => {
    const { database, seen } = failing(() => new DatabaseError('unexpected-rows', 'gone', { statement: 1 }));
    await expect(run(database, [oneRow('s', [], { missed: 'again' })])).rejects.toMatchObject({ code: 'conflict' });
    expect(seen.batches).toBe(MOST_ATTEMPTS);
  });

  it('is refused as the step says that missed or broke', async () => {
    const steps = [
      oneRow('a', []),
      oneRow('b', [], { missed: refusal('not-held', 'm'), broken: refusal('taken', 'b') }),
    ];
    const missed = failing(() => new DatabaseError('unexpected-rows', '', { statement: 2 }));
    await expect(run(missed.database, steps)).rejects.toMatchObject({ name: 'Refused', code: 'not-held' });
    for (const code of ['unique', 'constraint'] as const) {
      const broken = failing(() => new DatabaseError(code, '', { statement: 2 }));
      await expect(run(broken.database, steps)).rejects.toMatchObject({ name: 'Refused', code: 'taken' });
    }
  });

  it('fails as the database does when no step foresaw it', async () => {
    for (const code of ['constraint', 'unavailable', 'overloaded', 'busy'] as const) {
      const { database, seen } = failing(() => new DatabaseError(code, 'why', { statement: 1 }));
      await expect(run(database, [oneRow('s', [])])).rejects.toMatchObject({ name: 'DatabaseError', code });
      expect(seen.batches).toBe(1);
    }
  });

  it('is tried again when its commit is in doubt and its key is not there', async () => {
    let doubts = 2;
    const { database, seen } = failing(() => (doubts-- > 0 ? new DatabaseError('in-doubt', 'cut off') : undefined));
    expect(await run(database, [])).toEqual({ reply: 'reply', repeated: false });
    expect(seen.batches).toBe(3);
  });
});
