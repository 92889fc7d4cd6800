/** Runs a journal again and says what was found, for people and programs. */
import { replay } from '@rubato/game';
import type { AnyGame, JournalSegment, ReplayDivergence, ReplayReport, TornTail } from '@rubato/game';
import { CliError, exitCodes } from './exit.ts';
import { rulesOf } from './games.ts';
import { counted, whole } from './human.ts';
import { Progress } from './progress.ts';
import { resultInWords } from './result-words.ts';
import type { Shell } from './shell.ts';

/** A hash that the journal holds and the second run found again. */
export interface AgreedHash {
  readonly turn: number;
  readonly tick: number;
  readonly hash: string;
}

export interface JournalRun {
  readonly report: ReplayReport<AnyGame>;
  readonly hashes: readonly AgreedHash[];
}

/** Throws CliError for a game that this build doesn't have, WrongGame for another version of it, JournalCorrupt. */
export function runJournal(segments: readonly JournalSegment[], shell: Shell, from?: number): JournalRun {
  const { game, migrations = [] } = rulesOf(segments[0]!.head);
  const started = segments.filter(({ head }) => from === undefined || head.segment >= from);
  if (!segments.some(({ head }) => from === undefined || head.segment === from)) throw noSegment(segments, from!);
  const progress = new Progress(shell, 'turns', turnsIn(started));
  const hashes: AgreedHash[] = [];
  try {
    const report = replay(game, segments, {
      migrations,
      ...(from === undefined ? {} : { from }),
      onTurn: (turn, { turn: again }) => {
        progress.step();
        if (turn.hash !== undefined && turn.hash === again.hash)
          hashes.push({ turn: turn.number, tick: turn.startTick + turn.ticks, hash: turn.hash });
      },
    });
    return { report, hashes };
  } finally {
    progress.end();
  }
}

/** The run as one value. */
export function describe(segments: readonly JournalSegment[], { report, hashes }: JournalRun) {
  const { machine, turns, divergedAt, rulesChanged, gaps, result } = report;
  const { room, game, version } = segments[0]!.head;
  return {
    room,
    game,
    version,
    segments: segments.length,
    turns,
    tick: machine.tick,
    hashesAgreed: hashes.length,
    hash: machine.hash(),
    result: result ?? null,
    ...(rulesChanged ? { rulesChanged } : {}),
    ...(gaps.length > 0 ? { gaps } : {}),
    ...(divergedAt === undefined ? {} : { divergedAt }),
  };
}

export type JournalFacts = ReturnType<typeof describe>;

/** The same, line by line. */
export function lines(run: JournalFacts): [name: string, value: string][] {
  const { room, game, version, turns, segments, tick, hashesAgreed, hash, result, rulesChanged, gaps = [] } = run;
  return [
    ['room', room],
    ['game', game],
    ['version', `${version}`],
    ['turns', `${whole(turns)} in ${counted(segments, 'segment')}`],
    ['tick', whole(tick)],
    ['agreed', counted(hashesAgreed, 'hash', 'hashes')],
    ['hash', hash],
    ['result', resultInWords(result)],
    ...(rulesChanged ? [['rules', 'not word for word those that wrote it'] as [string, string]] : []),
    ...gaps.map(({ from, to }): [string, string] => ['gap', `turns ${whole(from)} to ${whole(to)} are in no segment`]),
  ];
}

export function failedReplay({ turn, tick, expected, actual }: ReplayDivergence, rulesChanged: boolean): CliError {
  const what = `turn ${turn} (tick ${tick}) does not replay: expected ${expected}, got ${actual}`;
  return new CliError(exitCodes.corrupt, `${what}; ${blame(rulesChanged)}`);
}

/** Why a journal may not run as it did. */
export function blame(rulesChanged: boolean): string {
  return rulesChanged
    ? 'the rules here are not word for word those that wrote it: run the build that did'
    : 'the journal was changed, or its rules depend on more than their state';
}

export function cutOff(shown: string, { lostBytes }: TornTail): CliError {
  const rest = lostBytes === 0 ? '' : `; the last ${counted(lostBytes, 'byte')} are part of a record that is not whole`;
  return new CliError(
    exitCodes.corrupt,
    `${shown} ends without its seal, so its end is missing${rest}; export it again`,
  );
}

export function turnsIn(segments: readonly JournalSegment[]): number {
  return segments.reduce((sum, { blocks }) => blocks.reduce((part, { count }) => part + count, sum), 0);
}

function noSegment(segments: readonly JournalSegment[], wanted: number): CliError {
  const [first, last] = [segments[0]!.head.segment, segments.at(-1)!.head.segment];
  return new CliError(exitCodes.usage, `the journal has no segment ${wanted}; it has ${first} to ${last}`);
}
