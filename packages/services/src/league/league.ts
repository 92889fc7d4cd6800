/**
 * Ladders as a league: who stands where in a season, and how everybody's rating came to be. A season's standings are the
 * last rating that each account reached in it (`season_place`, written with each rating), so that a past one never changes.
 */
import { Refused } from '../ledger/refused.ts';
import type { RatingChange, Ratings } from '../ratings/ratings.ts';
import type { ServiceContext } from '../service-context.ts';
import { boundsOf, divisionOf, DIVISIONS, seasonAt, type Season } from './season.ts';

export interface LeaguePlace {
  /** Of the page's whole list, from 1. */
  readonly rank: number;
  readonly accountId: string;
  readonly name: string;
  /** From 1; 0: not placed yet. */
  readonly division: number;
  readonly rating: number;
  readonly deviation: number;
  /** Beside it; places don't follow it. */
  readonly elo: number;
  /** On this ladder, all seasons. */
  readonly matches: number;
  readonly ratedMs: number;
}

export interface PlayedChange extends RatingChange {
  /** Those met, with their places; accounts that are gone are left out. */
  readonly others: readonly { readonly accountId: string; readonly name: string; readonly place: number }[];
}

export interface History {
  /** Of the account; absent where there is nothing to tell of it. */
  readonly name?: string;
  readonly changes: readonly PlayedChange[];
}

const NAME = 'select username as name from account where id = ?';

export const PLACES_PER_PAGE = 50;
/** Further down nobody looks: later pages are refused. */
export const MOST_RANK = 10_000;

/** By ladder and season. */
export const STANDINGS = `select p.account_id as "accountId", a.username as name, p.rating, p.deviation, p.elo, p.matches,
  p.rated_ms as "ratedMs" from season_place p join account a on a.id = p.account_id where p.ladder = ? and p.season_ms = ?`;
const PLACED = 'and p.unplaced = 0 and p.rating >= ? and p.rating < ?';
const UNPLACED = 'and p.unplaced = 1';
/** As the index has them. */
export const ORDER = `order by p.unplaced, p.rating desc, p.account_id limit ? offset ?`;

type PlaceRow = Omit<LeaguePlace, 'rank' | 'division'>;

export class League {
  readonly #context: Pick<ServiceContext, 'database' | 'clock'>;
  readonly #ratings: Ratings;

  constructor(context: Pick<ServiceContext, 'database' | 'clock'>, ratings: Ratings) {
    this.#context = context;
    this.#ratings = ratings;
  }

  ladders(): { readonly season: Season; readonly ladders: readonly { readonly name: string }[] } {
    const ladders = this.#ratings.ladders().map(({ name }) => ({ name }));
    return { season: seasonAt(this.#context.clock.wallMs()), ladders };
  }

  /**
   * The best first, those not placed last. Throws Refused `not-found` for an unknown ladder, `bad-value`.
   * @param atMs any moment of the season; default now. @param division 0 to DIVISIONS.length + 1; default all. @param from a
   * rank, from 1
   */
  async standings(
    ladder: string,
    { atMs, division, from = 1 }: { readonly atMs?: number; readonly division?: number; readonly from?: number } = {},
  ): Promise<{ readonly season: Season; readonly places: readonly LeaguePlace[] }> {
    this.#known(ladder);
    if (!Number.isInteger(from) || from < 1 || from > MOST_RANK)
      throw new Refused('bad-value', `from is a rank, from 1 to ${MOST_RANK}`);
    if (division !== undefined && (!Number.isInteger(division) || division < 0 || division > DIVISIONS.length + 1))
      throw new Refused('bad-value', `a division is 0 (not placed) to ${DIVISIONS.length + 1}`);
    const season = seasonAt(atMs ?? this.#context.clock.wallMs());
    if (Number.isNaN(season.startMs)) throw new Refused('bad-value', 'atMs is a moment in ms');
    const bounds = division === undefined || division === 0 ? [] : boundsOf(division);
    const only = division === undefined ? '' : division === 0 ? UNPLACED : PLACED;
    const asked = [ladder, season.startMs, ...bounds, PLACES_PER_PAGE, from - 1];
    const { rows } = await this.#context.database.query(`${STANDINGS} ${only} ${ORDER}`, asked);
    const places = rows as unknown as readonly PlaceRow[];
    return { season, places: places.map((row, at) => ({ ...row, rank: from + at, division: divisionOf(row) })) };
  }

  /**
   * Each rated match of an account and the rating after it, the newest first; with them whose they are, so that nobody is
   * told of accounts that have never been rated there. Throws Refused `not-found`.
   */
  async history(ladder: string, accountId: string, before?: number): Promise<History> {
    const changes = await this.#ratings.history(ladder, accountId, before);
    if (changes.length === 0) return { changes: [] };
    const [account] = (await this.#context.database.query(NAME, [accountId])).rows;
    const named = account === undefined ? {} : { name: account['name'] as string };
    return { ...named, changes: await this.#withOthers(accountId, changes) };
  }

  async #withOthers(accountId: string, changes: readonly RatingChange[]): Promise<readonly PlayedChange[]> {
    const ids = changes.map(({ matchId }) => matchId);
    const { rows } = await this.#context.database.query(
      `select c.match_id as "matchId", c.account_id as "accountId", a.username as name, c.place from rating_change c
       join account a on a.id = c.account_id where c.account_id <> ? and c.match_id in (${ids.map(() => '?').join(', ')})
       order by c.place, c.account_id`,
      [accountId, ...ids],
    );
    const others = rows as unknown as readonly (PlayedChange['others'][number] & { readonly matchId: string })[];
    return changes.map((change) => {
      const met = others.filter(({ matchId }) => matchId === change.matchId);
      return { ...change, others: met.map(({ matchId: _matchId, ...other }) => other) };
    });
  }

  #known(ladder: string): void {
    if (!this.#ratings.ladders().some(({ name }) => name === ladder))
      throw new Refused('not-found', 'there is no such ladder');
  }
}
