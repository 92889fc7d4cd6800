import type { Database } from '@rubato/ports';

/** Accounts that nobody can log in to, for tests of what only refers to them; their ids are their names. */
export async function plainAccounts(database: Database, names: readonly string[]): Promise<void> {
  const sql = 'insert into account (id, username, username_key, created_ms) values (?, ?, ?, 0)';
  await database.batch(
    names.map((name) => ({ sql, values: [name, name, name] })),
    { locks: [] },
  );
}
