// Runs a journal again and says where it stops agreeing with itself.

import type { AnyGame } from './any-game.ts';
import { MatchFrozen } from './errors.ts';
import { rulesHash } from './hashes.ts';
import { JournalCorrupt } from './journal-errors.ts';
import { assertPlays, type JournalSegment, loadSegment, turnsOf } from './journal-reader.ts';
import { LIMITS } from './limits.ts';
import { migrated, type Migration, MigrationFailed, rulesFor } from './migration.ts';
import type { Machine, MachineOptions } from './machine.ts';
import type { Result } from './result.ts';
import type { Turn, TurnReport } from './turn.ts';

export interface ReplayOptions<G extends AnyGame> {
  /** The number of the segment to begin with; default the first that the journal has. */
  readonly from?: number;
  /** Called after each turn. */
  readonly onTurn?: (turn: Turn, report: TurnReport, machine: Machine<G>) => void;
  /** Of the machine that runs the journal, and on which a match may go on. */
  readonly machine?: MachineOptions;
  /** Lead from earlier versions, whose segments their own definitions run, to this game's. */
  readonly migrations?: readonly Migration[];
  /** Ticks at most; default ten million. Throws RangeError beyond. */
  readonly maxTicks?: number;
}

/** The first place where the second run differs from the first. */
export interface ReplayDivergence {
  readonly turn: number;
  /** The last tick of that turn. */
  readonly tick: number;
  /** The last turn that agreed; 0 when none did. */
  readonly agreedTurn: number;
  /** Hashes; or, where it isn't the hash that differs, words. */
  readonly expected: string;
  readonly actual: string;
}

export interface ReplayReport<G extends AnyGame> {
  /** Under the game's own version, whichever the journal ends with; where it diverged, as it was then. */
  readonly machine: Machine<G>;
  /** Turns that were run. */
  readonly turns: number;
  readonly divergedAt?: ReplayDivergence;
  /** The rules here are not word for word those that wrote the journal. */
  readonly rulesChanged: boolean;
  /** Turns that are in no segment, each from and to a number; the replay went on from the next head. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  readonly result: Result | undefined;
}

/**
 * Plays a journal (of `readJournal` or `readRecords`) with this game. Throws WrongGame, JournalCorrupt, RangeError for no
 * such segment, MigrationFailed when what an earlier version ended with can't be moved.
 */
export const replay = <G extends AnyGame>(
  game: G,
  journal: { readonly segments: readonly JournalSegment[] } | readonly JournalSegment[],
  options: ReplayOptions<G> = {},
): ReplayReport<G> => {
  const all = 'segments' in journal ? journal.segments : journal;
  const start = options.from === undefined ? 0 : all.findIndex(({ head }) => head.segment === options.from);
  const segments = all.slice(start);
  const first = segments[0];
  if (start < 0 || first === undefined) throw new RangeError(`the journal has no segment ${options.from ?? 'at all'}`);
  const run = new ReplayRun(game, first, options);
  const divergedAt = run.play(segments);
  const result = run.machine.result();
  return {
    machine: (divergedAt === undefined && run.machine.game !== game ? run.movedTo(game) : run.machine) as Machine<G>,
    turns: run.turns,
    ...(divergedAt && { divergedAt }),
    rulesChanged: segments.some(({ head }) => head.rulesHash !== rulesHash(run.rulesFor(head))),
    gaps: run.gaps,
    result,
  };
};

class ReplayRun<G extends AnyGame> {
  machine: Machine;
  turns = 0;
  readonly gaps: { from: number; to: number }[] = [];
  readonly #game: G;
  readonly #options: ReplayOptions<G>;
  #ticks = 0;
  #agreed: number;

  constructor(game: G, first: JournalSegment, options: ReplayOptions<G>) {
    this.#game = game;
    this.#options = options;
    this.machine = loadSegment(this.rulesFor(first.head), first, options.machine);
    this.#agreed = this.machine.turn;
  }

  /** The game, unless migrations lead from the head's version to it; whether it fits is seen when the segment is loaded. */
  rulesFor(head: JournalSegment['head']): AnyGame {
    return rulesFor(this.#game, this.#options.migrations ?? [], head) ?? this.#game;
  }

  /** Throws MigrationFailed. */
  movedTo(game: AnyGame): Machine {
    return migrated(this.machine, game, this.#options.migrations ?? [], this.#options.machine);
  }

  play(segments: readonly JournalSegment[]): ReplayDivergence | undefined {
    for (const segment of segments) {
      const apart = this.#open(segment) ?? this.#playSegment(segment);
      if (apart !== undefined) return apart;
    }
    return undefined;
  }

  #open(segment: JournalSegment): ReplayDivergence | undefined {
    const { head, offset } = segment;
    const { turn } = this.machine;
    if (head.turn < turn)
      throw new JournalCorrupt(`segment ${head.segment} begins at turn ${head.turn}`, offset, turn + 1);
    if (head.turn > turn) {
      this.gaps.push({ from: turn + 1, to: head.turn });
      this.machine = loadSegment(this.rulesFor(head), segment, this.#options.machine);
    } else {
      const failure = this.#move(segment);
      if (failure !== undefined) return this.#apart(head.turn, head.tick, head.hash, failure);
    }
    const actual = this.machine.hash();
    return actual === head.hash ? undefined : this.#apart(head.turn, head.tick, head.hash, actual);
  }

  /** From the version of the segment before to this one's; returns why that can't be done. */
  #move(segment: JournalSegment): string | undefined {
    const game = this.rulesFor(segment.head);
    assertPlays(game, segment);
    try {
      if (this.machine.game !== game) this.machine = this.movedTo(game);
    } catch (error) {
      if (!(error instanceof MigrationFailed)) throw error;
      return error.message;
    }
    return undefined;
  }

  #playSegment(segment: JournalSegment): ReplayDivergence | undefined {
    for (const turn of turnsOf(this.rulesFor(segment.head), segment)) {
      this.#ticks += turn.ticks;
      const maxTicks = this.#options.maxTicks ?? LIMITS.replayTicks;
      if (this.#ticks > maxTicks) throw new RangeError(`the journal runs for more than ${maxTicks} ticks`);
      const apart = this.#playTurn(turn);
      if (apart !== undefined) return apart;
    }
    return undefined;
  }

  #playTurn(turn: Turn): ReplayDivergence | undefined {
    const end = turn.startTick + turn.ticks;
    let report: TurnReport;
    try {
      report = this.machine.rerun(turn);
    } catch (error) {
      if (!(error instanceof MatchFrozen)) throw error;
      return this.#apart(turn.number, error.tick, turn.hash ?? 'a turn that runs', error.message);
    }
    this.turns += 1;
    this.#options.onTurn?.(turn, report, this.machine as Machine<G>);
    const faults = [faultsOf(turn), faultsOf(report.turn)] as const;
    if (faults[0] !== faults[1]) return this.#apart(turn.number, end, faults[0], faults[1]);
    const { hash } = report.turn;
    if (turn.hash === undefined || hash === undefined) return undefined;
    if (hash !== turn.hash) return this.#apart(turn.number, end, turn.hash, hash);
    this.#agreed = turn.number;
    return undefined;
  }

  #apart(turn: number, tick: number, expected: string, actual: string): ReplayDivergence {
    return { turn, tick, agreedTurn: this.#agreed, expected, actual };
  }
}

/** Which orders and steps of a turn threw, in words that can be compared. */
const faultsOf = ({ orders, stepFaults }: Turn): string => {
  const thrown = orders.filter(({ faulted }) => faulted).map(({ seat, seq }) => `order ${seq} of seat ${seat}`);
  const steps = stepFaults.map(({ tick, seat }) => `step of seat ${seat} at tick ${tick}`);
  return `faulted: ${[...thrown, ...steps].join(', ') || 'nothing'}`;
};
