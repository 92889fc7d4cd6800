/** What a replay found, for people and programs. */
import type { AnyGame, ReplayDivergence, ReplayReport, SegmentHead } from '@rubato/game';
import { CliError, exitCodes } from './exit.ts';

export function describe(head: SegmentHead, report: ReplayReport<AnyGame>) {
  const { machine, turns, divergedAt, rulesChanged, gaps, result } = report;
  return {
    room: head.room,
    game: head.game,
    version: head.version,
    turns,
    tick: machine.tick,
    hash: machine.hash(),
    result: result ?? null,
    ...(rulesChanged ? { rulesChanged } : {}),
    ...(gaps.length > 0 ? { gaps } : {}),
    ...(divergedAt === undefined ? {} : { divergedAt }),
  };
}

export function failedReplay({ turn, tick, expected, actual }: ReplayDivergence): CliError {
  return new CliError(
    exitCodes.corrupt,
    `turn ${turn} (tick ${tick}) does not replay: expected ${expected}, got ${actual}; the journal was changed, or these are other rules`,
  );
}
