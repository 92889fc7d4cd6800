/** All that is kept about an account, for its owner: every table, without secrets. */
import type { Database } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { builderOver } from '../schema/query-builder.ts';

export interface AccountExport {
  readonly form: 'rubato-account-1';
  readonly exportedMs: number;
  /** Rows by table; columns that hold hashes of secrets are left out. */
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Further tables that know an account, each given by the area that owns it. */
export type PersonalData = (
  database: Database,
  account: { readonly accountId: string; readonly characterIds: readonly string[] },
) => Promise<AccountExport['tables']>;

const ROWS = 1000;

/** Throws Refused `not-found`. */
export async function exportAccount(
  database: Database,
  account: { readonly accountId: string; readonly nowMs: number },
  areas: readonly PersonalData[] = [],
): Promise<AccountExport> {
  const { accountId, nowMs } = account;
  const own = await ownTables(database, accountId);
  if (own.account.length === 0) throw new Refused('not-found', 'there is no such account');
  const characterIds = own.character.map(({ id }) => id);
  const further = await Promise.all(areas.map((area) => area(database, { accountId, characterIds })));
  return { form: 'rubato-account-1', exportedMs: nowMs, tables: Object.assign({}, own, ...further) };
}

async function ownTables(database: Database, accountId: string) {
  const builder = builderOver(database);
  const [account, identity, session, ban, character] = await Promise.all([
    builder
      .selectFrom('account')
      .select(['id', 'username', 'email', 'guest', 'role', 'created_ms', 'disabled_ms'])
      .where('id', '=', accountId)
      .execute(),
    builder
      .selectFrom('identity')
      .select(['issuer', 'subject', 'created_ms'])
      .where('account_id', '=', accountId)
      .limit(ROWS)
      .execute(),
    builder
      .selectFrom('session')
      .selectAll()
      .where('account_id', '=', accountId)
      .orderBy('id', 'desc')
      .limit(ROWS)
      .execute(),
    builder
      .selectFrom('ban')
      .select(['id', 'kind', 'reason', 'created_ms', 'expires_ms', 'lifted_ms', 'appeal'])
      .where('scope', '=', 'account')
      .where('subject', '=', accountId)
      .limit(ROWS)
      .execute(),
    builder.selectFrom('character').selectAll().where('account_id', '=', accountId).limit(ROWS).execute(),
  ]);
  return { account, identity, session, ban, character };
}
