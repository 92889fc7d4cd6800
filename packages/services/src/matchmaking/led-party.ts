/** The party that a character leads, as the accounts that search together. */
import type { Caller } from '../accounts/sessions.ts';
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';

export interface LedParty {
  readonly id: string;
  readonly accountIds: readonly string[];
}

const MEMBERS = `select p.id, p.leader_id as "leaderId", c.account_id as "accountId"
  from party_member own join party p on p.id = own.party_id
  join party_member m on m.party_id = p.id join character c on c.id = m.character_id
  where own.character_id = ? order by m.place`;

/** Throws Refused `not-found` without a party, `not-allowed` for members who don't lead, `bad-value` for one account twice. */
export async function ledParty(queryable: Queryable, { characterId }: Caller): Promise<LedParty> {
  const { rows } = characterId === null ? { rows: [] } : await queryable.query(MEMBERS, [characterId]);
  const [first] = rows;
  if (!first) throw new Refused('not-found', 'you are in no party; choose the character that leads it');
  if (first['leaderId'] !== characterId) throw new Refused('not-allowed', 'only the leader of the party can do this');
  const accountIds = rows.map(({ accountId }) => String(accountId));
  if (new Set(accountIds).size !== accountIds.length)
    throw new Refused('bad-value', 'two characters of one account cannot play one match');
  return { id: String(first['id']), accountIds };
}
