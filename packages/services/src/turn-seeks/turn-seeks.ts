/**
 * Looking for opponents in turn games, by tickets that may wait for days:
 *
 *   waiting ── enough others suit ──► matched: the game has begun, with all seated
 *      ├── its own time is over ────► expired
 *      └── taken back: gone
 */
import { refuseBanned } from '../accounts/bans.ts';
import { Refused } from '../ledger/refused.ts';
import type { TurnContext } from '../turn-games/context.ts';
import { newId } from '../uuid.ts';
import { explainSeek, type SeekReason } from './explain.ts';
import { checkSeek, type NewSeek } from './seek.ts';
import {
  apartOf,
  fullOf,
  MOST_IN_POOL,
  poolLock,
  poolOf,
  seekOf,
  seeksLock,
  seeksOf,
  type SeekRow,
  type SeekState,
} from './seek-rows.ts';
import { gapAt } from './suit.ts';

/** Tickets of an account that wait at a time; one more is refused as `limit-reached`. */
export const MOST_SEEKS = 10;
/** Of one list. */
export const SEEKS_SHOWN = 50;

const INSERT = `insert into turn_seek (id, account_id, game, seats, settings, least_ms, most_ms, ladder, only_rated, gap,
  most_gap, state, since_ms, expires_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`;
const WAITING = `select count(*) as n from turn_seek where account_id = ? and state = 'waiting'`;
const CROWD = `select count(*) as n from turn_seek where state = 'waiting' and game = ? and seats = ?`;

export interface ShownSeek extends Omit<NewSeek, 'waitMs'> {
  readonly id: string;
  /** As wide as it is now. */
  readonly ratingGap: number;
  readonly state: SeekState;
  readonly sinceMs: number;
  readonly expiresMs: number;
  readonly gameId?: string;
  /** While it waits. */
  readonly why?: SeekReason;
}

export class TurnSeeks {
  readonly #context: TurnContext;
  readonly #ladders: ReadonlySet<string>;

  /** @param ladders on which games may be rated */
  constructor(context: TurnContext, ladders: readonly string[] = []) {
    this.#context = context;
    this.#ladders = new Set(ladders);
  }

  /**
   * Leaves a ticket; the next sweep looks at it. Throws Refused `bad-value`, `not-found` (game, ladder), `limit-reached`,
   * `banned` (from what is rated). @param address of the caller
   */
  async seek(accountId: string, wanted: NewSeek, address: string): Promise<ShownSeek> {
    const { database, clock, positions } = this.#context;
    const settings = await checkSeek(wanted, positions, this.#ladders);
    const nowMs = clock.wallMs();
    const { game, seats, leastTurnMs, mostTurnMs, ladder = null, ratingGap, mostRatingGap, waitMs } = wanted;
    if (ladder !== null) await refuseBanned(database, { accountId, address }, { kind: 'ranked', nowMs });
    const id = newId(this.#context);
    const asked = [game, seats, settings, leastTurnMs, mostTurnMs, ladder, Number(wanted.onlyRated)];
    await database.transaction(
      async (transaction) => {
        const own = Number((await transaction.query(WAITING, [accountId])).rows[0]!['n']);
        if (own >= MOST_SEEKS)
          throw new Refused('limit-reached', `nobody has more than ${MOST_SEEKS} tickets at a time; take one back`);
        const crowd = Number((await transaction.query(CROWD, [game, seats])).rows[0]!['n']);
        if (crowd >= MOST_IN_POOL)
          throw new Refused('limit-reached', `${MOST_IN_POOL} tickets wait for ${game} with ${seats} seats; try later`);
        await transaction.query(INSERT, [id, accountId, ...asked, ratingGap, mostRatingGap, nowMs, nowMs + waitMs]);
      },
      { locks: [seeksLock(accountId), poolLock(game, seats)] },
    );
    return this.#shown((await seekOf(database, id))!);
  }

  /** The newest first; those that have ended for as long as they are kept. */
  async mine(accountId: string): Promise<readonly ShownSeek[]> {
    const rows = await seeksOf(this.#context.database, accountId, SEEKS_SHOWN);
    const shown: ShownSeek[] = [];
    for (const row of rows) shown.push(await this.#shown(row));
    return shown;
  }

  /** Throws Refused `not-found`, `conflict` once it has found a game. */
  async cancel(accountId: string, id: string): Promise<{ readonly cancelled: true }> {
    await this.#context.database.transaction(
      async (transaction) => {
        const row = await seekOf(transaction, id);
        if (row?.accountId !== accountId) throw new Refused('not-found', 'there is no such ticket of yours');
        if (row.state === 'matched') throw new Refused('conflict', `it has found a game: ${row.gameId}`);
        await transaction.query('delete from turn_seek where id = ?', [id]);
      },
      { locks: [seeksLock(accountId)] },
    );
    return { cancelled: true };
  }

  async #shown(row: SeekRow): Promise<ShownSeek> {
    const nowMs = this.#context.clock.wallMs();
    const shown = shownSeek(row, nowMs);
    return shown.state === 'waiting' ? { ...shown, why: await this.#why(row, nowMs) } : shown;
  }

  async #why(row: SeekRow, nowMs: number): Promise<SeekReason> {
    const { database } = this.#context;
    const pool = await poolOf(database, row, nowMs);
    const accounts = pool.map(({ accountId }) => accountId);
    const full = await fullOf(database, [...accounts, row.accountId]);
    const there = pool.filter(({ accountId }) => !full.has(accountId));
    const apart = await apartOf(database, [...accounts, row.accountId]);
    return explainSeek(row, there, { seats: row.seats, apart, nowMs, full: full.has(row.accountId) });
  }
}

function shownSeek(row: SeekRow, nowMs: number): ShownSeek {
  const { id, game, settings, seats, ladder, gameId, sinceMs, expiresMs, mostGap } = row;
  const state = row.state === 'waiting' && expiresMs <= nowMs ? 'expired' : row.state;
  return {
    id,
    game,
    seats,
    leastTurnMs: row.leastMs,
    mostTurnMs: row.mostMs,
    onlyRated: row.onlyRated === 1,
    ratingGap: gapAt(row, nowMs),
    mostRatingGap: mostGap,
    state,
    sinceMs,
    expiresMs,
    ...(settings === null ? {} : { settings }),
    ...(ladder === null ? {} : { ladder }),
    ...(gameId === null ? {} : { gameId }),
  };
}
