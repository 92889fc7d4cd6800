// A match back from its records after the process ended: the newest state, and what each seat had ordered.

import type { Seat } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { JournalCorrupt } from './journal-errors.ts';
import { readRecords } from './journal-reader.ts';
import type { Machine, MachineOptions } from './machine.ts';
import type { Migration } from './migration.ts';
import { replay, type ReplayOptions } from './replay.ts';
import { JOIN, type Turn } from './turn.ts';

export interface ResumedJournal<G extends AnyGame = AnyGame> {
  readonly machine: Machine<G>;
  /** The highest sequence that each seat's orders reached: later ones are new. */
  readonly orders: ReadonlyMap<Seat, number>;
  /** The rules here are not word for word those that wrote the journal. */
  readonly rulesChanged: boolean;
}

export interface ResumeOptions<G extends AnyGame> extends MachineOptions {
  /** Lead from the version that wrote the records to the game's. */
  readonly migrations?: readonly Migration[];
  /** Called after each turn that ran again. */
  readonly onTurn?: ReplayOptions<G>['onTurn'];
}

/** Notes how far each seat's orders reached with this turn; whoever takes a seat counts from the start again. */
export const noteOrders = (reached: Map<Seat, number>, { orders }: Turn): void => {
  for (const { seat, seq, name } of orders)
    reached.set(seat, name === JOIN ? 0 : Math.max(seq, reached.get(seat) ?? 0));
};

/**
 * Replays records in commit order, from a head on. Throws WrongGame; MigrationFailed; JournalCorrupt when the bytes don't
 * fit or the turns don't come out as they did.
 */
export const resumeJournal = <G extends AnyGame>(
  game: G,
  records: readonly Uint8Array[],
  options: ResumeOptions<G> = {},
): ResumedJournal<G> => {
  const orders = new Map<Seat, number>();
  const segments = readRecords(records);
  const { machine, rulesChanged, divergedAt } = replay(game, segments, {
    machine: options,
    migrations: options.migrations ?? [],
    onTurn: (turn, report, so) => {
      options.onTurn?.(turn, report, so);
      noteOrders(orders, turn);
    },
  });
  if (divergedAt !== undefined) {
    const { turn, expected, actual } = divergedAt;
    throw new JournalCorrupt(`turn ${turn} came out as ${actual}, it was ${expected}`, 0, turn);
  }
  return { machine, orders, rulesChanged };
};
