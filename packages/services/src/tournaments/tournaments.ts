/**
 * Tournaments of two-player matches, each match a play of its own:
 *
 *   announced ── opensMs ──► open for entry ── closesMs ──► running ── all matches decided ──► over
 *        └──────────────────────┴── fewer than two, or its organiser ──► cancelled
 */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { WATCH_DELAY } from '../turn-games/new-game.ts';
import { newId } from '../uuid.ts';
import { tellEntrants, type TournamentContext, type TournamentReply } from './context.ts';
import type { PlayedMatch } from './match-play.ts';
import { layOut, progress } from './progress.ts';
import type { Standing } from './standings.ts';
import { checkNewTournament, type NewTournament } from './tournament.ts';
import type { OwnResult, TournamentMatches } from './tournament-matches.ts';
import { decisionsOf, type ShownDecision } from './tournament-audit.ts';
import { noteEntrants } from './tournament-notes.ts';
import {
  auditStatement,
  entrantsOf,
  matchesOf,
  noTournament,
  putMatches,
  TOURNAMENT,
  tournamentLock,
  tournamentOf,
  type EntrantRow,
  type MatchRow,
  type TournamentRow,
} from './tournament-rows.ts';
import {
  shownEntrants,
  shownMatch,
  shownTournament,
  standingsOf,
  stateOf,
  type ShownEntrant,
  type ShownMatch,
  type ShownTournament,
} from './tournament-view.ts';

/** Tournaments not yet over that an account has announced; one more is refused as `limit-reached`. */
export const MOST_ORGANISED = 5;
/** Tournaments not yet over that an account has entered. */
export const MOST_ENTERED = 10;
export const TOURNAMENTS_PER_PAGE = 50;
export const MATCHES_PER_PAGE = 256;
const CODE_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const CODE_LENGTH = 10;
/** After every id. */
const LAST = 'z';

const INSERT = `insert into tournament (id, organiser_id, title, format, game, settings, turn_ms, missed_most, vacations,
  ladder, rounds, twice, most_entrants, least_rating, most_rating, join_code, watch_delay, opens_ms, closes_ms, state, created_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'announced', ?)`;
const ORGANISED = `select count(*) as n from tournament where organiser_id = ? and state not in ('over', 'cancelled')`;
const ENTERED = `select count(*) as n from tournament_entrant e join tournament t on t.id = e.tournament_id
  where e.account_id = ? and e.gone = 0 and t.state not in ('over', 'cancelled')`;
const ENTER = `insert into tournament_entrant (tournament_id, number, account_id, rating, entered_ms)
  values (?, ?, ?, ?, ?)`;
const LIST = `${TOURNAMENT} where t.id < ? and (t.join_code is null or t.organiser_id = ? or exists
  (select 1 from tournament_entrant e where e.tournament_id = t.id and e.account_id = ?)) order by t.id desc limit ?`;
const BEGIN = `update tournament set state = 'running', begun_ms = ? where id = ?`;
const SEED = 'update tournament_entrant set seed = ? where tournament_id = ? and number = ?';
const CANCEL = `update tournament set state = 'cancelled', reason = ?, over_ms = ? where id = ?`;

const lockOfAccount = (accountId: string): string => `tournaments of ${accountId}`;
/** Before any match is played. */
const early = ({ state }: TournamentRow): boolean => state === 'announced' || state === 'open';

export class Tournaments {
  readonly #context: TournamentContext;
  readonly #matches: TournamentMatches;

  constructor(context: TournamentContext, matches: TournamentMatches) {
    this.#context = context;
    this.#matches = matches;
  }

  /** Announces one; throws Refused `bad-value`, `not-found` or `limit-reached`. */
  async create(accountId: string, wanted: NewTournament): Promise<ShownTournament> {
    const { database, clock, play } = this.#context;
    const nowMs = clock.wallMs();
    checkNewTournament(wanted, nowMs);
    await play.check(wanted);
    const id = newId(this.#context);
    const { title, format, game, settings, turnMs, missedMost, ladder = null, rounds = null, mostEntrants } = wanted;
    const { leastRating = null, mostRating = null, opensMs, closesMs } = wanted;
    const played = [title, format, game, settings, turnMs, missedMost, Number(wanted.vacations), ladder, rounds];
    const watchDelay = wanted.watching ? (wanted.watchDelay ?? WATCH_DELAY.usual) : null;
    const entry = [Number(wanted.twice), mostEntrants, leastRating, mostRating, wanted.open ? null : this.#code()];
    return database.transaction(
      async (transaction) => {
        await atMost(transaction, ORGANISED, accountId, `nobody has more than ${MOST_ORGANISED} tournaments at a time`);
        await transaction.query(INSERT, [id, accountId, ...played, ...entry, watchDelay, opensMs, closesMs, nowMs]);
        return shownTournament(await tournamentOf(transaction, id), { accountId, entered: false, nowMs });
      },
      { locks: [lockOfAccount(accountId)] },
    );
  }

  /** The newest first: public ones, and those that the account organises or has entered. */
  async list(accountId: string, before: string = LAST): Promise<readonly ShownTournament[]> {
    const { database, clock } = this.#context;
    const { rows } = await database.query(LIST, [before, accountId, accountId, TOURNAMENTS_PER_PAGE]);
    const nowMs = clock.wallMs();
    return (rows as unknown as readonly TournamentRow[]).map((row) =>
      shownTournament(row, { accountId, entered: false, nowMs }),
    );
  }

  /** Throws Refused `not-found`, also for a private one without its code. */
  async get(
    accountId: string,
    id: string,
    code?: string,
  ): Promise<{ readonly tournament: ShownTournament; readonly entrants: readonly ShownEntrant[] }> {
    const { row, entrants } = await this.#seen(accountId, id, code);
    const entered = entrants.some((each) => each.accountId === accountId);
    const nowMs = this.#context.clock.wallMs();
    return {
      tournament: shownTournament(row, { accountId, entered, nowMs }),
      entrants: shownEntrants(entrants, accountId),
    };
  }

  /** What was decided by hand, the newest first. Throws as `get`. @param before a number of the page before */
  async decisions(
    accountId: string,
    id: string,
    { code, before }: { readonly code?: string; readonly before?: number } = {},
  ): Promise<readonly ShownDecision[]> {
    await this.#seen(accountId, id, code);
    return decisionsOf(this.#context.database, id, before);
  }

  /** By number, after `after`. Throws as `get`. */
  async matches(
    accountId: string,
    id: string,
    { code, after = 0 }: { readonly code?: string; readonly after?: number } = {},
  ): Promise<readonly ShownMatch[]> {
    const { row } = await this.#seen(accountId, id, code);
    return this.#shown(row, await matchesOf(this.#context.database, id, { after, limit: MATCHES_PER_PAGE }));
  }

  /** The best first; none before it begins. Throws as `get`. */
  async standings(accountId: string, id: string, code?: string): Promise<readonly Standing[]> {
    const { row, entrants } = await this.#seen(accountId, id, code);
    return standingsOf(row, entrants.length, await matchesOf(this.#context.database, id));
  }

  /** Throws Refused `not-found`, `conflict`, `not-allowed` for a rating out of range, `limit-reached`. */
  async enter(accountId: string, id: string, code?: string): Promise<{ readonly entered: true }> {
    const { database, clock } = this.#context;
    const { ladder } = await tournamentOf(database, id);
    const rating = await this.#rating(accountId, ladder);
    return database.transaction(
      async (transaction) => {
        const row = await tournamentOf(transaction, id);
        if (row.joinCode !== null && row.joinCode !== code) throw noTournament();
        const nowMs = clock.wallMs();
        if (stateOf(row, nowMs) !== 'open' || nowMs >= row.closesMs)
          throw new Refused('conflict', 'it is not open for entry now');
        const { leastRating, mostRating } = row;
        if (rating < (leastRating ?? -Infinity) || rating > (mostRating ?? Infinity))
          throw new Refused('not-allowed', `your rating, ${Math.round(rating)}, is outside of what it is for`);
        const entrants = await entrantsOf(transaction, id);
        if (entrants.some((each) => each.accountId === accountId))
          throw new Refused('conflict', 'you have entered already');
        if (entrants.length >= row.mostEntrants) throw new Refused('limit-reached', 'as many as may have entered');
        await atMost(
          transaction,
          ENTERED,
          accountId,
          `nobody plays in more than ${MOST_ENTERED} tournaments at a time`,
        );
        const number = 1 + Math.max(0, ...entrants.map((each) => each.number));
        await transaction.query(ENTER, [id, number, accountId, rating, nowMs]);
        return { entered: true };
      },
      { locks: [tournamentLock(id), lockOfAccount(accountId)] },
    );
  }

  /** Before it begins without a trace; later all matches that aren't over are lost. Throws Refused `not-found`, `conflict`. */
  async withdraw(accountId: string, id: string): Promise<TournamentReply<{ readonly withdrawn: true }>> {
    const { database, clock } = this.#context;
    const notify = await database.transaction(
      async (transaction) => {
        const row = await tournamentOf(transaction, id);
        const own = (await entrantsOf(transaction, id)).find((each) => each.accountId === accountId);
        if (!own) throw noTournament();
        const { number } = own;
        const of = [id, number];
        if (early(row)) {
          await transaction.query('delete from tournament_entrant where tournament_id = ? and number = ?', of);
          return [];
        }
        if (row.state !== 'running' || own.gone === 1) throw new Refused('conflict', 'you are not in it any more');
        await transaction.query('update tournament_entrant set gone = 1 where tournament_id = ? and number = ?', of);
        return progress(transaction, id, clock.wallMs());
      },
      { locks: [tournamentLock(id)] },
    );
    // What is being played ends too; the sweep finds it if this server stops here.
    const seed = (await entrantsOf(database, id)).find((each) => each.accountId === accountId)?.seed ?? undefined;
    const playing = (await matchesOf(database, id)).filter(({ state }) => state === 'playing');
    const mine = seed === undefined ? [] : playing.filter(({ seeds }) => seeds.includes(seed));
    const ended = await Promise.all(mine.map(({ number }) => this.#matches.take({ tournamentId: id, number })));
    return { reply: { withdrawn: true }, notify: [...notify, ...ended.flat()] };
  }

  /** By its organiser, before it begins. Throws Refused `not-found`, `not-allowed`, `conflict`. */
  cancel(accountId: string, id: string): Promise<TournamentReply<{ readonly cancelled: true }>> {
    return this.#organise(accountId, id, async (transaction, row) => {
      if (!early(row)) throw new Refused('conflict', 'it has begun');
      return {
        reply: { cancelled: true },
        notify: await this.#cancelIn(transaction, row, { actorId: accountId, reason: 'by its organiser' }),
      };
    });
  }

  /** By its organiser, before entry ends. Throws Refused `not-found`, `not-allowed`, `conflict`. */
  begin(accountId: string, id: string): Promise<TournamentReply<{ readonly begun: true }>> {
    return this.#organise(accountId, id, async (transaction, row) => {
      if (!early(row)) throw new Refused('conflict', 'it has begun already');
      if (Number(row.entered) < 2) throw new Refused('conflict', 'two at least must have entered');
      return { reply: { begun: true }, notify: await this.#beginIn(transaction, row) };
    });
  }

  /** Entry is over: it begins, or is cancelled for want of entrants. Does nothing at any other time. */
  close(id: string): Promise<TournamentReply<undefined>> {
    return this.#context.database.transaction(
      async (transaction) => {
        const row = await tournamentOf(transaction, id);
        if (!early(row) || this.#context.clock.wallMs() < row.closesMs) return { reply: undefined, notify: [] };
        const few = Number(row.entered) < 2;
        const notify = few
          ? this.#cancelIn(transaction, row, { actorId: 'system', reason: 'too few entered' })
          : this.#beginIn(transaction, row);
        return { reply: undefined, notify: await notify };
      },
      { locks: [tournamentLock(id)] },
    );
  }

  /** By its organiser, with a reason that all see. Throws Refused `not-found`, `not-allowed`, `bad-value`, `conflict`. */
  async setResult(accountId: string, match: PlayedMatch, own: OwnResult): Promise<TournamentReply<ShownMatch>> {
    const { database } = this.#context;
    const { row } = await this.#seen(accountId, match.tournamentId);
    mustOrganise(row, accountId);
    const notify = await this.#matches.set(accountId, match, own);
    const changed = await matchesOf(database, match.tournamentId, { after: match.number - 1, limit: 1 });
    const [shown] = await this.#shown(row, changed);
    return { reply: shown!, notify };
  }

  #organise<T>(
    accountId: string,
    id: string,
    work: (transaction: Transaction, row: TournamentRow) => Promise<T>,
  ): Promise<T> {
    return this.#context.database.transaction(
      async (transaction) => {
        const row = await tournamentOf(transaction, id);
        mustOrganise(row, accountId);
        return work(transaction, row);
      },
      { locks: [tournamentLock(id)] },
    );
  }

  async #cancelIn(
    transaction: Transaction,
    tournament: TournamentRow,
    { actorId, reason }: { readonly actorId: string; readonly reason: string },
  ) {
    const { id } = tournament;
    const nowMs = this.#context.clock.wallMs();
    await transaction.query(CANCEL, [reason, nowMs, id]);
    await transaction.batch([
      auditStatement(id, { actorId, action: 'cancel', detail: JSON.stringify({ reason }), nowMs }),
    ]);
    const entrants = await entrantsOf(transaction, id);
    await noteEntrants(transaction, { tournament, entrants }, { noted: { event: 'cancelled' }, nowMs });
    return tellEntrants(entrants, { tournamentId: id, event: 'cancelled' });
  }

  async #beginIn(transaction: Transaction, row: TournamentRow) {
    const { id } = row;
    const nowMs = this.#context.clock.wallMs();
    const entered = await entrantsOf(transaction, id);
    const seeded = [...entered].sort((a, b) => b.rating - a.rating || a.number - b.number);
    await transaction.batch(seeded.map(({ number }, at) => ({ sql: SEED, values: [at + 1, id, number] })));
    await transaction.query(BEGIN, [nowMs, id]);
    await putMatches(transaction, id, layOut(row, entered.length), nowMs);
    await noteEntrants(transaction, { tournament: row, entrants: entered }, { noted: { event: 'begun' }, nowMs });
    const begun = tellEntrants(entered, { tournamentId: id, event: 'begun' });
    return [...begun, ...(await progress(transaction, id, nowMs))];
  }

  async #seen(
    accountId: string,
    id: string,
    code?: string,
  ): Promise<{ readonly row: TournamentRow; readonly entrants: readonly EntrantRow[] }> {
    const { database } = this.#context;
    const row = await tournamentOf(database, id);
    const entrants = await entrantsOf(database, id);
    const part = row.organiserId === accountId || entrants.some((each) => each.accountId === accountId);
    if (row.joinCode !== null && row.joinCode !== code && !part) throw noTournament();
    return { row, entrants };
  }

  async #shown({ watchDelay }: TournamentRow, matches: readonly MatchRow[]): Promise<readonly ShownMatch[]> {
    const { database, play } = this.#context;
    const plays = watchDelay === null ? [] : matches.flatMap(({ playId }) => (playId === undefined ? [] : [playId]));
    const codes = await play.watchCodes(database, plays);
    return matches.map((match) => shownMatch(match, match.playId === undefined ? undefined : codes.get(match.playId)));
  }

  async #rating(accountId: string, ladder: string | null): Promise<number> {
    if (ladder === null) return 0;
    return (await this.#context.ratings.of(ladder, [accountId]))[0]!.rating;
  }

  #code(): string {
    const bytes = this.#context.random.bytes(CODE_LENGTH);
    return [...bytes].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join('');
  }
}

function mustOrganise({ organiserId, joinCode }: TournamentRow, accountId: string): void {
  if (organiserId === accountId) return;
  if (joinCode !== null) throw noTournament();
  throw new Refused('not-allowed', 'only its organiser does that');
}

async function atMost(transaction: Transaction, count: string, accountId: string, message: string): Promise<void> {
  const most = count === ORGANISED ? MOST_ORGANISED : MOST_ENTERED;
  const { rows } = await transaction.query(count, [accountId]);
  if (Number(rows[0]!['n']) >= most) throw new Refused('limit-reached', message);
}
