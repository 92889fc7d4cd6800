/** Ratings of accounts by ladder: read as of now, changed by the result of a match, once per match. */
import type { Statement, Transaction } from '@rubato/ports';
import { boardLock, type Boards } from '../boards/boards.ts';
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { ServiceContext } from '../service-context.ts';
import { divisionOf, seasonAt } from '../league/season.ts';
import { ELO, eloOf } from './elo.ts';
import { idle, NEWCOMER, type Strength } from './glicko2.ts';
import { rateTeams } from './team-match.ts';

export interface Ladder {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  /** A rating period: in so much time without a match the deviation grows by one volatility. */
  readonly periodMs: number;
  /** A board of operation `set` that shows its rating to two deviations' certainty. */
  readonly board?: string;
}

export interface Rating {
  readonly rating: number;
  /** As of now: it grows while nobody plays. */
  readonly deviation: number;
  readonly volatility: number;
  readonly matches: number;
  /** Absent for newcomers. */
  readonly ratedMs?: number;
}

export interface MatchResult {
  /** Names the match for good: its second result is ignored. */
  readonly matchId: string;
  readonly ladder: string;
  readonly teams: readonly { readonly place: number; readonly members: readonly string[] }[];
}

export interface RatingChange {
  readonly accountId: string;
  /** Counts an account's matches on this ladder from 1. */
  readonly number: number;
  readonly matchId: string;
  readonly place: number;
  readonly ratingBefore: number;
  readonly deviationBefore: number;
  readonly rating: number;
  readonly deviation: number;
  /** Of the same matches, to be shown beside; counted since the server knows it. */
  readonly eloBefore: number;
  readonly elo: number;
  readonly ratedMs: number;
}

/** Players of one match that are rated; more are answered `bad-value`. */
export const MOST_RATED = 64;
/** Changes of one page of the history. */
export const CHANGES_PER_PAGE = 50;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const BEGIN = 'insert into rated_match (id, ladder, rated_ms) values (?, ?, ?) on conflict (id) do nothing';
const PUT = `insert into rating (ladder, account_id, rating, deviation, volatility, elo, matches, rated_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (ladder, account_id) do update set rating = excluded.rating,
  deviation = excluded.deviation, volatility = excluded.volatility, elo = excluded.elo, matches = excluded.matches,
  rated_ms = excluded.rated_ms`;
const LOG = `insert into rating_change (ladder, account_id, number, match_id, place, rating_before, deviation_before,
  rating, deviation, volatility, elo_before, elo, rated_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const STAND = `insert into season_place (ladder, season_ms, account_id, unplaced, rating, deviation, elo, matches, rated_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (ladder, season_ms, account_id) do update set
  unplaced = excluded.unplaced, rating = excluded.rating, deviation = excluded.deviation, elo = excluded.elo,
  matches = excluded.matches, rated_ms = excluded.rated_ms`;
const CHANGE = `select account_id as "accountId", number, match_id as "matchId", place, rating_before as "ratingBefore",
  deviation_before as "deviationBefore", rating, deviation, elo_before as "eloBefore", elo, rated_ms as "ratedMs"
  from rating_change`;
const CHANGES_OF_MATCH = `${CHANGE} where match_id = ? order by place, account_id`;
const HISTORY = `${CHANGE} where ladder = ? and account_id = ? and number < ? order by number desc limit ?`;

export class Ratings {
  readonly #context: Pick<ServiceContext, 'database' | 'clock'>;
  readonly #ladders: ReadonlyMap<string, Ladder>;
  readonly #boards: Boards | undefined;

  constructor(context: Pick<ServiceContext, 'database' | 'clock'>, ladders: readonly Ladder[], boards?: Boards) {
    this.#context = context;
    this.#boards = boards;
    for (const { name, periodMs, board } of ladders) {
      if (!NAME.test(name))
        throw new TypeError(`a ladder's name is lower-case letters, digits and dashes, not ${name}`);
      if (!(periodMs > 0)) throw new TypeError(`the rating period of ${name} must be above 0 ms`);
      const shown = boards?.list().find((each) => each.name === board);
      if (board !== undefined && shown?.operation !== 'set')
        throw new TypeError(`the ladder ${name} needs a board ${board} whose operation is set`);
    }
    this.#ladders = new Map(ladders.map((each) => [each.name, each]));
  }

  ladders(): readonly Ladder[] {
    return [...this.#ladders.values()];
  }

  /** As of now, in the order asked; throws Refused `not-found` for an unknown ladder. */
  async of(ladder: string, accountIds: readonly string[]): Promise<readonly Rating[]> {
    const known = await this.#known(this.#context.database, ladder, accountIds);
    const { periodMs } = this.#ladder(ladder);
    const nowMs = this.#context.clock.wallMs();
    return accountIds.map((id) => asOf(known.get(id), periodMs, nowMs));
  }

  /** The newest change first. @param before a change's number; default from the newest */
  async history(
    ladder: string,
    accountId: string,
    before: number = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly RatingChange[]> {
    this.#ladder(ladder);
    // `number` is an integer of 32 bits, and PostgreSQL compares no larger one with it.
    const values = [ladder, accountId, Math.min(before, 2 ** 31 - 1), CHANGES_PER_PAGE];
    return (await this.#context.database.query(HISTORY, values)).rows as unknown as readonly RatingChange[];
  }

  /**
   * Rates a match, once, whoever tells of it and however often; its board follows in the same transaction. Throws Refused
   * `not-found` for an unknown ladder, `bad-value` for a result that is none.
   */
  async record(
    result: MatchResult,
  ): Promise<{ readonly changes: readonly RatingChange[]; readonly repeated: boolean }> {
    const { board } = this.#ladder(result.ladder);
    checkResult(result);
    const members = result.teams.flatMap((team) => team.members);
    const locks = [
      `rated match ${result.matchId}`,
      ...members.map((id) => `rating ${result.ladder} ${id}`),
      ...(board === undefined ? [] : members.map((id) => boardLock(board, id))),
    ];
    return this.#context.database.transaction((transaction) => this.#recordIn(transaction, result), { locks });
  }

  async #recordIn(transaction: Transaction, result: MatchResult) {
    const { matchId, ladder, teams } = result;
    const { periodMs, board } = this.#ladder(ladder);
    const nowMs = this.#context.clock.wallMs();
    const begun = await transaction.query(BEGIN, [matchId, ladder, nowMs]);
    if (begun.changes === 0) {
      const { rows } = await transaction.query(CHANGES_OF_MATCH, [matchId]);
      return { changes: rows as unknown as readonly RatingChange[], repeated: true };
    }
    const known = await this.#known(transaction, ladder, members(result));
    const accounts = await existing(transaction, members(result));
    const rated = rateTeams(
      teams.map(({ place, members: ids }) => {
        return { place, members: ids.map((id) => playerOf(known.get(id), periodMs, nowMs)) };
      }),
    );
    const elos = eloOf(
      teams.map(({ place, members: ids }) => ({ place, members: ids.map((id) => known.get(id)?.elo ?? ELO.start) })),
    );
    const changes = teams.flatMap(({ place, members: ids }, team) =>
      ids
        .map((id, at) => {
          const after = { ...rated[team]![at]!, elo: elos[team]![at]! };
          return changeOf({ id, matchId, place, nowMs }, known.get(id), after);
        })
        .filter(({ accountId }) => accounts.has(accountId)),
    );
    await transaction.batch(changes.flatMap((change) => statementsOf(ladder, change)));
    if (board !== undefined)
      for (const { accountId, rating, deviation } of changes)
        await this.#boards!.submitIn(transaction, {
          board,
          accountId,
          amount: Math.round(rating - 2 * deviation),
          key: `match ${matchId}`,
        });
    return { changes: changes.map(({ volatility: _volatility, ...change }) => change), repeated: false };
  }

  #ladder(name: string): Ladder {
    const ladder = this.#ladders.get(name);
    if (!ladder) throw new Refused('not-found', 'there is no such ladder');
    return ladder;
  }

  async #known(queryable: Queryable, ladder: string, ids: readonly string[]): Promise<ReadonlyMap<string, Known>> {
    this.#ladder(ladder);
    if (ids.length === 0) return new Map();
    const sql = `select account_id as "accountId", rating, deviation, volatility, elo, matches,
      rated_ms as "ratedMs" from rating where ladder = ? and account_id in (${ids.map(() => '?').join(', ')})`;
    const { rows } = await queryable.query(sql, [ladder, ...ids]);
    return new Map(
      (rows as unknown as (Known & { accountId: string })[]).map(({ accountId, ...own }) => [accountId, own]),
    );
  }
}

type Known = Rating & { readonly elo: number };
type NewChange = RatingChange & { readonly volatility: number };

function members({ teams }: MatchResult): readonly string[] {
  return teams.flatMap((team) => team.members);
}

/** Of an account that was deleted while it played, nothing is kept; the others are rated as if it were there. */
async function existing(queryable: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const sql = `select id from account where id in (${ids.map(() => '?').join(', ')})`;
  return new Set((await queryable.query(sql, ids)).rows.map(({ id }) => String(id)));
}

function checkResult({ matchId, teams, ...result }: MatchResult): void {
  const ids = members({ matchId, teams, ...result });
  if (matchId === '' || matchId.length > 64) throw new Refused('bad-value', 'a match id has 1 to 64 characters');
  if (teams.length < 2 || teams.some((team) => team.members.length === 0))
    throw new Refused('bad-value', 'a rated match has two teams or more, and somebody in each');
  if (ids.length > MOST_RATED || new Set(ids).size !== ids.length)
    throw new Refused('bad-value', `a rated match has ${MOST_RATED} players at most, each once`);
  if (!teams.every(({ place }) => Number.isInteger(place) && place >= 1))
    throw new Refused('bad-value', 'places are whole numbers from 1');
}

function playerOf(rating: Rating | undefined, periodMs: number, nowMs: number) {
  const strength: Strength = rating ?? NEWCOMER;
  const idlePeriods = rating?.ratedMs === undefined ? 0 : Math.max(0, nowMs - rating.ratedMs) / periodMs;
  return { strength, idlePeriods };
}

function asOf(known: Known | undefined, periodMs: number, nowMs: number): Rating {
  if (!known) return { ...NEWCOMER, matches: 0 };
  const { strength, idlePeriods } = playerOf(known, periodMs, nowMs);
  const { elo: _shownOnly, ...rating } = known;
  return { ...rating, deviation: idle(strength, idlePeriods).deviation };
}

function changeOf(
  match: { readonly id: string; readonly matchId: string; readonly place: number; readonly nowMs: number },
  before: Known | undefined,
  { rating, deviation, volatility, elo }: Strength & { readonly elo: number },
): NewChange {
  return {
    accountId: match.id,
    number: (before?.matches ?? 0) + 1,
    matchId: match.matchId,
    place: match.place,
    ratingBefore: before?.rating ?? NEWCOMER.rating,
    deviationBefore: before?.deviation ?? NEWCOMER.deviation,
    rating,
    deviation,
    volatility,
    eloBefore: before?.elo ?? ELO.start,
    elo,
    ratedMs: Math.max(match.nowMs, before?.ratedMs ?? 0),
  };
}

function statementsOf(ladder: string, change: NewChange): readonly Statement[] {
  const { accountId, number, matchId, place, ratingBefore, deviationBefore, ratedMs } = change;
  const { rating, deviation, volatility, eloBefore, elo } = change;
  const after = [rating, deviation, volatility];
  const unplaced = divisionOf(change) === 0 ? 1 : 0;
  const standing = [unplaced, rating, deviation, elo, number, ratedMs];
  return [
    { sql: PUT, values: [ladder, accountId, ...after, elo, number, ratedMs] },
    { sql: STAND, values: [ladder, seasonAt(ratedMs).startMs, accountId, ...standing] },
    {
      sql: LOG,
      values: [
        ladder,
        accountId,
        number,
        matchId,
        place,
        ratingBefore,
        deviationBefore,
        ...after,
        eloBefore,
        elo,
        ratedMs,
      ],
    },
  ];
}
