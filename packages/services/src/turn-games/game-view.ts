/** What players are shown of a turn game beside its state. */
import { missing, type GameRow, type SeatRow, type SheetRow } from './game-rows.ts';

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
  /** `your-turn` until the own orders are in, then `waiting` for the others. */
  readonly status: 'gathering' | 'your-turn' | 'waiting' | 'simulating' | 'over';
  readonly turnMs: number;
  readonly deadlineMs?: number;
  readonly seats: readonly ShownSeat[];
  /** The caller's. */
  readonly seat?: number;
  /** For players of a private game: what others need to join. */
  readonly joinCode?: string;
  readonly ladder?: string;
  /** Once over, as JSON. */
  readonly result?: string;
}

export function shownGame(
  game: GameRow,
  seats: readonly SeatRow[],
  sheets: readonly SheetRow[],
  accountId: string,
): ShownGame {
  const { id, title, settings, phase, turn, turnMs, deadlineMs, ladder, result, joinCode } = game;
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
    status: phase === 'planning' ? (playing && awaited.has(own.seat) ? 'your-turn' : 'waiting') : phase,
    turnMs,
    ...(deadlineMs === null ? {} : { deadlineMs }),
    seats: seats.map((row) => shownSeat(row, phase, awaited.has(row.seat))),
    ...(playing ? { seat: own.seat } : {}),
    ...(joinCode !== null && own ? { joinCode } : {}),
    ...(ladder === null ? {} : { ladder }),
    ...(result === null ? {} : { result }),
  };
}

function shownSeat(row: SeatRow, phase: GameRow['phase'], awaited: boolean): ShownSeat {
  const { seat, name, playerId, missed, resigned } = row;
  const by = playerId !== null ? 'player' : phase === 'gathering' ? 'nobody' : 'ai';
  return { seat, ...(name === null ? {} : { name }), by, missed, resigned: resigned === 1, awaited };
}
