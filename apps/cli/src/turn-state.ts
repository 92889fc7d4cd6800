/** The state of a match after one of its turns. */
import { loadSegment, replay, rulesFor } from '@rubato/game';
import type { AnyGame, JournalSegment, Machine } from '@rubato/game';
import { stateToJson } from '@rubato/schema';
import { CliError, exitCodes } from './exit.ts';
import { rulesOf } from './games.ts';
import { failedReplay } from './journal-run.ts';

/** Runs from the segment that opens nearest before the turn. Throws CliError when the journal doesn't hold it. */
export function stateAfter(segments: readonly JournalSegment[], turn: number) {
  const segment = segments.findLast(({ head }) => head.turn <= turn);
  if (segment === undefined || turn > lastTurn(segment)) throw noTurn(segments, turn);
  const { game: newest, migrations = [] } = rulesOf(segment.head);
  // Where no migration leads, loading says what is the matter.
  const game = rulesFor(newest, migrations, segment.head) ?? newest;
  return shown(turn === segment.head.turn ? loadSegment(game, segment) : runTo(game, segment, turn), segment);
}

function shown(machine: Machine, { head }: JournalSegment) {
  return {
    room: head.room,
    game: head.game,
    version: head.version,
    turn: machine.turn,
    tick: machine.tick,
    hash: machine.hash(),
    seats: machine.seats,
    state: stateToJson(machine.snapshot().state),
  };
}

/** The segment without the blocks after the turn; within the turn's own block, a run can only be broken off. */
function runTo(game: AnyGame, segment: JournalSegment, turn: number): Machine {
  let found: Machine | undefined;
  try {
    const { divergedAt, rulesChanged } = replay(game, [segment], {
      onTurn: ({ number }, _, machine) => {
        if (number === turn) throw new Reached(machine);
      },
    });
    if (divergedAt !== undefined) throw failedReplay(divergedAt, rulesChanged);
  } catch (error) {
    if (!(error instanceof Reached)) throw error;
    found = error.machine;
  }
  return found!;
}

/** Breaks a replay off. */
class Reached extends Error {
  readonly machine: Machine;
  constructor(machine: Machine) {
    super('the turn was reached');
    this.machine = machine;
  }
}

function lastTurn({ head, blocks }: JournalSegment): number {
  const block = blocks.at(-1);
  return block === undefined ? head.turn : block.firstTurn + block.count - 1;
}

function noTurn(segments: readonly JournalSegment[], turn: number): CliError {
  const [first, last] = [segments[0]!.head.turn, Math.max(...segments.map(lastTurn))];
  return new CliError(exitCodes.usage, `the journal does not hold turn ${turn}; it has ${first} to ${last}`);
}
