// A whole match out of a file, turn by turn, as another program can run it again: with what every seat ordered, whoever
// ordered it, and the dice.

import type { Machine } from '@rubato/game';
import type { ReadGenesis } from '../letters/genesis.ts';
import type { Sheet, SheetOrder } from '../letters/letter.ts';
import { openingMachine, type Opening, runOpeningTurn } from '../letters/opening.ts';
import type { LetterGame } from '../match/letter-game.ts';
import { machineBytes, startMachine, stateHashOf } from '../match/machine-bytes.ts';
import { runTurn, standIn } from '../match/run-turn.ts';
import type { TurnLog } from '../match/turn-log.ts';
import { LetterRefused } from '../refused.ts';
import { openTribal, type Tribal } from './tribal.ts';
import { openingOf, type OpeningWalk } from './verify-opening.ts';

export interface PastTurn {
  readonly turn: number;
  /** 32 hex digits: the turn's dice. */
  readonly seed: string;
  /** How the sheets' orders took effect: round by round, as by letters and on a server, or seat by seat, as once on a server. */
  readonly order: 'rounds' | 'seats';
  readonly sheets: readonly {
    readonly seat: number;
    readonly by: 'player' | 'draft' | 'none' | 'ai';
    readonly orders: readonly SheetOrder[];
  }[];
  readonly closedMs: number;
  /** Of the match after it, as its machine says. */
  readonly hash: string;
  /** The match after it, as bytes. */
  readonly state: Uint8Array;
}

export interface PastMatch {
  /** The match before its first turn, as bytes. */
  readonly start: Uint8Array;
  readonly turns: readonly PastTurn[];
  readonly machine: Machine;
}

/** Plays it all again; for files that were verified. Throws LetterRefused, `history-missing` when turns are not in the file. */
export async function pastTurns(tribal: Tribal, walk: OpeningWalk): Promise<PastMatch> {
  const { letterGame } = walk;
  const past = tribal.genesis.genesis.opening && (await opened(tribal, walk));
  const machine = startMachine(letterGame, tribal.genesis);
  const start = past?.start ?? machineBytes(machine);
  const turns = [...(past?.turns ?? [])];
  const last = tribal.head?.record.turn ?? machine.turn;
  while (machine.turn < last) {
    await walk.pause?.();
    const log = tribal.history.get(machine.turn + 1)?.();
    if (log === undefined) throw new LetterRefused('history-missing', `turn ${machine.turn + 1} is not in the file`);
    turns.push(runLog(tribal, log, machine, letterGame));
  }
  return { start, turns, machine };
}

async function opened(tribal: Tribal, walk: OpeningWalk): Promise<PastMatch> {
  const read = await openingOf(tribal, walk.crypto);
  if (read === undefined) throw new LetterRefused('history-missing', 'what the server ran is not in the file');
  const { opening } = read;
  const before = read.before && (await pastTurns(openTribal(read.before), walk));
  const machine = openingMachine(walk.letterGame, opening, before?.machine);
  const start = before?.start ?? machineBytes(machine);
  const turns: PastTurn[] = [];
  for (const turn of opening.turns) {
    await walk.pause?.();
    runOpeningTurn(walk.letterGame, machine, turn);
    turns.push({ ...shown(turn, opening), hash: machine.hash(), state: machineBytes(machine) });
  }
  return { start, turns: [...(before?.turns ?? []), ...turns], machine };
}

function shown({ turn, sheets, orders, closedMs }: Opening['turns'][number], { seed }: Opening) {
  const of = (seat: number) => orders.filter((one) => one.seat === seat).map(({ name, args }) => ({ name, args }));
  const given = sheets.map(({ seat, by }) => ({ seat, by, orders: of(seat) }));
  const isBySeat = orders.every(({ seat }, i) => i === 0 || (orders[i - 1]?.seat ?? 0) <= seat);
  return { turn, seed, order: isBySeat ? ('seats' as const) : ('rounds' as const), sheets: given, closedMs };
}

/**
 * What every seat ordered in a turn that was played by letters; the computer's orders, which are in no letter, are computed.
 *
 * @param machine stands at the turn's opening, and stays there
 */
export function sheetsOf(
  { genesis }: Pick<ReadGenesis, 'genesis'>,
  { record: { record }, letters }: TurnLog,
  { letterGame, machine }: { readonly letterGame: LetterGame; readonly machine: Machine },
): PastTurn['sheets'] {
  const seed = record.seed.slice(0, 32);
  return record.sheets.flatMap(({ player, status }): PastTurn['sheets'] => {
    const seat = genesis.players.find((one) => one.player === player)?.seat;
    if (status === 'idle' || seat === undefined) return [];
    const sheet = status === 'ordered' ? letters.sheets.get(player)?.value : undefined;
    const orders = sheet?.orders ?? standIn(letterGame, machine, genesis, { seat, seed });
    return [{ seat, by: sheet === undefined ? 'ai' : 'player', orders }];
  });
}

function runLog({ genesis: read }: Tribal, log: TurnLog, machine: Machine, letterGame: LetterGame): PastTurn {
  const { record } = log.record;
  const { genesis } = read;
  const seed = record.seed.slice(0, 32);
  const sheets = sheetsOf(read, log, { letterGame, machine });
  const counted = new Map<string, Sheet>();
  const standIns: string[] = [];
  for (const { player, status } of record.sheets) {
    const sheet = status === 'ordered' ? log.letters.sheets.get(player)?.value : undefined;
    if (sheet !== undefined) counted.set(player, sheet);
    else if (status !== 'idle') standIns.push(player);
  }
  runTurn(letterGame, machine, genesis, { sheets: counted, standIns, seed: record.seed });
  const state = machineBytes(machine);
  if (stateHashOf(state) !== record.state)
    throw new LetterRefused('state-differs', `turn ${record.turn} comes out otherwise`);
  const { turn, closedMs } = record;
  return { turn, seed, order: 'rounds', sheets, closedMs, hash: machine.hash(), state };
}
