/** What players are shown of a turn game beside its state. */
import { freeSeat, missing, type GameRow, type SeatRow, type SheetRow } from './game-rows.ts';
import { sawTurns, SHOW_LEAD_MS, watchTurns } from './watching.ts';

export interface ShownSeat {
  readonly seat: number;
  /** Absent: nobody yet, or the computer. */
  readonly name?: string;
  readonly by: 'player' | 'ai' | 'nobody';
  readonly missed: number;
  readonly resigned: boolean;
  /** Whether the open turn still waits for this seat's orders. */
  readonly awaited: boolean;
}

export interface ShownGame {
  readonly id: string;
  readonly game: string;
  readonly title: string;
  readonly settings: string;
  readonly phase: GameRow['phase'];
  readonly turn: number;
  /** `your-turn` until the own orders are in, then `waiting` for the others; `watching` for whoever doesn't play. */
  readonly status: 'gathering' | 'your-turn' | 'waiting' | 'watching' | 'simulating' | 'over';
  readonly turnMs: number;
  readonly deadlineMs?: number;
  readonly seats: readonly ShownSeat[];
  /** The caller's. */
  readonly seat?: number;
  /** That the caller had, and left. */
  readonly formerSeat?: number;
  /** Whether a seat is free for the caller. */
  readonly joinable: boolean;
  readonly watchDelay: number;
  /** The last turn that the caller may watch as a spectator; 0: none yet. */
  readonly watchTurns: number;
  /** The last turn that the caller saw as a player. */
  readonly sawTurns: number;
  /** When all who watch together begin to watch the last turn that has run. */
  readonly showMs?: number;
  /** The server's time. */
  readonly nowMs: number;
  /** For players of a private game: what others need to join. */
  readonly joinCode?: string;
  readonly ladder?: string;
  /** Once over, as JSON. */
  readonly result?: string;
}

export interface Beholder {
  readonly seats: readonly SeatRow[];
  /** Of the open turn. */
  readonly sheets: readonly SheetRow[];
  readonly accountId: string;
  readonly nowMs: number;
}

export function shownGame(game: GameRow, { seats, sheets, accountId, nowMs }: Beholder): ShownGame {
  const { id, title, settings, phase, turn, turnMs, deadlineMs, ladder, result, joinCode, watchDelay, closedMs } = game;
  const awaited = phase === 'planning' ? new Set(missing(seats, sheets).map(({ seat }) => seat)) : new Set<number>();
  const own = seats.find(({ playerId, ownerId }) => playerId === accountId || ownerId === accountId);
  const playing = own?.playerId === accountId;
  return {
    id,
    game: game.game,
    title,
    settings,
    phase,
    turn,
    status: phase !== 'planning' ? phase : !playing ? 'watching' : awaited.has(own.seat) ? 'your-turn' : 'waiting',
    turnMs,
    ...(deadlineMs === null ? {} : { deadlineMs }),
    seats: seats.map((row) => shownSeat(row, phase, awaited.has(row.seat))),
    ...(playing ? { seat: own.seat } : own ? { formerSeat: own.seat } : {}),
    joinable: own === undefined && freeSeat(game, seats) !== undefined,
    watchDelay,
    watchTurns: watchTurns(game, seats, accountId),
    sawTurns: sawTurns(game, seats, accountId),
    ...(closedMs === null ? {} : { showMs: closedMs + SHOW_LEAD_MS }),
    nowMs,
    ...(joinCode !== null && own ? { joinCode } : {}),
    ...(ladder === null ? {} : { ladder }),
    ...(result === null ? {} : { result }),
  };
}

function shownSeat(row: SeatRow, phase: GameRow['phase'], awaited: boolean): ShownSeat {
  const { seat, name, playerId, ownerId, missed } = row;
  // Nobody gave up a seat that was the computer's from the first.
  const resigned = row.resigned === 1 && ownerId !== null;
  const by = playerId !== null ? 'player' : phase === 'gathering' ? 'nobody' : 'ai';
  return { seat, ...(name === null ? {} : { name }), by, missed, resigned, awaited };
}
