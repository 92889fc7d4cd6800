/**
 * Takes an account and its characters out of the database. What is theirs alone goes; what others have a share in stays
 * without them: what was said, what was played, and the ledger, in which a character is a number without a name.
 */
import type { Database } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { filledIn } from './personal-data.ts';

/** Stands where a name was. */
export const GONE_NAME = '(gone)';

const OWN = `'"' || {account} || '"'`;
const LED = 'leader_id in {characters}';
const NEXT = `(select m.character_id from party_member m where m.party_id = party.id and m.character_id not in {characters}
  order by m.place limit 1)`;

const STEPS = [
  `update chat_message set sender_id = null, sender_account_id = '', sender_name = '${GONE_NAME}'
    where sender_account_id = {account}`,
  'delete from chat_pace where account_id = {account}',
  'delete from chat_slow where account_id = {account}',
  // Each under another name, as an open report of the same by the same is refused.
  'update report set reporter_id = id, reporter_account_id = id where reporter_account_id = {account}',
  'delete from report where accused_account_id = {account}',
  `delete from ban where scope = 'account' and subject = {account}`,
  `delete from throttle where bucket like '%' || {account} || '%'`,
  'delete from call where actor_id = {account} or actor_id in {characters}',
  `update party set leader_id = ${NEXT}, version = version + 1 where ${LED} and ${NEXT} is not null`,
  `delete from party where ${LED}`,
  `delete from queue_ticket where members like '%' || ${OWN} || '%'`,
  `update found_match set players = replace(players, ${OWN}, 'null'), newcomers = replace(newcomers, ${OWN}, 'null')
    where players like '%' || ${OWN} || '%'`,
  `update tournament_audit set actor_id = '${GONE_NAME}' where actor_id = {account}`,
  'delete from duel_challenge where from_id in {characters} or to_id in {characters}',
  'delete from fighter where character_id in {characters}',
  'delete from account where id = {account}',
];

/** Everything or nothing. Throws Refused `not-found`. */
export function forgetAccount(database: Database, accountId: string): Promise<void> {
  return database.transaction(async (transaction) => {
    const { rows } = await transaction.query('select id from character where account_id = ?', [accountId]);
    const owner = { accountId, characterIds: rows.map(({ id }) => String(id)) };
    const done = await transaction.batch(STEPS.map((step) => filledIn(step, owner)));
    if (done.at(-1)!.changes === 0) throw new Refused('not-found', 'there is no such account');
  });
}
