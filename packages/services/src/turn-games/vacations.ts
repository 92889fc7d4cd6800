/** Days off: while an account is away, deadlines of turns that wait for it are postponed, as long as its year's budget lasts. */
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { ServiceContext } from '../service-context.ts';

/** What an account may be away in a calendar year (UTC). */
export const VACATION_MS = 21 * 24 * 3_600_000;

export interface Vacation {
  /** Absent: not away. */
  readonly untilMs?: number;
  readonly leftMs: number;
}

type Row = { readonly usedMs: number; readonly untilMs: number };

const OWN = `select used_ms as "usedMs", until_ms as "untilMs" from turn_vacation where account_id = ? and season = ?`;
const PUT = `insert into turn_vacation (account_id, season, used_ms, until_ms) values (?, ?, ?, ?)
  on conflict (account_id, season) do update set used_ms = excluded.used_ms, until_ms = excluded.until_ms`;

const seasonOf = (ms: number): number => new Date(ms).getUTCFullYear();

export class Vacations {
  readonly #context: Pick<ServiceContext, 'database' | 'clock'>;

  constructor(context: Pick<ServiceContext, 'database' | 'clock'>) {
    this.#context = context;
  }

  async of(accountId: string): Promise<Vacation> {
    const nowMs = this.#context.clock.wallMs();
    return shown(await ownRow(this.#context.database, accountId, nowMs), nowMs);
  }

  /**
   * Goes away until then, in the place of what was said before; a time that has passed comes back at once, and what was not
   * used returns to the budget. Throws Refused `limit-reached` when that is more than what is left.
   */
  set(accountId: string, untilMs: number): Promise<Vacation> {
    return this.#context.database.transaction(
      async (transaction) => {
        const nowMs = this.#context.clock.wallMs();
        const row = await ownRow(transaction, accountId, nowMs);
        const spent = row.usedMs - Math.max(0, row.untilMs - nowMs);
        const usedMs = spent + Math.max(0, untilMs - nowMs);
        if (usedMs > VACATION_MS)
          throw new Refused('limit-reached', `${Math.max(0, VACATION_MS - spent)} ms of vacation are left this year`);
        const next = { usedMs, untilMs: Math.max(untilMs, nowMs) };
        await transaction.query(PUT, [accountId, seasonOf(nowMs), next.usedMs, next.untilMs]);
        return shown(next, nowMs);
      },
      { locks: [`vacation ${accountId}`] },
    );
  }
}

const shown = ({ usedMs, untilMs }: Row, nowMs: number): Vacation => ({
  ...(untilMs > nowMs ? { untilMs } : {}),
  leftMs: VACATION_MS - usedMs,
});

async function ownRow(from: Queryable, accountId: string, nowMs: number): Promise<Row> {
  const { rows } = await from.query(OWN, [accountId, seasonOf(nowMs)]);
  return (rows[0] as unknown as Row | undefined) ?? { usedMs: 0, untilMs: 0 };
}

/** When the last of these accounts that are away comes back; undefined when none is away. */
export async function latestReturn(
  from: Queryable,
  accounts: readonly string[],
  nowMs: number,
): Promise<number | undefined> {
  if (accounts.length === 0) return undefined;
  const { rows } = await from.query(
    `select max(until_ms) as until from turn_vacation where until_ms > ? and account_id in (${accounts.map(() => '?').join(', ')})`,
    [nowMs, ...accounts],
  );
  const until = rows[0]?.['until'];
  return until === null || until === undefined ? undefined : Number(until);
}
