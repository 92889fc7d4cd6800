/**
 * Closing a turn, in three steps of which each may be the last before a crash:
 *
 *   1. under the game's lock: planning → simulating, so that no sheet changes any more
 *   2. outside of any transaction: run the turn
 *   3. under the lock, only if the turn is still this one: the record, and the next turn or the end
 *
 * A game whose seats are all taken is `simulating` at turn 0, and begun in the same steps. What stopped between 1 and 3 is run again by the next sweep, with the same sheets and so the same outcome. Rules that give
 * no answer leave the turn `simulating`: every CLAIM_MS somebody tries again.
 */
import type { Transaction } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import { tellAll, type TurnContext } from './context.ts';
import {
  gameLock,
  LAST_RUN,
  gameOf,
  missing,
  openTurn,
  remindAt,
  seatsOf,
  sheetsOf,
  type GameRow,
  type SeatRow,
  type SheetRow,
} from './game-rows.ts';
import { SNAPSHOT_EVERY } from './positions.ts';
import { packSheets } from './sheets-text.ts';
import { RulesUnavailable, type PlayedSheet, type TurnPosition, type TurnResult } from './turn-rules.ts';
import { turnsRun } from './watching.ts';
import { latestReturn } from './vacations.ts';

/** Whoever began to run a turn and has not finished after this is taken for dead. */
export const CLAIM_MS = 60_000;

const CLAIM = `update turn_game set phase = 'simulating', claimed_ms = ? where id = ?`;
const POSTPONE = 'update turn_game set deadline_ms = ?, remind_ms = ? where id = ?';
const RECORD = 'insert into turn_record (game_id, turn, sheets, hash, closed_ms) values (?, ?, ?, ?, ?)';
const SNAPSHOT = 'insert into turn_snapshot (game_id, turn, state) values (?, ?, ?)';
const CLOSED = 'update turn_game set closed_ms = ? where id = ?';
const MISS = 'update turn_seat set missed = missed + 1 where game_id = ? and seat = ?';
const PLAYED = 'update turn_seat set missed = 0 where game_id = ? and seat = ?';
const DROP = `update turn_seat set player_id = null, left_turn = coalesce(left_turn, ?) where game_id = ? and missed >= ?
  and player_id is not null`;
/** Without an outcome, as the rules failed in the turn that was open. */
const FAIL = `update turn_game set ${LAST_RUN}, phase = 'over', result = ?, rated = 1, deadline_ms = null, remind_ms = null
  where id = ?`;
const END = `update turn_game set phase = 'over', result = ?, rated = ?, deadline_ms = null, remind_ms = null where id = ?`;

interface Ran {
  readonly sheets: readonly PlayedSheet[];
  /** The sheets as their row keeps them. */
  readonly row: string;
  readonly hash: string;
  readonly awaits: readonly number[];
  readonly result: TurnResult | undefined;
  readonly state: string | undefined;
}

interface Claimed {
  readonly game: GameRow;
  readonly seats: readonly SeatRow[];
  readonly sheets: readonly SheetRow[];
}

export class TurnCloser {
  readonly #context: TurnContext;

  constructor(context: TurnContext) {
    this.#context = context;
  }

  /** Closes the open turn if its time has come, else does nothing; may be called by anybody at any time. */
  async close(gameId: string): Promise<readonly Notice[]> {
    const claimed = await this.#claim(gameId);
    if (claimed === undefined) return [];
    const { game } = claimed;
    if (game.turn === 0) return this.#begin(game);
    const { positions, log } = this.#context;
    let position: TurnPosition | undefined;
    let ran: Ran | undefined;
    try {
      position = await positions.take(game, game.turn - 1);
    } catch (error) {
      if (error instanceof RulesUnavailable) return this.#postponed(game, error);
      throw error;
    }
    try {
      ran = await run(position, claimed);
    } catch (error) {
      if (error instanceof RulesUnavailable) return this.#postponed(game, error);
      log.log('error', 'the rules of a turn game failed; it is over', { game: gameId, error: String(error) });
    }
    const notify = await this.#settle(game, ran);
    if (ran !== undefined && notify.length > 0) positions.put(gameId, position);
    return notify;
  }

  async #begin(game: GameRow): Promise<readonly Notice[]> {
    const { database, clock, positions, log } = this.#context;
    let awaits: readonly number[];
    try {
      awaits = await positions.ask(game, 0, (position) => position.awaits());
    } catch (error) {
      if (error instanceof RulesUnavailable) return this.#postponed(game, error);
      log.log('error', 'a turn game could not begin; it is over', { game: game.id, error: String(error) });
      return this.#settle(game, undefined);
    }
    const turn = 1;
    return database.transaction(
      async (transaction) => {
        const now = await gameOf(transaction, game.id);
        if (now.phase !== 'simulating' || now.turn !== 0) return [];
        const nowMs = clock.wallMs();
        await openTurn(transaction, game, { turn, awaits, nowMs });
        return tellAll(transaction, game.id, { phase: 'planning', turn, nowMs });
      },
      { locks: [gameLock(game.id)] },
    );
  }

  #postponed({ id, turn }: GameRow, { message }: RulesUnavailable): readonly Notice[] {
    const again = { againInMs: CLAIM_MS };
    this.#context.log.log('error', 'a turn could not be run; it stands', { game: id, turn, error: message, ...again });
    return [];
  }

  #claim(gameId: string): Promise<Claimed | undefined> {
    return this.#context.database.transaction(
      async (transaction) => {
        const nowMs = this.#context.clock.wallMs();
        const game = await gameOf(transaction, gameId);
        const seats = await seatsOf(transaction, [gameId]);
        const sheets = await sheetsOf(transaction, gameId, game.turn);
        if (game.phase === 'simulating') {
          if (Math.abs(nowMs - game.claimedMs) < CLAIM_MS) return undefined;
        } else if (!(await this.#isDue(transaction, { game, seats, sheets }, nowMs))) return undefined;
        await transaction.query(CLAIM, [nowMs, gameId]);
        return { game, seats, sheets };
      },
      { locks: [gameLock(gameId)] },
    );
  }

  async #isDue(transaction: Transaction, { game, seats, sheets }: Claimed, nowMs: number): Promise<boolean> {
    if (game.phase !== 'planning' || game.deadlineMs === null) return false;
    const awaited = missing(seats, sheets);
    if (awaited.length === 0 && game.early === 1) return true;
    if (nowMs < game.deadlineMs) return false;
    if (game.vacations === 0) return true;
    const accounts = awaited.map(({ playerId }) => playerId as string);
    const backMs = await latestReturn(transaction, accounts, nowMs);
    if (backMs === undefined) return true;
    await transaction.query(POSTPONE, [backMs, remindAt(backMs, game.turnMs), game.id]);
    return false;
  }

  #settle(game: GameRow, ran: Ran | undefined): Promise<readonly Notice[]> {
    return this.#context.database.transaction(
      async (transaction) => {
        const { phase, turn } = await gameOf(transaction, game.id);
        // Somebody else ran it meanwhile, to the same end.
        if (phase !== 'simulating' || turn !== game.turn) return [];
        const nowMs = this.#context.clock.wallMs();
        if (ran === undefined) {
          const failed = JSON.stringify({ winners: [], reason: 'rules-failed' } satisfies TurnResult);
          await transaction.query(FAIL, [failed, game.id]);
          return tellAll(transaction, game.id, { phase: 'over', turn: turnsRun(game), nowMs });
        }
        await this.#write(transaction, game, ran, nowMs);
        const next = ran.result === undefined ? { phase: 'planning', turn: turn + 1 } : { phase: 'over', turn };
        return tellAll(transaction, game.id, { ...next, nowMs });
      },
      { locks: [gameLock(game.id)] },
    );
  }

  async #write(transaction: Transaction, game: GameRow, ran: Ran, nowMs: number): Promise<void> {
    const { id, turn } = game;
    await transaction.query(RECORD, [id, turn, ran.row, ran.hash, nowMs]);
    if (ran.state !== undefined) await transaction.query(SNAPSHOT, [id, turn, ran.state]);
    for (const { seat, by } of ran.sheets)
      if (by !== 'ai') await transaction.query(by === 'none' ? MISS : PLAYED, [id, seat]);
    await transaction.query(DROP, [turn + 1, id, game.missedMost]);
    await transaction.query(CLOSED, [nowMs, id]);
    if (ran.result !== undefined) {
      await transaction.query(END, [JSON.stringify(ran.result), game.ladder === null ? 1 : 0, id]);
      return;
    }
    await openTurn(transaction, game, { turn: turn + 1, awaits: ran.awaits, nowMs });
  }
}

async function run(position: TurnPosition, { game, seats, sheets }: Claimed): Promise<Ran> {
  const given = new Map(sheets.map((sheet) => [sheet.seat, sheet]));
  const awaited = seats.filter((seat) => seat.awaited === 1);
  const played = await Promise.all(awaited.map((seat) => sheetFor(position, seat, given.get(seat.seat))));
  await position.run(played);
  const result = await position.result();
  const state = game.turn % SNAPSHOT_EVERY === 0 && result === undefined ? await position.save() : undefined;
  const [row, hash, awaits] = [await packSheets(played), await position.hash(), await position.awaits()];
  return { sheets: played, row, hash, awaits, result, state };
}

/** What was handed in; else the draft, if the rules take it; else nothing. Where nobody sits, the computer's. */
async function sheetFor(
  position: TurnPosition,
  { seat, playerId }: SeatRow,
  sheet: SheetRow | undefined,
): Promise<PlayedSheet> {
  const { orders = null, draft = null } = sheet ?? {};
  if (orders !== null) return { seat, by: 'player', orders };
  if (playerId === null) return { seat, by: 'ai', orders: await position.standIn(seat) };
  const sound = draft !== null && !(await position.check(seat, draft)).some(({ fatal }) => fatal);
  return sound ? { seat, by: 'draft', orders: draft } : { seat, by: 'none', orders: '[]' };
}
