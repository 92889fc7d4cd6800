/** `rubato verify`: proves that a journal file is whole and that its turns lead where it says. */
import { exportJournal, JournalCorrupt, readJournal, WrongGame } from '@rubato/game';
import type { AnyGame, JournalFile, ReplayReport } from '@rubato/game';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { counted, size, whole } from '../human.ts';
import { blame, cutOff, describe, failedReplay, runJournal } from '../journal-run.ts';
import type { JournalFacts, JournalRun } from '../journal-run.ts';
import { EXPORT_MAKES_ONE, isFile, openJournal } from '../journal-source.ts';
import { readFileNamed } from '../named-file.ts';
import { openingOf } from '../opening.ts';
import type { Opening } from '../opening.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
import type { Shell } from '../shell.ts';

const HELP = `
First the bytes: each record is chained to the one before it, and the file is
sealed at its end. Then the match: the rules run every turn again and must
arrive at every hash. Exit code 0 says that both hold; 3 names the first turn
that nothing vouches for; 1 says that the bytes are whole, but that this build
lacks the rules to run them.

Examples:
  rubato verify match.journal && echo genuine
  rubato verify realm-1f0c7a2e --database postgres://db.internal/rubato`;

export function addVerify(program: Command, shell: Shell): Command {
  return program
    .command('verify')
    .summary('check every byte and every turn of an exported journal')
    .description('Check every byte and every turn of an exported journal.')
    .argument('<file|world>', 'What `rubato replay ROOM --export FILE` wrote, or with --database a world there.')
    .option('--database <url>', 'PostgreSQL that has the world’s journal.')
    .addHelpText('after', HELP)
    .action((file: string, flags: Flags) => verify(file, flags, shell));
}

interface Flags {
  readonly json?: boolean;
  readonly database?: string;
}

async function verify(file: string, flags: Flags, shell: Shell): Promise<void> {
  const output = createOutput(flags, shell);
  try {
    check(file, await bytesOf(file, flags, shell), output, shell);
  } catch (error) {
    if (!(error instanceof JournalCorrupt)) throw error;
    notOk(output, file, error.turn, { offset: error.offset });
    throw new CliError(exitCodes.corrupt, `${file}: ${error.message}`, { cause: error });
  }
}

/** Of a world in a database: those that its export would have. */
async function bytesOf(file: string, flags: Flags, shell: Shell): Promise<Uint8Array> {
  const path = resolve(shell.directory, file);
  if (flags.database === undefined || isFile(path)) return readFileNamed(path, file, EXPORT_MAKES_ONE);
  const { records } = await openJournal(file, flags, shell);
  return exportJournal(records!);
}

/** Throws JournalCorrupt and CliError. */
function check(file: string, bytes: Uint8Array, output: Output, shell: Shell): void {
  const journal = readJournal(bytes);
  const run = runWhole(file, journal, output, shell);
  const { torn, sealed, segments } = journal;
  const opening = openingOf(run.report.machine.game, segments[0]!);
  const flaw = flawOf(opening, run.report);
  if (flaw !== undefined) {
    const { turn, error, ...more } = flaw;
    notOk(output, file, turn, more);
    throw new CliError(exitCodes.corrupt, `${file}: ${error}`);
  }
  const found = {
    ok: sealed,
    file,
    bytes: bytes.length,
    sealed,
    ...(torn && { torn }),
    opening,
    ...describe(segments, run),
  };
  output.result(found, (value) => (sealed ? okay(value) : `CUT OFF: ${extent(value)} are whole`));
  if (torn !== undefined) throw cutOff(file, torn);
}

interface Flaw {
  readonly turn: number;
  readonly error: string;
}

/** What keeps whole bytes from being a proof. */
function flawOf(opening: Opening, report: ReplayReport<AnyGame>): Flaw | undefined {
  const { divergedAt, rulesChanged, gaps } = report;
  if (opening === 'other')
    return { turn: 0, error: `turn 0 is not what the rules set up from this seed; ${blame(rulesChanged)}` };
  if (divergedAt !== undefined && divergedAt.turn <= (gaps[0]?.from ?? Number.POSITIVE_INFINITY))
    return { ...divergedAt, error: failedReplay(divergedAt, rulesChanged).message };
  const gap = gaps[0];
  if (gap === undefined) return undefined;
  const error = `turns ${gap.from} to ${gap.to} are missing: nothing tells how one state became the other`;
  return { turn: gap.from, error };
}

type Found = Pick<JournalFacts, 'turns' | 'tick' | 'hash'>;

function extent({ turns, tick, hash }: Found): string {
  return `${whole(turns)} turns to tick ${whole(tick)}, hash ${hash}`;
}

function okay(found: JournalFacts & { readonly bytes: number; readonly opening: Opening }): string {
  const { game, room, bytes, hashesAgreed, opening, rulesChanged } = found;
  const more = [`${game}, room ${room}`, `${size(bytes)} sealed`, `${counted(hashesAgreed, 'hash', 'hashes')} agreed`];
  if (opening === 'given') more.push('its first state taken on trust');
  if (rulesChanged) more.push('under rules that are not word for word the same');
  return `OK: ${extent(found)}\n    ${more.join(', ')}`;
}

/** A file whose bytes are whole but whose rules are not here is neither good nor bad. */
function runWhole(file: string, journal: JournalFile, output: Output, shell: Shell): JournalRun {
  const { segments, header, turns, sealed } = journal;
  try {
    return runJournal(segments, shell);
  } catch (error) {
    if (!(error instanceof WrongGame || error instanceof CliError || error instanceof RangeError)) throw error;
    const { game, version } = header;
    const state = sealed ? 'whole and sealed' : 'whole up to where it was cut off';
    output.result(
      { ok: false, file, sealed, checked: false, game, version, turns },
      () => `NOT CHECKED: ${whole(turns)} turns of ${game} version ${version}, ${state}`,
    );
    throw new CliError(exitCodes.failure, `${file}: ${error.message}`, { cause: error });
  }
}

function notOk(output: Output, file: string, badTurn: number, more: object): void {
  output.result({ ok: false, file, badTurn, ...more }, () => `NOT OK: turn ${badTurn} and what follows`);
}
