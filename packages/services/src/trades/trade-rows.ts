/** Trades as rows: reading them, and the one statement that changes one. */
import type { SqlRow, Statement } from '@rubato/ports';
import { oneRow, type Step } from '../ledger/plan.ts';
import { refusal } from '../ledger/refused.ts';
import type { Offer } from './offer.ts';
import type { Trade, TradeState } from './trade.ts';

/** Trades a character asked for and that are under way; one more is refused with `limit-reached`. */
export const MOST_ASKED = 10;
/** Trades under way that others asked a character for. */
export const MOST_ASKING = 50;

const COLUMNS = `id, a_id, b_id, state, version, revision, a_offer, b_offer, a_confirmed, b_confirmed, expires_ms`;
const ACTIVE = `state in ('requested', 'open')`;

export const TRADE_BY_ID = `select ${COLUMNS} from trade where id = ?`;
/** Values: character, now, character, now. */
export const TRADES_OF = `select ${COLUMNS} from trade where a_id = ? and ${ACTIVE} and expires_ms > ?
  union all select ${COLUMNS} from trade where b_id = ? and ${ACTIVE} and expires_ms > ? limit ${MOST_ASKED + MOST_ASKING}`;

const END_DUE = `update trade set state = 'expired', version = version + 1
  where id in (select id from trade where ${ACTIVE} and expires_ms <= ? order by expires_ms limit ?)
  and ${ACTIVE} and expires_ms <= ? returning ${COLUMNS}`;

export const endDue = (nowMs: number, limit: number): Statement => ({ sql: END_DUE, values: [nowMs, limit, nowMs] });

export interface TradeRow extends SqlRow {
  readonly id: string;
  readonly a_id: string;
  readonly b_id: string;
  readonly state: string;
  readonly version: number;
  readonly revision: number;
  readonly a_offer: string;
  readonly b_offer: string;
  readonly a_confirmed: number;
  readonly b_confirmed: number;
  readonly expires_ms: number;
}

export function tradeOf(row: TradeRow): Trade {
  return {
    id: row.id,
    state: row.state as TradeState,
    version: row.version,
    revision: row.revision,
    from: { characterId: row.a_id, offer: JSON.parse(row.a_offer) as Offer, confirmed: row.a_confirmed === 1 },
    to: { characterId: row.b_id, offer: JSON.parse(row.b_offer) as Offer, confirmed: row.b_confirmed === 1 },
    expiresMs: row.expires_ms,
  };
}

const END_OVERDUE_PAIR = `update trade set state = 'expired', version = version + 1
  where ((a_id = ? and b_id = ?) or (a_id = ? and b_id = ?)) and ${ACTIVE} and expires_ms <= ?`;
const count = (column: string) => `(select count(*) from trade where ${column} = ? and ${ACTIVE} and expires_ms > ?)`;
const INSERT = `insert into trade (id, a_id, b_id, state, version, revision, a_offer, b_offer, a_confirmed, b_confirmed,
  created_ms, expires_ms)
  select cast(? as text), cast(? as text), cast(? as text), 'requested', 1, 0, cast(? as text), cast(? as text), 0, 0,
    cast(? as bigint), cast(? as bigint)
  where ${count('a_id')} < ${MOST_ASKED} and ${count('b_id')} < ${MOST_ASKING}`;

/** Puts a new request down, unless the two have a trade under way or one of them has too many. */
export function insertTrade({ id, from, to, expiresMs }: Trade, nowMs: number): readonly Step[] {
  const a = from.characterId;
  const b = to.characterId;
  const offers = [JSON.stringify(from.offer), JSON.stringify(to.offer)];
  return [
    { statement: { sql: END_OVERDUE_PAIR, values: [a, b, b, a, nowMs] } },
    oneRow(INSERT, [id, a, b, ...offers, nowMs, expiresMs, a, nowMs, b, nowMs], {
      missed: refusal('limit-reached', 'one of you has as many trades under way as allowed'),
      broken: refusal('conflict', 'you have a trade with each other already'),
    }),
  ];
}

const UPDATE = `update trade set state = ?, version = ?, revision = ?, a_offer = ?, b_offer = ?, a_confirmed = ?,
  b_confirmed = ?, tx_id = ?, expires_ms = ? where id = ? and version = ?`;

/** Puts `next` in the place of the version before it; decides anew when that one is gone. */
export function updateTrade(next: Trade, txId?: string): Step {
  const { from, to } = next;
  const values = [
    next.state,
    next.version,
    next.revision,
    JSON.stringify(from.offer),
    JSON.stringify(to.offer),
    Number(from.confirmed),
    Number(to.confirmed),
    txId ?? null,
    next.expiresMs,
    next.id,
    next.version - 1,
  ];
  return oneRow(UPDATE, values, { missed: 'again' });
}
