// The machine's views as functions: for hosts, which treat a view as a snapshot.

import type { Seat, Snapshot } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import type { Machine } from './machine.ts';

/** What a viewer (null: a spectator) may know now, as a snapshot in the memory of `into` when given. */
export const viewFor = (machine: Machine, viewer: Seat | null, into?: Snapshot): Snapshot =>
  machine.copyView(viewer, into);

/** Which rows (table index, slot) a viewer may know now; undefined for all. */
export const filterFor = (
  machine: Machine,
  viewer: Seat | null,
): ((tableIndex: number, slot: number) => boolean) | undefined => machine.visibleTo(viewer);

/** Whether viewers may know different things. */
export const hidesAnything = (game: AnyGame): boolean => game.sees !== undefined;
