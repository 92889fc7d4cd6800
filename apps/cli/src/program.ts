/** The commands and their flags. */
import { VERSION } from '@rubato/server';
import { Command, type Argument } from 'commander';
import { exitCodes } from './exit.ts';
import { complain } from './output.ts';
import type { Shell } from './shell.ts';

const EPILOGUE = `
Example:
  rubato serve --data demo          a server, with its page at http://127.0.0.1:8788
  rubato rooms --data demo          the rooms that it keeps
  rubato replay ROOM --data demo --export match.journal
  rubato verify match.journal       nobody has changed it

Exit codes:
  0 ok · 1 failure · 2 usage: the call, or what it names, makes no sense
  3 verification failed, or corrupt · 4 network · 5 not authorised

With --json every command prints one value on standard output; what goes wrong
is {"error", "exitCode"} on standard error. docs/cli.md shows each command at
work, docs/configuration.md lists every setting.`;

type AddVerb = (program: Command, shell: Shell) => Command;

/** What a verb needs is loaded when it is called, so that the small ones start at once. */
const verbs: Readonly<Record<string, () => Promise<AddVerb>>> = {
  serve: async () => (await import('./commands/serve.ts')).addServe,
  rooms: async () => (await import('./commands/rooms.ts')).addRooms,
  replay: async () => (await import('./commands/replay.ts')).addReplay,
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  bots: async () => (await import('./commands/bots.ts')).addBots,
  describe: async () => (await import('./commands/describe.ts')).addDescribe,
  config: async () => (await import('./commands/config.ts')).addConfig,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrate,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  export: async () => (await import('./commands/export.ts')).addExport,
  forget: async () => (await import('./commands/forget.ts')).addForget,
  ledger: async () => (await import('./commands/ledger.ts')).addLedger,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  mod: async () => (await import('./commands/mod.ts')).addMod,
  letter: async () => (await import('./commands/letter.ts')).addLetter,
};

/** Long flags leave a description at least this many columns. */
const MIN_DOC_COLUMNS = 24;

/**
 * @param json whether errors in the call itself are JSON, too
 * @param words of the call: only the verb that they name is loaded; all, when they name none
 */
export async function createProgram(shell: Shell, json: boolean, words: readonly string[] = []): Promise<Command> {
  const program = new Command('rubato')
    .description('One game definition, any tempo, any scale: serve, watch over, replay and verify matches.')
    .version(VERSION, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this.')
    .helpCommand('help [command]', 'print what a command does')
    .addHelpText('after', EPILOGUE);
  prepare(program, shell, json);
  for (const add of await Promise.all(wanted(words).map((load) => load()))) {
    const command = add(program, shell);
    // Verbs of their own have it each.
    if (command.commands.length === 0)
      command.optionsGroup('Output:').option('--json', 'Print one JSON value instead of text.');
  }
  return program;
}

function wanted([word = '']: readonly string[]): readonly (() => Promise<AddVerb>)[] {
  if (word === '-V' || word === '--version') return [];
  const one = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
  return one === undefined ? Object.values(verbs) : [one];
}

function prepare(program: Command, shell: Shell, json: boolean): void {
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
      outputError: (text) => complain(text.replace(/^error: /, '').trim(), exitCodes.usage, json, shell),
      getOutHelpWidth: () => shell.stdout.columns ?? 80,
      getErrHelpWidth: () => shell.stderr.columns ?? 80,
    })
    .configureHelp({
      minWidthToWrap: MIN_DOC_COLUMNS,
      // Choices are in the argument's name.
      argumentDescription: ({ description }) => description,
      // That there are flags is said of all of them, below.
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(termOf)].join(' '),
    });
  if (!json) program.showHelpAfterError('rubato --help lists the commands, rubato COMMAND --help its flags');
}

/** An argument as a call has it. */
function termOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}
