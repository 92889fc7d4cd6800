import { Refused } from '../ledger/refused.ts';
import type { Player } from '../player.ts';
import type { Queryable } from '../schema/query-builder.ts';

const REACHABLE = `select c.account_id as "accountId", c.name from character c where c.id = ? and c.deleted_ms is null
  and not exists (select 1 from block b where b.account_id = c.account_id and b.blocked_id = ?)`;

export interface Reachable {
  readonly accountId: string;
  readonly name: string;
}

/** Whoever may be spoken to, invited, asked; throws Refused `not-found`, which doesn't tell a blocker from nobody. */
export async function reachable(queryable: Queryable, player: Player, characterId: string): Promise<Reachable> {
  const { rows } = await queryable.query(REACHABLE, [characterId, player.accountId]);
  if (!rows[0]) throw new Refused('not-found', 'this character can’t be reached');
  return rows[0] as unknown as Reachable;
}
