/**
 * Turn games that leave for files and come back: rows only; what the files hold is for whoever calls this to say.
 *
 *   out   every player has left a card, the computer needs none → the file is made → the game here is over, its file stays to
 *         be fetched again
 *   in    the whole match as rows → seats are claimed → with the last of them the next turn opens
 */
import type { Transaction } from '@rubato/ports';
import { base64, fromBase64 } from '@rubato/schema';
import { Refused } from '../ledger/refused.ts';
import { newId } from '../uuid.ts';
import type { TurnContext } from './context.ts';
import {
  gameLock,
  gameOf,
  LAST_RUN,
  noGame,
  openTurn,
  seatOf,
  seatsOf,
  type GameRow,
  type SeatRow,
} from './game-rows.ts';
import { gamesLock, roomForGame } from './insert-game.ts';
import { packSheets, sheetsJson } from './sheets-text.ts';
import type { PlayedSheet } from './turn-rules.ts';
import { MOVED_AWAY } from './watching.ts';

/** Turns of a match that comes out of a file; more are refused as `limit-reached`. */
export const MOST_MOVED_TURNS = 500;

export interface MovedFile {
  readonly matchId: string;
  /** Hash of the last record. */
  readonly head: string;
  readonly turn: number;
  readonly bytes: Uint8Array;
}

export interface LeavingGame {
  readonly game: GameRow;
  /** Of a game that is over also those who left no card: nobody signs anything any more. */
  readonly seats: readonly (SeatRow & { readonly card: string | undefined; readonly computer: boolean })[];
  /** Those that this server ran; their sheets as JSON. */
  readonly records: readonly {
    readonly turn: number;
    readonly sheets: string;
    readonly hash: string;
    readonly closedMs: number;
  }[];
  /** The file in which the match came. */
  readonly before: MovedFile | undefined;
}

export interface ArrivingGame {
  readonly game: string;
  readonly version: number;
  readonly title: string;
  readonly settings: string;
  /** 32 hex digits, for turns to come. */
  readonly seed: string;
  readonly turnMs: number;
  readonly seats: readonly { readonly seat: number; readonly awaited: boolean; readonly computer: boolean }[];
  readonly startState: string;
  readonly turns: readonly {
    readonly turn: number;
    readonly sheets: readonly PlayedSheet[];
    readonly hash: string;
    readonly state: string;
    readonly closedMs: number;
  }[];
  readonly file: MovedFile;
}

const FILE = `select game_id as "gameId", match_id as "matchId", head, turn, bytes from turn_file`;
const PUT_FILE = 'insert into turn_file (game_id, way, match_id, head, turn, bytes) values (?, ?, ?, ?, ?, ?)';
const PUT_CARD = `insert into turn_card (game_id, seat, card) values (?, ?, ?)
  on conflict (game_id, seat) do update set card = excluded.card`;
const RECORDS = `select turn, sheets, hash, closed_ms as "closedMs" from turn_record where game_id = ? and turn > ?
  order by turn`;
const END = `update turn_game set ${LAST_RUN}, phase = 'over', result = ?, rated = 1, deadline_ms = null, remind_ms = null
  where id = ?`;
const INSERT = `insert into turn_game (id, game, game_version, title, settings, seed, seat_count, join_code, turn_ms, early,
  missed_most, stand_in, vacations, ladder, phase, turn, created_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 2, 'ai', 1, null, 'planning', ?, ?)`;
/** A seat that is the computer's for good is marked as one that was given up. */
const INSERT_SEAT = `insert into turn_seat (game_id, seat, player_id, owner_id, awaited, resigned) values (?, ?, ?, ?, ?, ?)`;
const INSERT_RECORD = 'insert into turn_record (game_id, turn, sheets, hash, closed_ms) values (?, ?, ?, ?, ?)';
const INSERT_STATE = 'insert into turn_snapshot (game_id, turn, state) values (?, ?, ?)';
const TAKE = 'update turn_seat set player_id = ?, owner_id = ? where game_id = ? and seat = ?';

type FileRow = Omit<MovedFile, 'bytes'> & { readonly gameId: string; readonly bytes: string };
const fileOf = ({ matchId, head, turn, bytes }: FileRow): MovedFile => ({
  matchId,
  head,
  turn: Number(turn),
  bytes: fromBase64(bytes),
});

export class MovedGames {
  readonly #context: TurnContext;

  constructor(context: TurnContext) {
    this.#context = context;
  }

  /** The keys that all servers of this database sign with; those of `make` if there are none yet. */
  async keys(
    make: () => Promise<{ readonly publicKey: string; readonly privateKey: string }>,
  ): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
    const sql = 'select public_key as "publicKey", private_key as "privateKey" from letter_key where one = 1';
    const { database } = this.#context;
    const known = async () => (await database.query(sql)).rows[0] as Awaited<ReturnType<typeof make>> | undefined;
    const before = await known();
    if (before !== undefined) return before;
    const { publicKey, privateKey } = await make();
    const put = `insert into letter_key (one, public_key, private_key) values (1, ?, ?) on conflict (one) do nothing`;
    await database.batch([{ sql: put, values: [publicKey, privateKey] }], { locks: [] });
    return (await known()) as Awaited<ReturnType<typeof make>>;
  }

  /** The player's agreement that the game goes on by letters, and with which keys. Throws Refused `not-found`. */
  async setCard(accountId: string, gameId: string, card: string): Promise<void> {
    await this.#context.database.transaction(
      async (transaction) => {
        const { seat } = seatOf(await seatsOf(transaction, [gameId]), accountId);
        await transaction.query(PUT_CARD, [gameId, seat, card]);
      },
      { locks: [gameLock(gameId)] },
    );
  }

  /**
   * Ends the game here and gives its file; called again, the same file. Throws Refused `not-found`, or `conflict`: not all
   * players have left a card, or the game is neither planned nor over.
   */
  async leave(
    accountId: string,
    gameId: string,
    make: (leaving: LeavingGame) => Promise<MovedFile>,
  ): Promise<MovedFile> {
    const { database } = this.#context;
    const seats = await seatsOf(database, [gameId]);
    if (!seats.some(({ playerId, ownerId }) => playerId === accountId || ownerId === accountId)) throw noGame();
    const known = await this.#file(gameId, 'out');
    if (known !== undefined) return known;
    const game = await gameOf(database, gameId);
    if (game.phase !== 'planning' && game.phase !== 'over')
      throw new Refused('conflict', `the game is ${game.phase}; it moves between two turns`);
    const made = await make(await this.#leaving(game, seats));
    return database.transaction(
      async (transaction) => {
        const now = await gameOf(transaction, gameId);
        const twin = await this.#file(gameId, 'out', transaction);
        if (twin !== undefined) return twin;
        if (now.phase !== game.phase || now.turn !== game.turn) throw new Refused('conflict', 'a turn ran meanwhile');
        const { matchId, head, turn, bytes } = made;
        await transaction.query(PUT_FILE, [gameId, 'out', matchId, head, turn, base64(bytes)]);
        if (game.phase === 'planning') await transaction.query(END, [MOVED_AWAY, gameId]);
        return made;
      },
      { locks: [gameLock(gameId)] },
    );
  }

  async #leaving(game: GameRow, seats: readonly SeatRow[]): Promise<LeavingGame> {
    const { database } = this.#context;
    const cards = (await database.query('select seat, card from turn_card where game_id = ?', [game.id])).rows;
    const withCards = seats.map((seat) => {
      if (game.phase !== 'over' && seat.playerId === null) {
        if (isUnclaimed(game, seat)) throw new Refused('conflict', `seat ${seat.seat} still waits for its owner`);
        return { ...seat, card: undefined, computer: true };
      }
      const card = cards.find((one) => one['seat'] === seat.seat)?.['card'];
      if (typeof card === 'string') return { ...seat, card, computer: false };
      if (game.phase === 'over') return { ...seat, card: undefined, computer: false };
      throw new Refused('conflict', `seat ${seat.seat} has left no card: every player has to agree to the move`);
    });
    if (withCards.every(({ computer }) => computer))
      throw new Refused('conflict', 'the computer plays all seats: nobody is left who could sign');
    const before = await this.#file(game.id, 'in');
    const { rows } = await database.query(RECORDS, [game.id, before?.turn ?? 0]);
    const records = await Promise.all(
      (rows as unknown as LeavingGame['records']).map(async (row) => ({
        ...row,
        sheets: await sheetsJson(row.sheets),
      })),
    );
    return { game, seats: withCards, records, before };
  }

  async #file(
    gameId: string,
    way: 'in' | 'out',
    from: Pick<Transaction, 'query'> = this.#context.database,
  ): Promise<MovedFile | undefined> {
    const [row] = (await from.query(`${FILE} where game_id = ? and way = ?`, [gameId, way])).rows;
    return row && fileOf(row as unknown as FileRow);
  }

  /**
   * The game as rows; a match at the same turn comes in once. Seats of a match that left from here belong to their accounts
   * again. Throws Refused `limit-reached`. Returns the game's id.
   */
  async enter(accountId: string, arriving: ArrivingGame): Promise<string> {
    const { matchId, head } = arriving.file;
    if (arriving.turns.length > MOST_MOVED_TURNS)
      throw new Refused('limit-reached', `a match of at most ${MOST_MOVED_TURNS} turns moves to a server`);
    const sheets = await Promise.all(arriving.turns.map((turn) => packSheets(turn.sheets)));
    return this.#context.database.transaction(
      async (transaction) => {
        const find = `${FILE} where way = 'in' and match_id = ? and head = ?`;
        const [known] = (await transaction.query(find, [matchId, head])).rows;
        if (known !== undefined) return known['gameId'] as string;
        await roomForGame(transaction, accountId);
        return this.#write(transaction, arriving, sheets);
      },
      { locks: [`moved match ${matchId}`, gamesLock(accountId)] },
    );
  }

  async #write(transaction: Transaction, arriving: ArrivingGame, sheets: readonly string[]): Promise<string> {
    const { game, version, title, settings, seed, seats, turnMs, turns, file, startState } = arriving;
    const id = newId(this.#context);
    const nowMs = this.#context.clock.wallMs();
    const code = newId(this.#context).slice(-12);
    const turn = file.turn + 1;
    await transaction.query(INSERT, [
      id,
      game,
      version,
      title,
      settings,
      seed,
      seats.length,
      code,
      turnMs,
      turn,
      nowMs,
    ]);
    const left = await transaction.query(`${FILE} where way = 'out' and match_id = ?`, [file.matchId]);
    const leftId = left.rows[0]?.['gameId'] as string | undefined;
    const owners = leftId === undefined ? [] : await seatsOf(transaction, [leftId]);
    for (const { seat, awaited, computer } of seats) {
      const owner = computer ? null : (owners.find((one) => one.seat === seat)?.ownerId ?? null);
      await transaction.query(INSERT_SEAT, [id, seat, owner, owner, Number(awaited), Number(computer)]);
    }
    await transaction.query(INSERT_STATE, [id, 0, startState]);
    for (const [i, one] of turns.entries()) {
      await transaction.query(INSERT_RECORD, [id, one.turn, sheets[i] as string, one.hash, one.closedMs]);
      await transaction.query(INSERT_STATE, [id, one.turn, one.state]);
    }
    await transaction.query(PUT_FILE, [id, 'in', file.matchId, file.head, file.turn, base64(file.bytes)]);
    await this.#openWhenFull(transaction, id);
    return id;
  }

  /** The file in which a game came. Throws Refused `not-found`. */
  async arrivedAs(gameId: string): Promise<MovedFile> {
    const file = await this.#file(gameId, 'in');
    if (file === undefined) throw noGame();
    return file;
  }

  /** Takes a seat for whoever proved that it is theirs. Throws Refused `conflict` when somebody else has it. */
  async claim(accountId: string, gameId: string, seat: number): Promise<void> {
    await this.#context.database.transaction(
      async (transaction) => {
        const seats = await seatsOf(transaction, [gameId]);
        const row = seats.find((one) => one.seat === seat);
        if (row === undefined) throw noGame();
        if (row.playerId === accountId) return;
        if (row.resigned === 1) throw new Refused('conflict', 'the computer has this seat');
        if (row.ownerId !== null || seats.some(({ playerId }) => playerId === accountId))
          throw new Refused('conflict', 'the seat is taken, or you have another one in this game');
        await transaction.query(TAKE, [accountId, accountId, gameId, seat]);
        await this.#openWhenFull(transaction, gameId);
      },
      { locks: [gameLock(gameId)] },
    );
  }

  async #openWhenFull(transaction: Transaction, gameId: string): Promise<void> {
    const game = await gameOf(transaction, gameId);
    const seats = await seatsOf(transaction, [gameId]);
    if (game.phase !== 'planning' || game.deadlineMs !== null || seats.some((seat) => isUnclaimed(game, seat))) return;
    const awaits = seats.filter(({ awaited }) => awaited === 1).map(({ seat }) => seat);
    await openTurn(transaction, game, { turn: game.turn, awaits, nowMs: this.#context.clock.wallMs() });
  }
}

/** Of a game that came in a file and has not opened yet: a seat that nobody has taken. */
const isUnclaimed = ({ deadlineMs }: GameRow, { ownerId, resigned }: SeatRow): boolean =>
  deadlineMs === null && ownerId === null && resigned === 0;
