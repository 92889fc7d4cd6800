import { layoutOf } from '@rubato/schema';
import type { Fields } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { codecOf } from './game-codecs.ts';
import { LIMITS } from './limits.ts';

const GAME_NAME = /^[a-z][a-z0-9-]{0,31}$/;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Throws TypeError, naming the place, on a definition that could not run. */
export const assertDefinition = (game: AnyGame): void => {
  if (!GAME_NAME.test(game.name))
    throw new TypeError(`game name '${game.name}': lower case letters, digits and hyphens, at most 32, a letter first`);
  if (!Number.isInteger(game.version) || game.version < 1 || game.version > 0xffff)
    throw new TypeError(`${game.name}: version must be a whole number from 1 to 65535, not ${game.version}`);
  const rewind = game.rewindTicks ?? LIMITS.defaultRewindTicks;
  if (!Number.isInteger(rewind) || rewind < 0 || rewind > LIMITS.rewindTicks)
    throw new TypeError(`${game.name}: rewindTicks must be from 0 to ${LIMITS.rewindTicks}, not ${rewind}`);
  layoutOf(game.state);
  assertNames(game, 'command', Object.keys(game.commands ?? {}));
  assertNames(game, 'event', Object.keys(game.events ?? {}));
  for (const [name, command] of Object.entries(game.commands ?? {})) assertShape(`command ${name}`, command.args);
  for (const [name, fields] of Object.entries(game.events ?? {})) assertShape(`event ${name}`, fields);
  if (game.frame !== undefined) assertValue('frame.neutral', game.frame.args, game.frame.neutral);
  if (game.settings !== undefined) assertValue('settings.defaults', game.settings.fields, game.settings.defaults);
  assertSpace(game);
};

const assertNames = (game: AnyGame, what: string, names: readonly string[]): void => {
  if (names.length > LIMITS.names)
    throw new TypeError(`${game.name}: ${names.length} ${what}s, at most ${LIMITS.names}`);
  // A name that starts with $ is the platform's.
  for (const name of names)
    if (!NAME.test(name))
      throw new TypeError(`${game.name}: ${what} name '${name}': a letter first, then letters, digits, - and _`);
};

const assertShape = (where: string, fields: Fields): void => {
  try {
    codecOf(fields);
  } catch (error) {
    throw new TypeError(`${where}: ${String(error)}`, { cause: error });
  }
};

const assertValue = (where: string, fields: Fields, value: object): void => {
  assertShape(where, fields);
  const checked = codecOf(fields).check(value, where);
  if (!checked.ok) throw new TypeError(checked.message);
};

const assertSpace = ({ name, space, state }: AnyGame): void => {
  if (space === undefined) return;
  const table = layoutOf(state).tables.find((candidate) => candidate.name === space.table);
  for (const field of [space.x, space.y])
    if (table?.kind !== 'table' || !table.fields.some((spec) => spec.name === field && spec.lanes[0]?.path === field))
      throw new TypeError(`${name}: space names ${space.table}.${field}, which is no number of a table`);
  if (!(space.sectorSize > 0) || !Number.isFinite(space.sectorSize))
    throw new TypeError(`${name}: sectorSize must be above 0, not ${space.sectorSize}`);
};
