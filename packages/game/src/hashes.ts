// What two programs compare before they trust each other's bytes.

import { hex, sha256, utf8Encode } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { codecsOf } from './game-codecs.ts';

const schemaHashes = new WeakMap<AnyGame, string>();
const rulesHashes = new WeakMap<AnyGame, string>();

const remember = (known: WeakMap<AnyGame, string>, game: AnyGame, text: () => string): string => {
  let hash = known.get(game);
  if (hash === undefined) {
    hash = hex(sha256(utf8Encode(text())));
    known.set(game, hash);
  }
  return hash;
};

const shapesOf = (game: AnyGame): unknown => ({
  state: codecsOf(game).layout.hash,
  events: game.events ?? {},
  settings: game.settings?.fields ?? {},
  frame: game.frame?.args ?? null,
  commands: Object.entries(game.commands ?? {}).map(([name, { args, predict }]) => [name, args, predict === true]),
});

/** SHA-256, 64 hex digits, over name and shapes (state, commands, frame, events, settings): equal means that both sides read each other's bytes alike. */
export const schemaHash = (game: AnyGame): string =>
  remember(schemaHashes, game, () => JSON.stringify([game.name, shapesOf(game)]));

/**
 * SHA-256, 64 hex digits, over `schemaHash`, version and the source text of the definition's own functions. It tells that
 * rules were edited, so that a journal opens a new segment. It depends on how the text was built (minified or not) and
 * does not see functions that the rules call: `version` is what says that old journals no longer replay.
 */
export const rulesHash = (game: AnyGame): string =>
  remember(rulesHashes, game, () => {
    const { frame, commands = {}, setup, joined, left, tick, awaits, sees, result } = game;
    const functions: unknown[] = [setup, joined, left, tick, awaits, sees, result, frame?.step];
    for (const command of Object.values(commands)) functions.push(command.check, command.apply);
    const values = [frame?.neutral, game.settings?.defaults, game.rewindTicks ?? null, game.space ?? null];
    return JSON.stringify([
      schemaHash(game),
      game.version,
      values,
      functions.map((f) => (f === undefined ? '' : String(f))),
    ]);
  });
