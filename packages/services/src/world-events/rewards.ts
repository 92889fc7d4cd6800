/**
 * Rewards that matches owe to characters. What is owed is written in the transaction that makes it from the match's
 * events; it is paid afterwards by the ledger, whose own key (match, turn, index) lets nothing be paid twice. Whatever a
 * crash leaves unpaid is paid at the next start.
 */
import type { Clock, Database, Log, Statement } from '@rubato/ports';
import type { Ledger } from '../ledger/ledger.ts';
import { Refused } from '../ledger/refused.ts';
import { MOST_QUESTS, type WorldReward } from './world-rules.ts';

export interface RewardsContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Pick<Ledger, 'grant'>;
}

/** Rewards read at once; what comes after them is read next, whether they could be paid or not. */
export const PAID_AT_ONCE = 100;

const OWE = `insert into reward (match_id, turn, reward_index, character_id, what, paid_ms)
  select ?, ?, ?, id, ?, null from character where id = ? on conflict do nothing`;
const DUE = `select match_id, turn, reward_index, character_id, what from reward where paid_ms is null
  and (match_id > ? or (match_id = ? and (turn > ? or (turn = ? and reward_index > ?))))
  order by match_id, turn, reward_index limit ${PAID_AT_ONCE}`;
const PAID = 'update reward set paid_ms = ? where match_id = ? and turn = ? and reward_index = ?';

/** The number of a reward within its turn: an event's own, or that of the quest it completes. */
export function rewardIndex(eventIndex: number, quest?: number): number {
  return eventIndex * (MOST_QUESTS + 1) + (quest === undefined ? 0 : quest + 1);
}

export interface Owed {
  readonly match: string;
  readonly turn: number;
  readonly index: number;
  readonly characterId: string;
  readonly reward: WorldReward;
}

/** Part of the transaction that records why; nothing for a character that is gone. */
export function owe({ match, turn, index, characterId, reward }: Owed): Statement {
  return { sql: OWE, values: [match, turn, index, JSON.stringify(reward), characterId] };
}

interface DueRow {
  readonly match_id: string;
  readonly turn: number;
  readonly reward_index: number;
  readonly character_id: string;
  readonly what: string;
  readonly [column: string]: string | number;
}

/** Pays what is owed; returns how many were paid. What the ledger refuses (a full bag) stays owed. Rejects with DatabaseError. */
export async function payRewards(context: RewardsContext): Promise<number> {
  let paid = 0;
  let after: readonly [string, number, number] = ['', 0, 0];
  for (;;) {
    const [match, turn, index] = after;
    const { rows } = await context.database.query<DueRow>(DUE, [match, match, turn, turn, index]);
    for (const row of rows) if (await pay(context, row)) paid++;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAID_AT_ONCE) return paid;
    after = [last.match_id, last.turn, last.reward_index];
  }
}

async function pay({ database, clock, log, ledger }: RewardsContext, row: DueRow): Promise<boolean> {
  const { match_id, turn, reward_index, character_id } = row;
  const { gold, items } = JSON.parse(row.what) as WorldReward;
  const source = { matchId: match_id, turn, index: reward_index };
  const assets = gold > 0 ? [{ asset: 'gold', amount: gold }] : [];
  try {
    await ledger.grant(source, {
      to: character_id,
      assets,
      items: items.map((template) => ({ template, data: '{}' })),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    log.log('warn', 'a reward could not be paid; it stays owed', { ...source, to: character_id, error: error.message });
    return false;
  }
  const statement = { sql: PAID, values: [clock.wallMs(), match_id, turn, reward_index] };
  await database.batch([statement], { locks: [] });
  return true;
}
