/** Whether two characters may trade: both are there, nobody is banned from it, and neither wants to be left alone. */
import type { Clock, Database, SqlRow } from '@rubato/ports';
import { refusal, type Refusal } from '../ledger/refused.ts';
import type { TradesContext } from './trades.ts';

export interface MayTradeOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, 'wallMs'>;
  /** Whether one of two accounts has blocked the other. */
  readonly blocks: (accountId: string, otherId: string) => Promise<boolean>;
}

interface Party extends SqlRow {
  readonly id: string;
  readonly account_id: string;
  readonly banned: number;
}

const PARTIES = `select c.id, c.account_id, (select count(*) from ban b where b.scope = 'account' and b.subject = c.account_id
    and b.kind in ('trade', 'login') and b.lifted_ms is null and (b.expires_ms is null or b.expires_ms > ?)) as banned
  from character c where c.id in (?, ?) and c.deleted_ms is null`;

export function mayTradeOver({ database, clock, blocks }: MayTradeOptions): TradesContext['mayTrade'] {
  return async (characterId, otherId): Promise<Refusal | undefined> => {
    const { rows } = await database.query<Party>(PARTIES, [clock.wallMs(), characterId, otherId]);
    const own = rows.find(({ id }) => id === characterId);
    const other = rows.find(({ id }) => id === otherId);
    if (!own || !other) return refusal('not-found', 'there is no such character');
    if (own.banned > 0) return refusal('banned', 'this account is banned from trading');
    if (other.banned > 0) return refusal('not-allowed', 'this character may not trade');
    if (own.account_id !== other.account_id && (await blocks(own.account_id, other.account_id)))
      return refusal('not-allowed', 'this character does not trade with you');
    return undefined;
  };
}
