/** Whether two characters may trade: both are there, nobody is banned from it, and neither wants to be left alone. */
import type { SqlRow } from '@rubato/ports';
import type { LedgerContext } from '../ledger/context.ts';
import { refusal, type Refusal } from '../ledger/refused.ts';
import type { TradesContext } from './trades.ts';

interface Party extends SqlRow {
  readonly id: string;
  readonly account_id: string;
  readonly banned: number;
  readonly blocks: number;
}

/** Nobody blocks themselves, so that both accounts may stand where only the other is meant. */
const PARTIES = `select c.id, c.account_id,
    (select count(*) from ban b where b.scope = 'account' and b.subject = c.account_id and b.kind in ('trade', 'login')
      and b.lifted_ms is null and (b.expires_ms is null or b.expires_ms > ?)) as banned,
    (select count(*) from block k where k.account_id = c.account_id
      and k.blocked_id in (select o.account_id from character o where o.id in (?, ?))) as blocks
  from character c where c.id in (?, ?) and c.deleted_ms is null`;

export function mayTradeOver({
  database,
  clock,
}: Pick<LedgerContext, 'database' | 'clock'>): TradesContext['mayTrade'] {
  return async (characterId, otherId): Promise<Refusal | undefined> => {
    const values = [clock.wallMs(), characterId, otherId, characterId, otherId];
    const { rows } = await database.query<Party>(PARTIES, values);
    const own = rows.find(({ id }) => id === characterId);
    const other = rows.find(({ id }) => id === otherId);
    if (!own || !other) return refusal('not-found', 'there is no such character');
    if (own.banned > 0) return refusal('banned', 'this account is banned from trading');
    if (other.banned > 0) return refusal('not-allowed', 'this character may not trade');
    // Who blocked whom is nobody's business.
    if (own.blocks + other.blocks > 0) return refusal('not-allowed', 'this character does not trade with you');
    return undefined;
  };
}
