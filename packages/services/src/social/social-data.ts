/** What chat, parties, friends, blocks, reports and presence keep about an account, for its owner. */
import type { Database, SqlValue } from '@rubato/ports';
import type { AccountExport, PersonalData } from '../accounts/export-account.ts';

/** Rows of each table, the newest before others where they have an order. */
const ROWS = 1000;

/** Values: the characters, as often as the statement names them, or the account. */
interface Part {
  readonly table: string;
  readonly sql: (characters: string) => string;
  readonly by: 'account' | 'characters' | 'both ends';
}

const PARTS: readonly Part[] = [
  {
    table: 'chat_message',
    sql: () => `select channel, seq, id, sender_id, sender_name, title, body, sent_ms, removed_by from chat_message
      where sender_account_id = ? order by sent_ms desc`,
    by: 'account',
  },
  {
    table: 'party_member',
    sql: (ids) => `select * from party_member where character_id in (${ids})`,
    by: 'characters',
  },
  { table: 'party_invite', sql: (ids) => `select * from party_invite where invitee_id in (${ids})`, by: 'characters' },
  {
    table: 'friendship',
    sql: (ids) => `select * from friendship where a_id in (${ids}) or b_id in (${ids})`,
    by: 'both ends',
  },
  { table: 'block', sql: () => 'select character_id, name, created_ms from block where account_id = ?', by: 'account' },
  {
    table: 'report',
    sql: () => `select id, reporter_id, accused_id, accused_name, reason, context, state, created_ms from report
      where reporter_account_id = ? order by id desc`,
    by: 'account',
  },
  { table: 'presence', sql: (ids) => `select * from presence where character_id in (${ids})`, by: 'characters' },
  { table: 'secret_key', sql: (ids) => `select * from secret_key where character_id in (${ids})`, by: 'characters' },
];

export const socialData: PersonalData = async (database, { accountId, characterIds }) => {
  const rows = await Promise.all(PARTS.map((part) => rowsOf(database, part, { accountId, characterIds })));
  return Object.fromEntries(PARTS.map(({ table }, at) => [table, rows[at]!])) as AccountExport['tables'];
};

async function rowsOf(
  database: Database,
  { sql, by }: Part,
  { accountId, characterIds }: { readonly accountId: string; readonly characterIds: readonly string[] },
): Promise<AccountExport['tables'][string]> {
  // An empty list is no SQL.
  const ids = characterIds.length === 0 ? [''] : characterIds;
  const values: Readonly<Record<Part['by'], readonly SqlValue[]>> = {
    account: [accountId],
    characters: ids,
    'both ends': [...ids, ...ids],
  };
  const { rows } = await database.query(`${sql(ids.map(() => '?').join(', '))} limit ${ROWS}`, values[by]);
  return rows;
}
