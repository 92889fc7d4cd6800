// From a complete set of letters to a turn's record.

import type { Machine } from '@rubato/game';
import type { Doc } from '../json/canonical.ts';
import type { ReadGenesis } from '../letters/genesis.ts';
import { type LetterOf, type Sheet, turnSeed } from '../letters/letter.ts';
import { readRecord, type SheetEntry, type TurnRecord } from '../letters/turn-record.ts';
import { LetterRefused } from '../refused.ts';
import type { LetterGame } from './letter-game.ts';
import { machineBytes, stateHashOf } from './machine-bytes.ts';
import { eventsHash, runTurn } from './run-turn.ts';
import { type Standing, standingOf, timesOf, type TurnLetters } from './turn-letters.ts';
import type { TurnLog } from './turn-log.ts';

export interface OpenTurn {
  readonly letterGame: LetterGame;
  readonly read: ReadGenesis;
  /** Stands at the turn's opening; runs it. */
  readonly machine: Machine;
  readonly awaited: readonly string[];
  /** Those awaited, and those whom a stand-in plays for. */
  readonly playing: readonly string[];
  readonly openedMs: number;
  readonly prev: string;
  readonly letters: TurnLetters;
  readonly before: TurnRecord | undefined;
}

/** Throws LetterRefused `not-ready`, `match-frozen`. */
export function closeTurn(open: OpenTurn): { readonly log: TurnLog; readonly state: Uint8Array } {
  const { letterGame, read, machine, awaited, openedMs, prev, letters } = open;
  const { genesis, match } = read;
  const standing = standingOf({ genesis, awaited, openedMs }, letters);
  if (!standing.complete) {
    const missing = [...standing.missingCommits, ...standing.missingSheets];
    throw new LetterRefused('not-ready', `still missing: ${[...new Set(missing)].join(', ')}`);
  }
  const counted = countedSheets(awaited, standing, letters);
  const seed = turnSeed(
    prev,
    genesis.players.map(({ player }) => counted.get(player)?.value.r),
  );
  const turn = machine.turn + 1;
  const sheets = new Map([...counted].map(([player, { value }]): [string, Sheet] => [player, value]));
  const standIns = open.playing.filter((player) => !counted.has(player));
  const { events } = runTurn(letterGame, machine, genesis, { sheets, seed, standIns });
  const state = machineBytes(machine);
  const record = {
    v: 1,
    kind: 'turn',
    match,
    turn,
    prev,
    sheets: genesis.players.map(({ player }) => entryOf(player, open, counted)),
    seed,
    state: stateHashOf(state),
    events: eventsHash(events),
    rules: genesis.rules,
    ticks: genesis.limits.ticks,
    closedMs: Math.max(openedMs, ...closingTimes(open, standing, counted)),
    signatures: {},
  };
  const log = { turn, record: readRecord(record as unknown as Doc), letters: onlyCounted(counted, letters), events };
  return { log, state };
}

/** Those that the turn is run with. */
function countedSheets(
  awaited: readonly string[],
  { absentCommits, absentSheets }: Standing,
  { sheets }: TurnLetters,
): ReadonlyMap<string, LetterOf<'order'>> {
  const present = awaited.filter((player) => !absentCommits.includes(player) && !absentSheets.includes(player));
  return new Map(present.map((player) => [player, sheets.get(player) as LetterOf<'order'>]));
}

function entryOf(
  player: string,
  { awaited, before, playing, machine: { turn } }: OpenTurn,
  counted: ReadonlyMap<string, LetterOf<'order'>>,
): SheetEntry {
  const { missed = 0, last = 0 } = before?.sheets.find((entry) => entry.player === player) ?? {};
  const sheet = counted.get(player);
  if (sheet !== undefined)
    return { player, status: 'ordered', sheet: sheet.hash, signature: sheet.value.signature, missed: 0, last: turn };
  if (awaited.includes(player)) return { player, status: 'absent', missed: missed + 1, last };
  return { player, status: playing.includes(player) ? 'stand-in' : 'idle', missed, last };
}

/** The times of all that the turn follows from; the latest is when it closed. */
function closingTimes(
  { read, awaited, letters }: OpenTurn,
  { absentCommits, absentSheets }: Standing,
  counted: ReadonlyMap<string, LetterOf<'order'>>,
): number[] {
  if (read.genesis.mode === 'peer') {
    const committing = awaited.filter((player) => !absentCommits.includes(player));
    const revealing = committing.filter((player) => !absentSheets.includes(player));
    return [
      ...timesOf('commit', { committing, absent: absentCommits, letters }),
      ...timesOf('order', { committing: revealing, absent: absentSheets, letters }),
    ];
  }
  const { receipts, absences } = letters;
  const attested = [...counted.keys()].map((player) => receipts.get(player)?.value.timeMs ?? 0);
  return [...attested, ...(absentSheets.length > 0 ? [...absences.values()].map(({ value }) => value.timeMs) : [])];
}

/** Sheets that didn't count (of players who were declared absent) have no part in the turn's log. */
function onlyCounted(counted: ReadonlyMap<string, LetterOf<'order'>>, letters: TurnLetters): TurnLetters {
  return { ...letters, sheets: new Map(counted) };
}
