/** `rubato replay`: runs a room's journal again, prints how it ended, and exports it as one file. */
import { exportJournal } from '@rubato/game';
import type { Command } from 'commander';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { size } from '../human.ts';
import { cutOff, describe, failedReplay, lines, runJournal } from '../journal-run.ts';
import type { AgreedHash, JournalFacts } from '../journal-run.ts';
import { openJournal } from '../journal-source.ts';
import type { JournalSource } from '../journal-source.ts';
import { createOutput, facts, table } from '../output.ts';
import { addServiceFlags } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';
import { stateAfter } from '../turn-state.ts';
import { wholeNumber } from '../whole-number.ts';

interface Flags extends ServiceFlags {
  readonly export?: string;
  readonly from?: number;
  readonly turn?: number;
  readonly hashes?: boolean;
  readonly json?: boolean;
}

const MAX_COUNTER = 0xffff_ffff;

const HELP = `
The rules run every turn again from the first snapshot, and each hash that the
journal holds is compared. The room may be in play meanwhile: what is on disk by
now is replayed.

Examples:
  rubato replay ROOM --data demo --export match.journal
  rubato replay match.journal --turn 300
  rubato replay realm-1f0c7a2e --database postgres://db.internal/rubato`;

export function addReplay(program: Command, shell: Shell): Command {
  const command = program
    .command('replay')
    .summary('run the journal of a room, or an exported file, again')
    .description('Run the journal of a room, or of an exported file, again, and print how the match stands at its end.')
    .argument('<room|file>', 'A room of the data directory, a world in PostgreSQL, or a journal file.');
  return addServiceFlags(command)
    .option('--export <file>', 'Write the journal as one sealed file, for `rubato verify` or another machine.')
    .option('--from <segment>', 'Begin at this segment instead of the first.', wholeNumber(0, MAX_COUNTER))
    .option('--turn <n>', 'Print the state after this turn, as JSON, instead.', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--hashes', 'Print every hash that agreed, too.')
    .addHelpText('after', HELP)
    .action((where: string, flags: Flags) => replay(where, flags, shell));
}

async function replay(where: string, flags: Flags, shell: Shell): Promise<void> {
  const output = createOutput(flags, shell);
  const source = await openJournal(where, flags, shell);
  // Before the replay: a journal that this build can't run is one that somebody wants to take elsewhere.
  const exported = flags.export === undefined ? {} : exportTo(flags.export, where, source, shell);
  if (flags.turn !== undefined) {
    const state = { ...stateAfter(source.segments, flags.turn), ...exported };
    return output.result(state, (value) => JSON.stringify(value, undefined, 2));
  }
  const run = runJournal(source.segments, shell, flags.from);
  const { status, torn } = source;
  const found = {
    ...describe(source.segments, run),
    ...(status && { status }),
    ...(torn && { torn }),
    ...(flags.hashes ? { hashes: run.hashes } : {}),
    ...exported,
  };
  output.result(found, (value) => textOf(value));
  const { divergedAt, rulesChanged } = run.report;
  if (divergedAt !== undefined) throw failedReplay(divergedAt, rulesChanged);
  if (torn !== undefined) throw cutOff(where, torn);
}

type Found = JournalFacts & {
  readonly status?: string;
  readonly hashes?: readonly AgreedHash[];
  readonly exported?: string;
  readonly exportedBytes?: number;
};

function textOf(found: Found): string {
  const { status, hashes, exported, exportedBytes = 0 } = found;
  const rows: [string, string][] = lines(found);
  if (status !== undefined) rows.splice(1, 0, ['status', status]);
  if (exported !== undefined) rows.push(['exported', `${exported} (${size(exportedBytes)})`]);
  const list = hashes?.map(({ turn, tick, hash }) => [`${turn}`, `${tick}`, hash]);
  return `${list ? `${table(['turn', 'tick', 'hash'], list)}\n\n` : ''}${facts(rows)}`;
}

/** Writes the file whole or not at all. */
function exportTo(file: string, where: string, { records }: JournalSource, { directory }: Shell) {
  if (records === undefined)
    throw new CliError(exitCodes.usage, `${where} is a journal file already; copy it instead of exporting it`);
  const bytes = exportJournal(records);
  const path = resolve(directory, file);
  const unfinished = `${path}.${process.pid}.part`;
  try {
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new CliError(exitCodes.failure, `${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
  return { exported: file, exportedBytes: bytes.length };
}
