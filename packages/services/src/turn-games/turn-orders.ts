/** A player's side of a turn: look, draft, check, hand in, look back. */
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import type { TurnCloser } from './closing.ts';
import { tellPlayers, type TurnContext, type TurnReply } from './context.ts';
import { gameLock, gameOf, noGame, seatOf, seatsOf, sheetsOf, type GameRow, type SeatRow } from './game-rows.ts';
import { readSheets, sheetsJson } from './sheets-text.ts';
import type { SheetProblem } from './turn-rules.ts';
import { hasEnded, sawTurns, turnsRun, watchTurns } from './watching.ts';

export interface SheetWish {
  readonly gameId: string;
  /** The turn that is meant; another one is refused as `conflict`, so that late orders never count for the next turn. */
  readonly turn: number;
  /** A JSON list of `{ name, args }`. */
  readonly orders: string;
}

export interface SavedSheet {
  /** Rises with each save. */
  readonly revision: number;
  readonly problems: readonly SheetProblem[];
}

export interface WatchWish {
  readonly gameId: string;
  readonly turn: number;
  /** Whose eyes; default a spectator's. */
  readonly seat?: number | undefined;
  /** Of a private game. */
  readonly code?: string | undefined;
}

export interface OwnTurn {
  readonly turn: number;
  readonly phase: GameRow['phase'];
  readonly seat: number;
  /** All that the seat may know, as JSON. */
  readonly view: string;
  readonly draft?: string;
  /** What was handed in. */
  readonly orders?: string;
}

/** Characters of a sheet; more are refused as `bad-value`. */
export const MOST_SHEET_CHARACTERS = 32_768;

const SAVE = `insert into turn_sheet (game_id, turn, seat, draft, orders, revision, saved_ms) values (?, ?, ?, ?, ?, 1, ?)
  on conflict (game_id, turn, seat) do update set draft = excluded.draft,
  orders = coalesce(excluded.orders, turn_sheet.orders), revision = turn_sheet.revision + 1, saved_ms = excluded.saved_ms
  returning revision`;

export class TurnOrders {
  readonly #context: TurnContext;
  readonly #closer: TurnCloser;

  constructor(context: TurnContext, closer: TurnCloser) {
    this.#context = context;
    this.#closer = closer;
  }

  /** What the caller's seat sees now. Throws Refused `not-found`, or `conflict` before the game has begun. */
  async look(accountId: string, gameId: string): Promise<OwnTurn> {
    const { game, seat } = await this.#own(accountId, gameId);
    const { turn, phase } = game;
    const view = await this.#context.positions.ask(game, turnsRun(game), (position) => position.view(seat));
    const sheet = (await sheetsOf(this.#context.database, gameId, turn)).find((row) => row.seat === seat);
    const { draft = null, orders = null } = sheet ?? {};
    return { turn, phase, seat, view, ...(draft === null ? {} : { draft }), ...(orders === null ? {} : { orders }) };
  }

  /** What is wrong with these orders; saves nothing. Throws as `look`, and `bad-value` for what is no list of orders. */
  async check(accountId: string, { gameId, turn, orders }: SheetWish): Promise<readonly SheetProblem[]> {
    const { game, seat } = await this.#own(accountId, gameId);
    expectOpen(game, turn);
    return this.#problems(game, seat, orders);
  }

  /** Keeps a draft, whatever is wrong with it: it is played at the deadline if nothing else was handed in and it is sound. */
  async draft(accountId: string, wish: SheetWish): Promise<SavedSheet> {
    const { game, seat } = await this.#own(accountId, wish.gameId);
    expectOpen(game, wish.turn);
    const problems = await this.#problems(game, seat, wish.orders);
    return { ...(await this.#save(accountId, wish, false)), problems };
  }

  /**
   * Hands orders in; again in the place of earlier ones, until the turn closes. The last player's close it where the game
   * says so. Throws Refused `bad-value`, naming each order that the rules refuse; then nothing is saved.
   */
  async submit(accountId: string, wish: SheetWish): Promise<TurnReply<SavedSheet>> {
    const { game, seat } = await this.#own(accountId, wish.gameId);
    expectOpen(game, wish.turn);
    const problems = await this.#problems(game, seat, wish.orders);
    const fatal = problems.filter((problem) => problem.fatal);
    if (fatal.length > 0) throw new Refused('bad-value', `refused: ${fatal.map(worded(wish.orders)).join('; ')}`);
    const saved = await this.#save(accountId, wish, true);
    const { database } = this.#context;
    const told = await tellPlayers(database, wish.gameId, { phase: 'planning', turn: wish.turn });
    const closed: readonly Notice[] = game.early === 1 ? await this.#closer.close(wish.gameId) : [];
    return { reply: { ...saved, problems }, notify: [...told, ...closed] };
  }

  /** What the caller's seat saw of a turn that has run, as JSON, until the caller left. Throws Refused `not-found`. */
  async film(accountId: string, gameId: string, turn: number): Promise<string> {
    const { database } = this.#context;
    const game = await gameOf(database, gameId);
    const seats = await seatsOf(database, [gameId]);
    const own = seats.find(isOf(accountId));
    if (!own) throw noGame();
    if (turn < 1 || turn > sawTurns(game, seats, accountId)) throw noTurn(turn);
    return filmOf(this.#context, { game, turn, seat: own.seat });
  }

  /**
   * What a spectator saw of a turn, as JSON; of a game that is over also what any seat saw. Throws Refused `not-found` where
   * the turn has not run, for strangers to a private game without its code, and for a seat that there isn't; `not-allowed`
   * for turns that the game's delay still hides, for whoever plays, and for seats before the end.
   */
  async watch(accountId: string, { gameId, turn, seat, code }: WatchWish): Promise<string> {
    const { database } = this.#context;
    const game = await gameOf(database, gameId);
    const seats = await seatsOf(database, [gameId]);
    if (game.joinCode !== null && game.joinCode !== code && !seats.some(isOf(accountId))) throw noGame();
    if (turn < 1 || turn > turnsRun(game)) throw noTurn(turn);
    if (turn > watchTurns(game, seats, accountId))
      throw new Refused('not-allowed', `turn ${turn} is not for spectators yet, and never for you while you play`);
    if (seat !== undefined && !hasEnded(game))
      throw new Refused('not-allowed', 'what the seats saw is shown when the game is over');
    if (seat !== undefined && !seats.some((one) => one.seat === seat))
      throw new Refused('not-found', `there is no seat ${seat}`);
    return filmOf(this.#context, { game, turn, seat: seat ?? null });
  }

  /** Of a game that is over: all that it takes to run it again. Throws Refused `not-found`, `not-allowed` while it runs. */
  async history(accountId: string, gameId: string, fromTurn: number) {
    const { game } = await this.#own(accountId, gameId);
    if (game.phase !== 'over') throw new Refused('not-allowed', 'orders of all stay secret until the game is over');
    const { rows } = await this.#context.database.query(
      'select turn, sheets, hash from turn_record where game_id = ? and turn >= ? order by turn limit ?',
      [gameId, fromTurn, TURNS_PER_PAGE],
    );
    const { seed, settings, seats, version } = game;
    const turns = await Promise.all(
      (rows as unknown as readonly { turn: number; sheets: string; hash: string }[]).map(async (row) => {
        return { ...row, sheets: await sheetsJson(row.sheets) };
      }),
    );
    return { game: game.game, version, seed, settings, seats, turns };
  }

  async #own(accountId: string, gameId: string): Promise<{ readonly game: GameRow; readonly seat: number }> {
    const { database } = this.#context;
    const game = await gameOf(database, gameId);
    const seats = await seatsOf(database, [gameId]);
    const own = seats.find(isOf(accountId));
    if (!own) throw noGame();
    if (game.phase !== 'over') seatOf(seats, accountId);
    if (game.phase === 'gathering') throw new Refused('conflict', 'the game has not begun');
    return { game, seat: own.seat };
  }

  async #problems(game: GameRow, seat: number, orders: string): Promise<readonly SheetProblem[]> {
    if (orders.length > MOST_SHEET_CHARACTERS)
      throw new Refused('bad-value', `a sheet has at most ${MOST_SHEET_CHARACTERS} characters`);
    parseOrders(orders);
    return this.#context.positions.ask(game, game.turn - 1, (position) => position.check(seat, orders));
  }

  #save(accountId: string, { gameId, turn, orders }: SheetWish, hand: boolean): Promise<{ readonly revision: number }> {
    return this.#context.database.transaction(
      async (transaction) => {
        // Looked at again under the lock: the turn may have closed while the orders were checked.
        expectOpen(await gameOf(transaction, gameId), turn);
        const { seat, awaited } = seatOf(await seatsOf(transaction, [gameId]), accountId);
        if (awaited === 0) throw new Refused('conflict', 'you have nothing to order in this turn');
        const nowMs = this.#context.clock.wallMs();
        const { rows } = await transaction.query(SAVE, [gameId, turn, seat, orders, hand ? orders : null, nowMs]);
        return { revision: Number(rows[0]!['revision']) };
      },
      { locks: [gameLock(gameId)] },
    );
  }
}

const isOf =
  (accountId: string) =>
  ({ playerId, ownerId }: SeatRow): boolean =>
    playerId === accountId || ownerId === accountId;

const noTurn = (turn: number): Refused => new Refused('not-found', `turn ${turn} has not run, or not for you`);

interface FilmWish {
  readonly game: GameRow;
  readonly turn: number;
  /** Null: a spectator's. */
  readonly seat: number | null;
}

async function filmOf({ database, positions }: TurnContext, { game, turn, seat }: FilmWish): Promise<string> {
  const sql = 'select sheets from turn_record where game_id = ? and turn = ?';
  const [record] = (await database.query(sql, [game.id, turn])).rows;
  if (!record) throw noTurn(turn);
  const sheets = await readSheets(record['sheets'] as string);
  return positions.ask(game, turn - 1, (position) => position.film(seat, sheets));
}

/** Turns of one page of a history. */
export const TURNS_PER_PAGE = 50;

function expectOpen({ phase, turn }: GameRow, wanted: number): void {
  if (phase === 'planning' && turn === wanted) return;
  throw new Refused('conflict', `turn ${wanted} is not open; the game is ${phase}, turn ${turn}`);
}

/** Throws Refused `bad-value`. */
function parseOrders(text: string): readonly { readonly name: string }[] {
  try {
    const orders: unknown = JSON.parse(text);
    if (Array.isArray(orders) && orders.every((each) => typeof (each as { name?: unknown } | null)?.name === 'string'))
      return orders as { name: string }[];
  } catch {
    // Answered below.
  }
  throw new Refused('bad-value', 'orders are a JSON list of { name, args }');
}

const worded = (text: string) => {
  const orders = parseOrders(text);
  return ({ index, reason }: SheetProblem): string => {
    const order = orders[index];
    return order === undefined ? reason : `order ${index} (${order.name.slice(0, 40)}): ${reason}`;
  };
};
