import type { Transaction } from '@rubato/ports';
import { builderOver, type Queryable } from '../schema/query-builder.ts';
import type { CheckedName } from '../text/name-rules.ts';
import type { CheckedEmail } from './email.ts';

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string | null;
  readonly guest: boolean;
  readonly disabledMs: number | null;
}

export const findByName = (queryable: Queryable, key: string): Promise<Account | undefined> =>
  find(queryable, 'username_key', key);
export const findByEmail = (queryable: Queryable, key: string): Promise<Account | undefined> =>
  find(queryable, 'email_key', key);
export const findById = (queryable: Queryable, id: string): Promise<Account | undefined> => find(queryable, 'id', id);

export async function findByIdentity(
  queryable: Queryable,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<Account | undefined> {
  const row = await builderOver(queryable)
    .selectFrom('identity')
    .select('account_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row && findById(queryable, row.account_id);
}

export async function insertAccount(
  transaction: Transaction,
  account: {
    readonly id: string;
    readonly name: CheckedName;
    readonly email: CheckedEmail | undefined;
    readonly passwordHash: string | null;
    readonly guest: boolean;
    readonly nowMs: number;
  },
): Promise<void> {
  const { id, name, email, passwordHash, guest, nowMs } = account;
  await builderOver(transaction)
    .insertInto('account')
    .values({
      id,
      username: name.name,
      username_key: name.key,
      email: email?.address ?? null,
      email_key: email?.key ?? null,
      password_hash: passwordHash,
      guest: guest ? 1 : 0,
      created_ms: nowMs,
      disabled_ms: null,
    })
    .execute();
}

/** Links an identity unless it is linked; returns the account that it belongs to then. */
export async function linkIdentity(
  transaction: Transaction,
  identity: { readonly issuer: string; readonly subject: string; readonly accountId: string; readonly nowMs: number },
): Promise<string> {
  const { issuer, subject, accountId, nowMs } = identity;
  const builder = builderOver(transaction);
  await builder
    .insertInto('identity')
    .values({ issuer, subject, account_id: accountId, created_ms: nowMs })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
    .execute();
  const owner = builder
    .selectFrom('identity')
    .select('account_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject);
  return (await owner.executeTakeFirstOrThrow()).account_id;
}

async function find(
  queryable: Queryable,
  column: 'id' | 'username_key' | 'email_key',
  value: string,
): Promise<Account | undefined> {
  const row = await builderOver(queryable)
    .selectFrom('account')
    .select(['id', 'username', 'password_hash', 'guest', 'disabled_ms'])
    .where(column, '=', value)
    .executeTakeFirst();
  if (!row) return undefined;
  const { id, username, password_hash, guest, disabled_ms } = row;
  return { id, username, passwordHash: password_hash, guest: guest === 1, disabledMs: disabled_ms };
}
