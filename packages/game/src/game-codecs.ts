// What follows from a game's definition: layout, codecs, indices. Made once per game object.

import { layoutOf, structCodec } from '@rubato/schema';
import type { BitReader, BitWriter, Fields, Layout } from '@rubato/schema';
import { type AnyGame, type AnySchema, type Rules, rulesOf } from './any-game.ts';
import { LIMITS } from './limits.ts';

export type ArgsCheck =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly path: string; readonly message: string };

/** A struct codec whose types are not known here. */
export interface ArgsCodec {
  readonly fields: Fields;
  /** Refuses what doesn't fit; what it accepts it copies into the form that the wire carries. */
  check(input: unknown, root?: string): ArgsCheck;
  write(writer: BitWriter, value: unknown): void;
  read(reader: BitReader): object;
  toJson(value: unknown): unknown;
  fromJson(json: unknown, root?: string): ArgsCheck;
  equal(a: unknown, b: unknown): boolean;
}

export interface NamedCodec {
  readonly name: string;
  readonly codec: ArgsCodec;
}

export interface GameCodecs {
  readonly game: AnyGame;
  readonly rules: Rules;
  readonly layout: Layout<AnySchema>;
  /** By command index: the order of declaration. */
  readonly commands: readonly NamedCodec[];
  readonly commandIndex: ReadonlyMap<string, number>;
  /** By event index: the order of declaration. */
  readonly events: readonly NamedCodec[];
  readonly eventIndex: ReadonlyMap<string, number>;
  /** Absent in games without frames. */
  readonly frame?: { readonly codec: ArgsCodec; readonly neutral: object };
  readonly settings?: { readonly codec: ArgsCodec; readonly defaults: object };
  readonly rewindTicks: number;
}

const made = new WeakMap<AnyGame, GameCodecs>();

export const codecsOf = (game: AnyGame): GameCodecs => {
  let codecs = made.get(game);
  if (codecs === undefined) {
    codecs = makeCodecs(game);
    made.set(game, codecs);
  }
  return codecs;
};

export const codecOf = (fields: Fields): ArgsCodec => structCodec(fields) as unknown as ArgsCodec;

const indexOf = (codecs: readonly NamedCodec[]): ReadonlyMap<string, number> =>
  new Map(codecs.map(({ name }, index) => [name, index]));

/** A checked and frozen value; throws TypeError when it doesn't fit. */
export const settle = (codec: ArgsCodec, input: unknown, root: string): object => {
  const checked = codec.check(input, root);
  if (!checked.ok) throw new TypeError(checked.message);
  return deepFreeze(checked.value);
};

/** Freezes a checked value through and through, so that no rule can change what the journal will say; bytes can't be frozen. */
export const deepFreeze = <T extends object>(value: T): T => {
  if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
};

const makeCodecs = (game: AnyGame): GameCodecs => {
  const commands = Object.entries(game.commands ?? {}).map(([name, { args }]) => ({ name, codec: codecOf(args) }));
  const events = Object.entries(game.events ?? {}).map(([name, fields]) => ({ name, codec: codecOf(fields) }));
  const frameCodec = game.frame && codecOf(game.frame.args);
  const settingsCodec = game.settings && codecOf(game.settings.fields);
  return {
    game,
    rules: rulesOf(game),
    layout: layoutOf(game.state) as unknown as Layout<AnySchema>,
    commands,
    commandIndex: indexOf(commands),
    events,
    eventIndex: indexOf(events),
    ...(frameCodec && { frame: { codec: frameCodec, neutral: settle(frameCodec, game.frame?.neutral, 'neutral') } }),
    ...(settingsCodec && {
      settings: { codec: settingsCodec, defaults: settle(settingsCodec, game.settings?.defaults, 'defaults') },
    }),
    rewindTicks: game.rewindTicks ?? LIMITS.defaultRewindTicks,
  };
};

const NO_SETTINGS = Object.freeze({});

/** The settings of a match: the game's defaults with what was chosen; throws TypeError on a choice it doesn't offer. */
export const checkSettings = (game: AnyGame, chosen: unknown): object => {
  const { settings } = codecsOf(game);
  if (chosen !== undefined && (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen)))
    throw new TypeError('settings: expected an object');
  if (settings === undefined) {
    const stranger = Object.keys(chosen ?? {})[0];
    if (stranger !== undefined) throw new TypeError(`settings.${stranger}: ${game.name} has no settings`);
    return NO_SETTINGS;
  }
  return settle(settings.codec, { ...settings.defaults, ...chosen }, 'settings');
};
