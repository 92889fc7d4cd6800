/** What accounts with a role tell everybody: as players speak, so their pace counts, and audited as what operators do. */
import type { Database, QueryResult, Statement } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { appendAudit, AUDIT_LOCK } from '../moderation/audit.ts';
import type { Announcement } from './speak.ts';

const STAFF = `select 1 from account where id = ? and role in ('moderator', 'admin')`;

/** Throws Refused `not-allowed` for an account that has no such role, or has it no more. */
export function announceAudited(
  database: Database,
  { accountId, name, messageId, message, title, nowMs }: Announcement,
  statements: readonly Statement[],
): Promise<readonly QueryResult[]> {
  return database.transaction(
    async (transaction) => {
      const { rows } = await transaction.query(STAFF, [accountId]);
      if (!rows[0]) throw new Refused('not-allowed', 'only the house announces to the world');
      const results = await transaction.batch(statements);
      const act = { action: 'announced', target: `message:${messageId}`, data: { message, title: title ?? null } };
      await appendAudit(transaction, { id: accountId, name }, { ...act, atMs: nowMs });
      return results;
    },
    { locks: [AUDIT_LOCK] },
  );
}
