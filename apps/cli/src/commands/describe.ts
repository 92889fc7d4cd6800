/** `rubato describe`: what a game takes and shows, for makers of clients without our SDK. */
import { jsonSchemaOf } from '@rubato/schema';
import type { Fields, JsonSchema } from '@rubato/schema';
import type { AnyGame } from '@rubato/game';
import type { Command } from 'commander';
import { declaredGame } from '../games.ts';
import { createOutput, facts } from '../output.ts';
import type { Shell } from '../shell.ts';

interface Flags {
  readonly json?: boolean;
}

const HELP = `
With --json each part is a JSON Schema (2020-12) of its JSON form, from which
most languages make types.

Examples:
  rubato describe arena
  rubato describe arena --json > arena.schema.json`;

export function addDescribe(program: Command, shell: Shell): Command {
  return program
    .command('describe')
    .summary('what a game takes and shows, as JSON Schema')
    .description(
      'Say what a game takes from players and what it shows them: its frame, commands, events, settings and state.',
    )
    .argument('<game>', 'A game of this build.')
    .addHelpText('after', HELP)
    .action((name: string, flags: Flags) => {
      createOutput(flags, shell).result(declarationOf(declaredGame(name)), textOf);
    });
}

/** Null: the game has none. */
interface Declaration {
  readonly game: string;
  readonly version: number;
  readonly frame: { readonly schema: JsonSchema; readonly neutral: object } | null;
  readonly commands: Schemas;
  readonly events: Schemas;
  readonly settings: { readonly schema: JsonSchema; readonly defaults: object } | null;
  readonly state: JsonSchema;
}

type Schemas = Readonly<Record<string, JsonSchema>>;

function declarationOf({ name, version, frame, commands = {}, events = {}, settings, state }: AnyGame): Declaration {
  const args = Object.entries(commands).map(([command, declared]) => [command, declared.args] as const);
  return {
    game: name,
    version,
    frame: frame === undefined ? null : { schema: jsonSchemaOf(frame.args), neutral: frame.neutral },
    commands: schemasOf(args),
    events: schemasOf(Object.entries(events)),
    settings: settings === undefined ? null : { schema: jsonSchemaOf(settings.fields), defaults: settings.defaults },
    state: jsonSchemaOf(state),
  };
}

const schemasOf = (named: readonly (readonly [string, Fields])[]): Schemas =>
  Object.fromEntries(named.map(([name, fields]) => [name, jsonSchemaOf(fields)]));

function textOf({ game, version, frame, commands, events, settings, state }: Declaration): string {
  return facts([
    ['game', `${game} version ${version}`],
    ['frame', frame === null ? 'none' : namesIn(frame.schema)],
    ['commands', inWords(Object.entries(commands).map(([name, schema]) => `${name}(${namesIn(schema)})`))],
    ['events', inWords(Object.keys(events))],
    ['settings', settings === null ? 'none' : namesIn(settings.schema)],
    ['state', namesIn(state)],
  ]);
}

const namesIn = ({ properties }: JsonSchema): string => Object.keys(properties as object).join(', ');
const inWords = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
