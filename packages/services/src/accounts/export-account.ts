/** All that is kept about an account, for its owner: every table, without secrets. */
import type { Database, SqlRow } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { personalRows } from '../schema/personal-data.ts';

export interface AccountExport {
  readonly form: 'rubato-account-1';
  readonly exportedMs: number;
  /** Rows by table; columns that hold hashes of secrets are left out. */
  readonly tables: Readonly<Record<string, readonly SqlRow[]>>;
}

/** Throws Refused `not-found`. */
export async function exportAccount(
  database: Database,
  { accountId, nowMs }: { readonly accountId: string; readonly nowMs: number },
): Promise<AccountExport> {
  const { rows } = await database.query('select id from character where account_id = ?', [accountId]);
  const tables = await personalRows(database, { accountId, characterIds: rows.map(({ id }) => String(id)) });
  if (tables['account']!.length === 0) throw new Refused('not-found', 'there is no such account');
  return { form: 'rubato-account-1', exportedMs: nowMs, tables };
}
