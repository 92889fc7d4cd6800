/**
 * What nobody calls for: deadlines, reminders, ratings of what is over. Any server may sweep at any time, as every step
 * decides by the rows themselves; a lease only saves the work of doing it twice.
 */
import type { Notice } from '../notice.ts';
import { noteStatement } from '../notifications/note.ts';
import type { Ratings } from '../ratings/ratings.ts';
import type { TurnCloser } from './closing.ts';
import { CLAIM_MS } from './closing.ts';
import type { TurnContext } from './context.ts';
import { GAME, missing, seatsOf, sheetsOf, type GameRow, type SeatRow } from './game-rows.ts';
import { deadlineNear } from './turn-notes.ts';
import { DECIDED, type TurnResult } from './turn-rules.ts';

/** Games looked at in one sweep, of each kind. */
export const SWEPT_AT_ONCE = 100;
/** Without a sweep for so long, nobody could hand in orders either: open turns get this much from now on, or their turn's time. */
export const OUTAGE_MS = 300_000;
export const GRACE_MS = 3_600_000;

export interface TurnReminder {
  readonly accountId: string;
  readonly gameId: string;
  readonly game: string;
  readonly title: string;
  readonly turn: number;
  readonly deadlineMs: number;
}

const DUE = `select id from turn_game where (phase = 'planning' and deadline_ms <= ?)
  or (phase = 'simulating' and (claimed_ms <= ? or claimed_ms >= ?)) order by deadline_ms limit ?`;
const REMIND = `${GAME} where g.phase = 'planning' and g.remind_ms <= ? order by g.remind_ms limit ?`;
const REMINDED = 'update turn_game set remind_ms = null where id = ? and turn = ? and remind_ms is not null';
/** A tournament's match waits for what the tournament makes of it. */
const UNRATED = `${GAME} where g.phase = 'over' and g.rated = 0 and not exists (select 1 from tournament_match m
  where m.play_id = g.id and m.state = 'playing') order by g.id limit ?`;
const SWEPT = `insert into turn_sweep (one, at_ms) values (1, ?) on conflict (one) do update set at_ms = excluded.at_ms`;
/** Forwards: whoever would have had no time gets some. */
const GRACE = `update turn_game set deadline_ms = ? + (case when turn_ms < ? then turn_ms else ? end)
  where phase = 'planning' and deadline_ms < ? + (case when turn_ms < ? then turn_ms else ? end)`;
/** Backwards: what lies too far away now comes as near as it was. */
const NEARER = `update turn_game set deadline_ms = deadline_ms - ?, remind_ms = remind_ms - ? where phase = 'planning'`;

export class TurnSweep {
  readonly #context: TurnContext;
  readonly #closer: TurnCloser;
  readonly #ratings: Ratings | undefined;

  constructor(context: TurnContext, closer: TurnCloser, ratings?: Ratings) {
    this.#context = context;
    this.#closer = closer;
    this.#ratings = ratings;
  }

  /** Closes what is due, and rates what is over. */
  async close(): Promise<readonly Notice[]> {
    const { database, clock, log } = this.#context;
    await this.#minded();
    const nowMs = clock.wallMs();
    const { rows } = await database.query(DUE, [nowMs, nowMs - CLAIM_MS, nowMs + CLAIM_MS, SWEPT_AT_ONCE]);
    const notify: Notice[] = [];
    for (const { id } of rows) {
      try {
        notify.push(...(await this.#closer.close(id as string)));
      } catch (error) {
        // One game that can't go on must not keep the others.
        log.log('error', 'a turn could not be closed', { game: id, error: String(error) });
      }
    }
    await this.#rate();
    return notify;
  }

  /** Notes for whom it is time that a deadline comes near, in one transaction with its mark: each once. Returns whom. */
  async remind(): Promise<readonly TurnReminder[]> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const { rows } = await database.query(REMIND, [nowMs, SWEPT_AT_ONCE]);
    const found: TurnReminder[] = [];
    for (const { id: gameId, game, title, turn, deadlineMs } of rows as unknown as readonly GameRow[]) {
      const about = { gameId, game, title, turn, deadlineMs: deadlineMs ?? 0 };
      const late = missing(await seatsOf(database, [gameId]), await sheetsOf(database, gameId, turn));
      const told = about.deadlineMs <= nowMs ? [] : late.map(({ playerId }) => playerId as string);
      const notes = told.map((accountId) => noteStatement(deadlineNear(accountId, about), nowMs));
      const marked = await database.batch([...notes, { sql: REMINDED, values: [gameId, turn] }], { locks: [] });
      if (marked.at(-1)!.changes > 0) found.push(...told.map((accountId) => ({ accountId, ...about })));
    }
    return found;
  }

  /** Notices a gap in the sweeps, or a clock that was set, before any deadline is judged by it. */
  async #minded(): Promise<void> {
    const { database, clock } = this.#context;
    await database.transaction(
      async (transaction) => {
        const nowMs = clock.wallMs();
        const { rows } = await transaction.query('select at_ms as "atMs" from turn_sweep where one = 1');
        const lastMs = rows[0] === undefined ? nowMs : Number(rows[0]['atMs']);
        if (nowMs - lastMs > OUTAGE_MS)
          await transaction.query(GRACE, [nowMs, GRACE_MS, GRACE_MS, nowMs, GRACE_MS, GRACE_MS]);
        if (lastMs - nowMs > OUTAGE_MS) await transaction.query(NEARER, [lastMs - nowMs, lastMs - nowMs]);
        await transaction.query(SWEPT, [nowMs]);
      },
      { locks: ['turn sweep'] },
    );
  }

  async #rate(): Promise<void> {
    const { database, log } = this.#context;
    const { rows } = await database.query(UNRATED, [SWEPT_AT_ONCE]);
    for (const game of rows as unknown as readonly GameRow[]) {
      try {
        await this.#rateOne(game);
      } catch (error) {
        log.log('error', 'a turn game could not be rated', { game: game.id, error: String(error) });
        continue;
      }
      await database.batch([{ sql: 'update turn_game set rated = 1 where id = ?', values: [game.id] }], { locks: [] });
    }
  }

  async #rateOne({ id, ladder, result }: GameRow): Promise<void> {
    const teams = teamsOf(await seatsOf(this.#context.database, [id]), JSON.parse(result ?? '{}') as TurnResult);
    if (ladder === null || teams.length < 2 || this.#ratings === undefined) return;
    await this.#ratings.record({ matchId: id, ladder, teams });
  }
}

/** Who doesn't hold the seat at the end: resigned, or dropped for missed turns, whoever plays it since. */
const left = ({ playerId, ownerId, resigned }: SeatRow): boolean => resigned === 1 || playerId !== ownerId;

/**
 * Each owner for themselves: the winners first, the others by their scores; without winners it is a draw. Whoever has left is
 * last, also where a stand-in has won, as in a tournament; a game that all have left isn't rated.
 */
export function teamsOf(
  seats: readonly SeatRow[],
  { winners = [], scores = [], reason }: Partial<TurnResult>,
): readonly { readonly place: number; readonly members: readonly string[] }[] {
  const scoreOf = new Map(scores.map(({ seat, score }) => [seat, score]));
  const owned = seats.filter(({ ownerId }) => ownerId !== null);
  const there = reason === DECIDED ? owned : owned.filter((seat) => !left(seat));
  if (there.length === 0) return [];
  const worth = (row: SeatRow): number => {
    if (!there.includes(row)) return -Infinity;
    if (winners.length === 0) return 0;
    return winners.includes(row.seat) ? Number.MAX_VALUE : (scoreOf.get(row.seat) ?? 0);
  };
  return owned.map((row) => ({
    place: 1 + owned.filter((other) => worth(other) > worth(row)).length,
    members: [row.ownerId as string],
  }));
}
