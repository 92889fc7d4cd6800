/** Matches among bots, as records of a journal and as rooms of a data directory. */
import { arena, bot } from '@rubato/arena';
import { BotRunner, JOIN, JournalSegmentWriter, Machine } from '@rubato/game';
import type { AnyGame, FrameInput, Order, Turn } from '@rubato/game';
import type { RoomRecord } from '@rubato/ports';
import type { Seat } from '@rubato/schema';
import { openSqliteStore } from '@rubato/server';

const SEED = Uint8Array.from({ length: 16 }, (_, at) => at);
const SEATS = [1, 2] as Seat[];
const TURNS_PER_BLOCK = 20;
const HASH_EVERY = 30;

export interface MatchWish {
  readonly room?: string;
  readonly turns?: number;
  readonly segmentTurns?: number;
  /** The rules of arena under other names. */
  readonly game?: AnyGame;
  /** Changes turns on their way into the journal. */
  readonly falsify?: (turn: Turn) => Turn;
  /** Changes the match before its journal begins. */
  readonly rig?: (machine: Machine<typeof arena>) => void;
  /** Turns that reach no journal, as after a commit that failed. */
  readonly lose?: { readonly from: number; readonly to: number };
}

export interface PlayedMatch {
  readonly room: string;
  readonly records: readonly Uint8Array[];
  /** After each turn. */
  readonly hashes: readonly string[];
  readonly segments: number;
}

/** Plays arena; the same wish gives the same bytes. */
export function playMatch(wish: MatchWish = {}): PlayedMatch {
  const { room = 'match-1', turns = 120, segmentTurns = 60, game = arena, falsify = (turn) => turn, lose } = wish;
  const machine = Machine.start(game as typeof arena, { seats: [], seed: SEED, hashEvery: HASH_EVERY });
  wish.rig?.(machine);
  const bots = new BotRunner(bot, SEED);
  const records: Uint8Array[] = [];
  const hashes = [machine.hash()];
  let segment = -1;
  let writer!: JournalSegmentWriter;
  let waiting: Turn[] = [];
  const flush = (): void => {
    if (waiting.length > 0) records.push(writer.block(waiting));
    waiting = [];
  };
  for (let number = 1; number <= turns; number++) {
    if ((number - 1) % segmentTurns === 0 || number - 1 === lose?.to) {
      flush();
      writer = new JournalSegmentWriter(machine as never, { room, epoch: 1, segment: ++segment });
      records.push(writer.head());
    }
    const { turn } = machine.runTurn(playOf(machine, bots, number) as never);
    hashes.push(machine.hash());
    if (lose === undefined || number < lose.from || number > lose.to) waiting.push(falsify(turn));
    if (waiting.length === TURNS_PER_BLOCK) flush();
  }
  flush();
  return { room, records, hashes, segments: segment + 1 };
}

function playOf(machine: Machine<typeof arena>, bots: BotRunner, number: number) {
  if (number === 1) return { ticks: 1, orders: SEATS.map((seat) => order(seat, 0, JOIN, {})) };
  const frames = new Map<Seat, FrameInput>();
  const orders: Order[] = [];
  for (const seat of SEATS) {
    const play = bots.play(machine.viewOf(seat), seat, machine.tick);
    if (play.frame !== undefined) frames.set(seat, { args: play.frame, seenTick: machine.tick });
    for (const { name, args } of play.orders ?? []) orders.push(order(seat, number, name, args));
  }
  return { ticks: 1, orders, frames };
}

function order(seat: Seat, seq: number, name: string, args: unknown): Order {
  return { seat, seq, seenTick: 0, name, args };
}

/** Makes a data directory, or adds to one, as a server would. */
export async function store(
  directory: string,
  matches: readonly PlayedMatch[],
  more: Partial<RoomRecord> & { readonly result?: unknown } = {},
): Promise<void> {
  const { result, ...given } = more;
  const opened = await openSqliteStore({ directory });
  const seats = [
    { seat: 1, held: 'player', name: 'Ada' },
    { seat: 2, held: 'bot', name: 'Bot 2' },
  ];
  for (const { room, records, segments } of matches) {
    const row = {
      id: room,
      game: 'arena',
      gameVersion: 1,
      status: 'closed' as const,
      createdMs: Date.now() - 7_500_000,
      changedMs: Date.now() - 95_000,
      segment: segments - 1,
      epoch: 1,
      meta: JSON.stringify({ code: '', region: 'local', settings: '', seats, result }),
      ...given,
    };
    const place = (bytes: Uint8Array) => ({ room, segment: 0, kind: 'block' as const, bytes });
    await opened.commit({ rooms: [row], records: records.map(place) });
  }
  await opened.close();
}
