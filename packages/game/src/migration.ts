// How a match that began under one version of its game goes on under a later one.
//
//   journal   segments of version 1 │ segments of version 2
//   replay    run by version 1's definition → `move` → the head that follows must hash to the same → run by version 2's
//
// The old definition stays in the program: its turns run by it, so what led to the old state is proved as before.

import { layoutOf, type Seat, Store } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { checkSettings } from './game-codecs.ts';
import type { StateOf, ViewOf } from './game-types.ts';
import { schemaHash } from './hashes.ts';
import { Machine, type MachineOptions } from './machine.ts';

/** What a match was when its rules changed. */
export interface Before<G extends AnyGame> {
  readonly view: ViewOf<G>;
  readonly seats: readonly Seat[];
  readonly tick: number;
  readonly settings: object;
}

/** A step from one version of a game to a later one; made by `migration`. */
export interface Migration {
  readonly from: AnyGame;
  readonly to: AnyGame;
  readonly move: (before: never, state: never) => void;
  readonly settings: (before: object) => object;
}

/** A match can't go on under the later rules; its journal stays as it is. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
  constructor({ from, to }: Pick<Migration, 'from' | 'to'>, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${from.name} could not be moved from version ${from.version} to ${to.version}: ${why}`, { cause });
  }
}

/**
 * Declares how the state of an earlier version becomes one of a later version.
 *
 * @param move fills `state`, which is empty, from what was. Pure and deterministic like every rule: each replay does it
 *   again and compares. Rows get new ids, so a `ref` has to be pointed anew.
 * @param settings of the match under the later version; default those of the old ones that it still declares, the rest
 *   by its defaults.
 * @throws TypeError when these are not two versions of one game, the earlier first.
 */
export const migration = <const From extends AnyGame, const To extends AnyGame>(
  from: From,
  to: To,
  move: (before: Before<From>, state: StateOf<To>) => void,
  settings: (before: object) => object = (before) => stillDeclared(to, before),
): Migration => {
  if (from.name !== to.name || from.version >= to.version)
    throw new TypeError(
      `a migration leads from an earlier to a later version of one game, not from ${versionOf(from)} to ${versionOf(to)}`,
    );
  return { from, to, move, settings };
};

/** Throws TypeError unless each migration is of this game, leads to no later version than its own, and no version has two. */
export const checkMigrations = (game: AnyGame, migrations: readonly Migration[]): void => {
  const begun = new Set<number>();
  for (const { from, to } of migrations) {
    if (from.name !== game.name || to.version > game.version)
      throw new TypeError(`a migration from ${versionOf(from)} to ${versionOf(to)} is of no use to ${versionOf(game)}`);
    if (begun.has(from.version)) throw new TypeError(`two migrations begin at ${versionOf(from)}`);
    begun.add(from.version);
  }
};

/** The definition that runs a journal's segment: the game itself, or an earlier version that migrations lead away from. */
export const rulesFor = (
  game: AnyGame,
  migrations: readonly Migration[],
  head: { readonly game: string; readonly version: number },
): AnyGame | undefined => {
  if (head.game !== game.name) return undefined;
  if (head.version === game.version) return game;
  return path(migrations, head.version, game.version)?.[0]?.from;
};

/** The machine as the later version goes on with it; the machine itself where that is what it plays. Throws MigrationFailed. */
export const migrated = (
  machine: Machine,
  to: AnyGame,
  migrations: readonly Migration[],
  options: MachineOptions = {},
): Machine => {
  const steps = path(migrations, machine.game.version, to.version);
  if (steps === undefined) throw new MigrationFailed({ from: machine.game, to }, 'no migration leads there');
  return steps.reduce((before, step) => moved(before, step, options), machine);
};

/** One step after the other; undefined when they don't lead there. */
const path = (migrations: readonly Migration[], from: number, to: number): readonly Migration[] | undefined => {
  const steps: Migration[] = [];
  for (let version = from; version !== to;) {
    const step = migrations.find((one) => one.from.version === version && one.to.version <= to);
    if (step === undefined) return undefined;
    steps.push(step);
    version = step.to.version;
  }
  return steps;
};

const moved = (machine: Machine, step: Migration, options: MachineOptions): Machine => {
  const { to } = step;
  try {
    if (schemaHash(machine.game) !== schemaHash(step.from))
      throw new TypeError(`it begins at another definition of ${versionOf(step.from)}`);
    const { seats, tick, turn, seed, settings, view } = machine;
    const store = new Store(layoutOf(to.state));
    step.move({ view, seats, tick, settings } as never, store.state as never);
    const state = store.snapshot();
    // The past is in another form: `past` shows the present until there is one.
    const snapshot = { tick, turn, seats, seed, settings: step.settings(settings), state, ring: [] };
    return Machine.load(to, snapshot, options);
  } catch (error) {
    throw new MigrationFailed(step, error);
  }
};

const stillDeclared = (to: AnyGame, before: object): object => {
  const kept = Object.entries(before).filter(([name]) => to.settings !== undefined && name in to.settings.fields);
  return checkSettings(to, Object.fromEntries(kept));
};

const versionOf = ({ name, version }: AnyGame): string => `${name} version ${version}`;
