/**
 * Leaderboards: entries are logged and make scores, once per key:
 *
 *   submit → [log (board, period, account, number) → score] in one transaction → key taken: nothing, it was counted
 *
 * `number` counts the entries of one account, so that the log alone tells what the scores are (`rebuild`).
 */
import type { Transaction } from '@rubato/ports';
import type { Caller } from '../accounts/sessions.ts';
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext } from '../service-context.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { afterEntry, checkBoard, oldestKept, periodOf, rankKey, type BoardDefinition, type Score } from './board.ts';
import { cursorOf, ownScore, pageAbove, pageBelow, parseCursor, type Ranked, type RankedRow } from './board-rows.ts';

export interface Entry {
  readonly board: string;
  readonly accountId: string;
  readonly amount: number;
  /** 1 to 128 characters; an entry under a key that the account used on this board before is not counted again. */
  readonly key: string;
}

export interface BoardPage {
  readonly periodMs: number;
  readonly entries: readonly (Ranked & { readonly rank: number })[];
  /** For the page after this one; absent at the end. */
  readonly next?: string;
}

export interface AroundPage {
  readonly periodMs: number;
  readonly above: readonly Ranked[];
  readonly own: Ranked;
  readonly below: readonly Ranked[];
}

/** Entries of one page. */
export const MOST_PER_PAGE = 100;
/** Neighbours to each side. */
export const MOST_AROUND = 20;
/** Entries that players send themselves, by account and board. */
export const PLAYER_ENTRIES: Rate = { tokens: 30, perMs: 60_000 };
/** Rows deleted or accounts counted again in one transaction. */
const ROWS_AT_ONCE = 500;

const LOGGED = 'select 1 as found from board_log where board = ? and account_id = ? and entry_key = ?';
const LOG = `insert into board_log (board, period_ms, account_id, number, amount, entry_key, at_ms)
  values (?, ?, ?, ?, ?, ?, ?)`;
const PUT = `insert into board_score (board, period_ms, account_id, rank_key, score, reached_ms, entries)
  values (?, ?, ?, ?, ?, ?, ?) on conflict (board, period_ms, account_id) do update
  set rank_key = excluded.rank_key, score = excluded.score, reached_ms = excluded.reached_ms, entries = excluded.entries`;
const OLD_SCORES = `delete from board_score where (board, period_ms, account_id) in
  (select board, period_ms, account_id from board_score where board = ? and period_ms < ? limit ?)`;
const OLD_ENTRIES = `delete from board_log where (board, period_ms, account_id, number) in
  (select board, period_ms, account_id, number from board_log where board = ? and period_ms < ? limit ?)`;
const OWNERS = `select distinct period_ms as "periodMs", account_id as "accountId" from board_log
  where board = ? and (period_ms, account_id) > (?, ?) order by period_ms, account_id limit ?`;
const ENTRIES = `select number, amount, at_ms as "atMs" from board_log
  where board = ? and period_ms = ? and account_id = ? and number > ? order by number limit ?`;
const NO_ENTRIES = `delete from board_score where board = ? and not exists (select 1 from board_log l
  where l.board = board_score.board and l.period_ms = board_score.period_ms and l.account_id = board_score.account_id)`;

/** What a transaction that submits must hold. */
export const boardLock = (board: string, accountId: string): string => `board ${board} ${accountId}`;

export class Boards {
  readonly #context: Pick<ServiceContext, 'database' | 'clock'>;
  readonly #definitions: ReadonlyMap<string, BoardDefinition>;

  constructor(context: Pick<ServiceContext, 'database' | 'clock'>, definitions: readonly BoardDefinition[]) {
    this.#context = context;
    this.#definitions = new Map(definitions.map((each) => [each.name, checkBoard(each)]));
  }

  list(): readonly BoardDefinition[] {
    return [...this.#definitions.values()];
  }

  /** Counts an entry once; returns whether it was counted now. Throws Refused `not-found` or `bad-value`. */
  submit(entry: Entry): Promise<boolean> {
    return this.#context.database.transaction((transaction) => this.submitIn(transaction, entry), {
      locks: [boardLock(entry.board, entry.accountId)],
    });
  }

  /** `submit` within a transaction that holds `boardLock`. */
  async submitIn(transaction: Transaction, { board, accountId, amount, key }: Entry): Promise<boolean> {
    const definition = this.#definition(board);
    if (!Number.isSafeInteger(amount)) throw new Refused('bad-value', 'an entry is a whole number');
    if (key === '' || key.length > 128) throw new Refused('bad-value', 'the key of an entry has 1 to 128 characters');
    const found = await transaction.query(LOGGED, [board, accountId, key]);
    if (found.rows.length > 0) return false;
    const atMs = this.#context.clock.wallMs();
    const periodMs = periodOf(definition, atMs);
    const before = await ownScore(transaction, { board, periodMs }, accountId);
    const after = afterEntry(definition, before, { amount, atMs });
    await transaction.batch([
      { sql: LOG, values: [board, periodMs, accountId, after.entries, amount, key, atMs] },
      { sql: PUT, values: scoreValues(definition, { periodMs, accountId }, after) },
    ]);
    return true;
  }

  /** An entry by a player; throws Refused `not-found`, `not-allowed`, `bad-value` or `too-many`. */
  async submitOwn(caller: Caller, entry: Omit<Entry, 'accountId'>): Promise<boolean> {
    const { database, clock } = this.#context;
    if (this.#definition(entry.board).writers !== 'players')
      throw new Refused('not-allowed', 'the server alone writes to this board');
    const bucket = `board ${entry.board} ${caller.accountId}`;
    await takeTokens(database, clock, [{ bucket, rate: PLAYER_ENTRIES }]);
    return this.submit({ ...entry, accountId: caller.accountId });
  }

  /** A page from the top, or after `after`; throws Refused `not-found` or `bad-value`. @param atMs any moment of the period; default now */
  async page(
    board: string,
    { atMs, after, limit = 20 }: { readonly atMs?: number; readonly after?: string; readonly limit?: number } = {},
  ): Promise<BoardPage> {
    const period = this.#period(board, atMs);
    const from = after === undefined ? undefined : parseCursor(after);
    const size = clamp(limit, MOST_PER_PAGE);
    const rows = await pageBelow(this.#context.database, period, from?.place, size);
    const entries = rows.map((row, at) => ({ ...ranked(row), rank: (from?.rank ?? 0) + at + 1 }));
    const last = rows.at(-1);
    if (!last || rows.length < size) return { periodMs: period.periodMs, entries };
    return { periodMs: period.periodMs, entries, next: cursorOf(entries.at(-1)!.rank, last) };
  }

  /** An account's score with its neighbours; throws Refused `not-found` also when it has none. */
  async around(
    board: string,
    { accountId, username }: Pick<Caller, 'accountId' | 'username'>,
    { atMs, count = 5 }: { readonly atMs?: number; readonly count?: number } = {},
  ): Promise<AroundPage> {
    const { database } = this.#context;
    const period = this.#period(board, atMs);
    const own = await ownScore(database, period, accountId);
    if (!own) throw new Refused('not-found', 'you have no score on this board yet');
    const place = { rankKey: own.rankKey, reachedMs: own.reachedMs, accountId };
    const size = clamp(count, MOST_AROUND);
    const [above, below] = await Promise.all([
      pageAbove(database, period, place, size),
      pageBelow(database, period, place, size),
    ]);
    const mine = { accountId, name: username, score: own.score, reachedMs: own.reachedMs };
    return { periodMs: period.periodMs, above: above.map(ranked), own: mine, below: below.map(ranked) };
  }

  /** Deletes what is older than a board keeps, at most some of it; returns the rows that went. */
  async purge(): Promise<number> {
    const { database, clock } = this.#context;
    let gone = 0;
    for (const definition of this.#definitions.values()) {
      const values = [definition.name, oldestKept(definition, clock.wallMs()), ROWS_AT_ONCE];
      const results = await database.batch(
        [
          { sql: OLD_SCORES, values },
          { sql: OLD_ENTRIES, values },
        ],
        { locks: [] },
      );
      gone += results.reduce((sum, { changes }) => sum + changes, 0);
    }
    return gone;
  }

  /** Makes the scores of a board from its log, account by account, beside running entries; returns how many accounts. */
  async rebuild(board: string): Promise<number> {
    const { database } = this.#context;
    const definition = this.#definition(board);
    await database.batch([{ sql: NO_ENTRIES, values: [board] }], { locks: [] });
    let last: Owner = { periodMs: -1, accountId: '' };
    for (let count = 0; ;) {
      const { rows } = await database.query<Owner>(OWNERS, [board, last.periodMs, last.accountId, ROWS_AT_ONCE]);
      for (const owner of rows)
        await database.transaction((transaction) => recount(transaction, definition, owner), {
          locks: [boardLock(board, owner.accountId)],
        });
      count += rows.length;
      if (rows.length < ROWS_AT_ONCE) return count;
      last = rows.at(-1)!;
    }
  }

  #definition(board: string): BoardDefinition {
    const found = this.#definitions.get(board);
    if (!found) throw new Refused('not-found', 'there is no such board');
    return found;
  }

  #period(board: string, atMs = this.#context.clock.wallMs()) {
    return { board, periodMs: periodOf(this.#definition(board), atMs) };
  }
}

type Owner = { readonly periodMs: number; readonly accountId: string };

async function recount(transaction: Transaction, definition: BoardDefinition, owner: Owner): Promise<void> {
  let score: Score | undefined;
  for (;;) {
    const { rows } = await transaction.query<{ amount: number; atMs: number }>(ENTRIES, [
      definition.name,
      owner.periodMs,
      owner.accountId,
      score?.entries ?? 0,
      ROWS_AT_ONCE,
    ]);
    for (const entry of rows) score = afterEntry(definition, score, entry);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  if (score) await transaction.query(PUT, scoreValues(definition, owner, score));
}

function scoreValues(definition: BoardDefinition, { periodMs, accountId }: Owner, score: Score) {
  const key = rankKey(definition, score.score);
  return [definition.name, periodMs, accountId, key, score.score, score.reachedMs, score.entries];
}

function ranked({ accountId, name, score, reachedMs }: RankedRow): Ranked {
  return { accountId, name, score, reachedMs };
}

function clamp(wanted: number, most: number): number {
  return Math.min(Math.max(1, Math.trunc(wanted)), most);
}
