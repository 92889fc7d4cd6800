/**
 * Games whose players order at the same time, each in their own time:
 *
 *   gathering ── full ──► planning ── all orders in, or the deadline ──► simulating ──► planning … over
 *
 * Everything that decides lies in the database; a server that stops in between is followed by whichever sweeps next.
 */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { newId } from '../uuid.ts';
import type { TurnCloser } from './closing.ts';
import { tellPlayers, type TurnContext, type TurnReply } from './context.ts';
import {
  GAME,
  gameLock,
  gameOf,
  noGame,
  openTurn,
  seatOf,
  seatsOf,
  sheetsOf,
  type GameRow,
  type SeatRow,
} from './game-rows.ts';
import { shownGame, type ShownGame } from './game-view.ts';
import { checkNewGame, type NewTurnGame } from './new-game.ts';

/** Matches that an account plays or has opened at a time; one more is refused as `limit-reached`. */
export const MOST_TURN_GAMES = 50;
/** Games of one list. */
export const TURN_GAMES_PER_PAGE = 50;
/** Letters and digits of a private game's code; without those that look alike. */
const CODE_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const CODE_LENGTH = 10;
const SEED_BYTES = 16;

const INSERT = `insert into turn_game (id, game, game_version, title, settings, seed, seat_count, join_code, turn_ms, early,
  missed_most, stand_in, vacations, ladder, phase, turn, created_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'gathering', 0, ?)`;
const INSERT_SEAT = 'insert into turn_seat (game_id, seat, player_id, owner_id) values (?, ?, ?, ?)';
const RUNNING = `select count(*) as n from turn_seat s join turn_game g on g.id = s.game_id
  where s.player_id = ? and g.phase <> 'over'`;
const OWN = `${GAME} where g.id in (select game_id from turn_seat where player_id = ? or owner_id = ?) and g.id < ?
  order by g.id desc limit ?`;
const OPEN = `${GAME} where g.join_code is null and g.id < ? and (g.phase = 'gathering' or (g.phase = 'planning' and
  g.stand_in = 'substitute' and exists (select 1 from turn_seat s where s.game_id = g.id and s.player_id is null
  and s.awaited = 1))) order by g.id desc limit ?`;
/** After every id. */
const LAST = 'z';

export class TurnGames {
  readonly #context: TurnContext;
  readonly #closer: TurnCloser;
  readonly #ladders: ReadonlySet<string>;

  /** @param ladders on which games may be rated. */
  constructor(context: TurnContext, closer: TurnCloser, ladders: readonly string[] = []) {
    this.#context = context;
    this.#closer = closer;
    this.#ladders = new Set(ladders);
  }

  /** Opens a game, its creator on seat 1. Throws Refused `bad-value`, `not-found` or `limit-reached`. */
  async create(accountId: string, wanted: NewTurnGame): Promise<TurnReply<ShownGame>> {
    const { database, clock, random, positions } = this.#context;
    const rules = positions.rules(wanted.game);
    const seed = [...random.bytes(SEED_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    checkNewGame(wanted, rules, seed);
    if (wanted.ladder !== undefined && !this.#ladders.has(wanted.ladder))
      throw new Refused('not-found', `there is no ladder ${wanted.ladder}`);
    const id = newId(this.#context);
    const code = wanted.open ? null : this.#code();
    const { title, settings, seats, turnMs, early, missedMost, standIn, vacations, ladder = null } = wanted;
    const game = [id, rules.game, rules.version, title, settings, seed, seats, code, turnMs, Number(early)];
    const rest = [missedMost, standIn, Number(vacations), ladder, clock.wallMs()];
    return database.transaction(
      async (transaction) => {
        await this.#room(transaction, accountId);
        await transaction.query(INSERT, [...game, ...rest]);
        for (let seat = 1; seat <= seats; seat++) {
          const player = seat === 1 ? accountId : null;
          await transaction.query(INSERT_SEAT, [id, seat, player, player]);
        }
        if (seats === 1) await this.#begin(transaction, await gameOf(transaction, id));
        return { reply: await this.#shown(transaction, id, accountId), notify: [] };
      },
      { locks: [gameLock(id), `turn games of ${accountId}`] },
    );
  }

  /**
   * Takes a free seat; the last one begins the game. Of a running game a seat that its player gave up, where substitutes are
   * wanted. Throws Refused `not-found` (also for a wrong code), `conflict` when no seat is free, `limit-reached`.
   */
  async join(accountId: string, gameId: string, code?: string): Promise<TurnReply<ShownGame>> {
    const locks = [gameLock(gameId), `turn games of ${accountId}`];
    return this.#context.database.transaction(
      async (transaction) => {
        const game = await gameOf(transaction, gameId);
        if (game.joinCode !== null && game.joinCode !== code) throw noGame();
        const seats = await seatsOf(transaction, [gameId]);
        if (seats.some(({ playerId, ownerId }) => playerId === accountId || ownerId === accountId))
          throw new Refused('conflict', 'you have a seat in this game');
        await this.#room(transaction, accountId);
        const free = freeSeat(game, seats);
        await transaction.query(
          'update turn_seat set player_id = ?, owner_id = coalesce(owner_id, ?), missed = 0 where game_id = ? and seat = ?',
          [accountId, accountId, gameId, free.seat],
        );
        const full = seats.filter(({ playerId }) => playerId === null).length === 1;
        if (game.phase === 'gathering' && full) await this.#begin(transaction, game);
        return this.#told(transaction, gameId, accountId);
      },
      { locks },
    );
  }

  /** Before it begins, gives the seat back, and the last one closes the game; later hands it to the computer for good. */
  async resign(accountId: string, gameId: string): Promise<TurnReply<{ readonly resigned: true }>> {
    const done = await this.#context.database.transaction<TurnReply<{ readonly resigned: true }>>(
      async (transaction) => {
        const game = await gameOf(transaction, gameId);
        const seats = await seatsOf(transaction, [gameId]);
        const { seat } = seatOf(seats, accountId);
        if (game.phase === 'over') throw new Refused('conflict', 'the game is over');
        const { phase, turn } = game;
        const notify = await tellPlayers(transaction, gameId, { phase, turn });
        const gathering = phase === 'gathering';
        const last = gathering && seats.filter(({ playerId }) => playerId !== null).length === 1;
        if (last) await transaction.query('delete from turn_game where id = ?', [gameId]);
        else
          await transaction.query(
            gathering
              ? 'update turn_seat set player_id = null, owner_id = null where game_id = ? and seat = ?'
              : 'update turn_seat set player_id = null, resigned = 1 where game_id = ? and seat = ?',
            [gameId, seat],
          );
        return { reply: { resigned: true }, notify };
      },
      { locks: [gameLock(gameId)] },
    );
    // Perhaps the others were waiting for nobody else; the sweep finds it if this server stops here.
    const [known] = (await this.#context.database.query('select phase from turn_game where id = ?', [gameId])).rows;
    const closed = known?.['phase'] === 'planning' ? await this.#closer.close(gameId) : [];
    return { ...done, notify: [...done.notify, ...closed] };
  }

  /** The account's games, the newest first. @param before an id of the page before */
  async mine(accountId: string, before: string = LAST): Promise<readonly ShownGame[]> {
    return this.#list(accountId, OWN, [accountId, accountId, before, TURN_GAMES_PER_PAGE]);
  }

  /** Games that anybody may join. */
  async open(accountId: string, before: string = LAST): Promise<readonly ShownGame[]> {
    return this.#list(accountId, OPEN, [before, TURN_GAMES_PER_PAGE]);
  }

  /** One game; throws Refused `not-found` for strangers to a private one. */
  async get(accountId: string, gameId: string): Promise<ShownGame> {
    const { database } = this.#context;
    const shown = await this.#shown(database, gameId, accountId);
    const game = await gameOf(database, gameId);
    if (game.joinCode !== null && shown.joinCode === undefined) throw noGame();
    return shown;
  }

  async #list(accountId: string, sql: string, values: readonly (string | number)[]): Promise<readonly ShownGame[]> {
    const { database } = this.#context;
    const games = (await database.query(sql, values)).rows as unknown as readonly GameRow[];
    const ids = games.map(({ id }) => id);
    const seats = await seatsOf(database, ids);
    const shown = games.map(async (game) => {
      const sheets = game.phase === 'planning' ? await sheetsOf(database, game.id, game.turn) : [];
      return shownGame(
        game,
        seats.filter(({ gameId }) => gameId === game.id),
        sheets,
        accountId,
      );
    });
    return Promise.all(shown);
  }

  async #shown(from: Pick<Transaction, 'query'>, id: string, accountId: string): Promise<ShownGame> {
    const game = await gameOf(from, id);
    return shownGame(game, await seatsOf(from, [id]), await sheetsOf(from, id, game.turn), accountId);
  }

  async #told(transaction: Transaction, id: string, accountId: string): Promise<TurnReply<ShownGame>> {
    const reply = await this.#shown(transaction, id, accountId);
    const { phase, turn } = reply;
    return { reply, notify: await tellPlayers(transaction, id, { phase, turn }) };
  }

  async #begin(transaction: Transaction, game: GameRow): Promise<void> {
    const position = this.#context.positions.rules(game.game).begin(game);
    await openTurn(transaction, game, {
      turn: 1,
      awaits: await position.awaits(),
      nowMs: this.#context.clock.wallMs(),
    });
  }

  async #room(transaction: Transaction, accountId: string): Promise<void> {
    const { rows } = await transaction.query(RUNNING, [accountId]);
    if (Number(rows[0]!['n']) >= MOST_TURN_GAMES)
      throw new Refused('limit-reached', `nobody plays more than ${MOST_TURN_GAMES} games at a time`);
  }

  #code(): string {
    const bytes = this.#context.random.bytes(CODE_LENGTH);
    return [...bytes].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join('');
  }
}

function freeSeat(game: GameRow, seats: readonly SeatRow[]): SeatRow {
  const substitutes = game.phase === 'planning' && game.standIn === 'substitute';
  const free = seats.find(({ playerId, awaited }) => playerId === null && (!substitutes || awaited === 1));
  if (!free || (game.phase !== 'gathering' && !substitutes)) throw new Refused('conflict', 'no seat is free');
  return free;
}
