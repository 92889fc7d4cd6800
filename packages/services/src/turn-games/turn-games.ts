/**
 * Games whose players order at the same time, each in their own time:
 *
 *   gathering ── full ──► simulating ──► planning ── all orders in, or the deadline ──► simulating ──► planning … over
 *
 * Everything that decides lies in the database; a server that stops in between is followed by whichever sweeps next.
 */
import { Refused } from '../ledger/refused.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { newId } from '../uuid.ts';
import type { TurnCloser } from './closing.ts';
import { tellAll, type TurnContext, type TurnReply } from './context.ts';
import {
  GAME,
  gameLock,
  freeSeat,
  FULL,
  gameOf,
  noGame,
  seatOf,
  seatsOf,
  sheetsOf,
  type GameRow,
} from './game-rows.ts';
import { shownGame, type ShownGame } from './game-view.ts';
import { gamesLock, insertGame, newSeed, roomForGame } from './insert-game.ts';
import { checkNewGame, type NewTurnGame } from './new-game.ts';

/** Games of one list. */
export const TURN_GAMES_PER_PAGE = 50;
/** Letters and digits of a private game's code; without those that look alike. */
const CODE_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const CODE_LENGTH = 10;
/** Codes that an account may try. */
export const CODES: Rate = { tokens: 20, perMs: 60_000 };
const OWN = `${GAME} where g.id in (select game_id from turn_seat where player_id = ? or owner_id = ?) and g.id < ?
  order by g.id desc limit ?`;
const OPEN = `${GAME} where g.join_code is null and g.id < ? and (g.phase = 'gathering' or (g.phase = 'planning' and
  g.stand_in = 'substitute' and exists (select 1 from turn_seat s where s.game_id = g.id and s.player_id is null
  and s.awaited = 1))) order by g.id desc limit ?`;
const UNDER_WAY = `${GAME} where g.join_code is null and g.id < ? and g.phase in ('planning', 'simulating') and g.turn > 0
  order by g.id desc limit ?`;
const LEAVE = `update turn_seat set player_id = null, resigned = 1, left_turn = coalesce(left_turn, ?)
  where game_id = ? and seat = ?`;
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
    const seed = newSeed(random);
    await checkNewGame(wanted, rules, seed);
    if (wanted.ladder !== undefined && !this.#ladders.has(wanted.ladder))
      throw new Refused('not-found', `there is no ladder ${wanted.ladder}`);
    const id = newId(this.#context);
    const joinCode = wanted.open ? null : this.#code();
    const players = Array.from({ length: wanted.seats }, (_, at) => (at === 0 ? accountId : null));
    await database.transaction(
      async (transaction) => {
        await roomForGame(transaction, accountId);
        await insertGame(transaction, { id, rules, wanted, seed, joinCode, players }, clock.wallMs());
        if (wanted.seats === 1) await transaction.query(FULL, [id]);
      },
      { locks: [gameLock(id), gamesLock(accountId)] },
    );
    // Whatever stops here, the next sweep begins it.
    if (wanted.seats === 1) await this.#closer.close(id);
    return { reply: await this.#shown(id, accountId), notify: [] };
  }

  /**
   * Takes a free seat; the last one begins the game. Of a running game a seat that its player gave up, where substitutes are
   * wanted. Throws Refused `not-found` (also for a wrong code), `conflict` when no seat is free, `limit-reached`.
   */
  async join(accountId: string, gameId: string, code?: string): Promise<TurnReply<ShownGame>> {
    const locks = [gameLock(gameId), gamesLock(accountId)];
    const begins = await this.#context.database.transaction(
      async (transaction) => {
        const game = await gameOf(transaction, gameId);
        if (game.joinCode !== null && game.joinCode !== code) throw noGame();
        const seats = await seatsOf(transaction, [gameId]);
        if (seats.some(({ playerId, ownerId }) => playerId === accountId || ownerId === accountId))
          throw new Refused('conflict', 'you have a seat in this game');
        await roomForGame(transaction, accountId);
        const free = freeSeat(game, seats);
        if (free === undefined) throw new Refused('conflict', 'no seat is free');
        await transaction.query(
          'update turn_seat set player_id = ?, owner_id = coalesce(owner_id, ?), missed = 0 where game_id = ? and seat = ?',
          [accountId, accountId, gameId, free.seat],
        );
        // With the card a game may leave as a file, and that is for the new owner to agree to.
        await transaction.query('delete from turn_card where game_id = ? and seat = ?', [gameId, free.seat]);
        const full = seats.filter(({ playerId }) => playerId === null).length === 1;
        const last = game.phase === 'gathering' && full;
        if (last) await transaction.query(FULL, [gameId]);
        return last;
      },
      { locks },
    );
    const begun = begins ? await this.#closer.close(gameId) : [];
    const reply = await this.#shown(gameId, accountId);
    const { phase, turn, nowMs } = reply;
    const { database } = this.#context;
    return { reply, notify: begun.length > 0 ? begun : await tellAll(database, gameId, { phase, turn, nowMs }) };
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
        const notify = await tellAll(transaction, gameId, { phase, turn, nowMs: this.#nowMs() });
        const gathering = phase === 'gathering';
        const last = gathering && seats.filter(({ playerId }) => playerId !== null).length === 1;
        if (last) await transaction.query('delete from turn_game where id = ?', [gameId]);
        else
          await transaction.query(
            gathering ? 'update turn_seat set player_id = null, owner_id = null where game_id = ? and seat = ?' : LEAVE,
            gathering ? [gameId, seat] : [turn, gameId, seat],
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

  /** Games that anybody may watch: those under way that nobody needs a code for. */
  async running(accountId: string, before: string = LAST): Promise<readonly ShownGame[]> {
    return this.#list(accountId, UNDER_WAY, [before, TURN_GAMES_PER_PAGE]);
  }

  /** One game; throws Refused `not-found` for strangers to a private one who don't have its code. */
  async get(accountId: string, gameId: string, code?: string): Promise<ShownGame> {
    const { joinCode } = await gameOf(this.#context.database, gameId);
    const shown = await this.#shown(gameId, accountId);
    if (joinCode === null || shown.joinCode !== undefined) return shown;
    if (joinCode !== code) throw noGame();
    return { ...shown, joinCode };
  }

  /** The private game with this code. Throws Refused `not-found`, Throttled for who tries many. */
  async find(accountId: string, code: string): Promise<ShownGame> {
    const { database, clock } = this.#context;
    await takeTokens(database, clock, [{ bucket: `turn game codes of ${accountId}`, rate: CODES }]);
    const [found] = (await database.query('select id from turn_game where join_code = ?', [code])).rows;
    if (!found) throw new Refused('not-found', 'no game has this code');
    return this.get(accountId, found['id'] as string, code);
  }

  async #list(accountId: string, sql: string, values: readonly (string | number)[]): Promise<readonly ShownGame[]> {
    const { database } = this.#context;
    const games = (await database.query(sql, values)).rows as unknown as readonly GameRow[];
    const ids = games.map(({ id }) => id);
    const seats = await seatsOf(database, ids);
    const shown = games.map(async (game) => {
      const sheets = game.phase === 'planning' ? await sheetsOf(database, game.id, game.turn) : [];
      const own = seats.filter(({ gameId }) => gameId === game.id);
      return shownGame(game, { seats: own, sheets, accountId, nowMs: this.#nowMs() });
    });
    return Promise.all(shown);
  }

  async #shown(id: string, accountId: string): Promise<ShownGame> {
    const { database } = this.#context;
    const game = await gameOf(database, id);
    const sheets = await sheetsOf(database, id, game.turn);
    return shownGame(game, { seats: await seatsOf(database, [id]), sheets, accountId, nowMs: this.#nowMs() });
  }

  #nowMs(): number {
    return Math.floor(this.#context.clock.wallMs());
  }

  #code(): string {
    const bytes = this.#context.random.bytes(CODE_LENGTH);
    return [...bytes].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join('');
  }
}
