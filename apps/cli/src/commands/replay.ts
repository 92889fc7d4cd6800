/** `rubato replay`: runs a room's journal again, prints how it ended, and exports it as one file. */
import { exportJournal, readJournal, readRecords, replay as replayJournal } from '@rubato/game';
import type { JournalSegment } from '@rubato/game';
import { openSqliteStore } from '@rubato/server';
import type { Command } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CliError, exitCodes } from '../exit.ts';
import { gameNamed } from '../games.ts';
import { createOutput } from '../output.ts';
import { describe, failedReplay } from '../replay-report.ts';

interface Flags {
  readonly data: string;
  readonly export?: string;
  readonly from?: string;
  readonly json: boolean;
}

export function addReplay(program: Command): Command {
  return program
    .command('replay')
    .description('run the journal of a room, or of an exported file, again')
    .argument('<room|file>', 'the id of a room in the data directory, or a journal file')
    .option('--data <dir>', 'the data directory', 'data')
    .option('--from <segment>', 'begin at this segment instead of the first')
    .option('--export <file>', 'write the journal as one sealed file')
    .action(replay);
}

async function replay(where: string, flags: Flags): Promise<void> {
  const output = createOutput(flags);
  const { segments, records } = existsSync(where) ? fromFile(where) : await fromStore(where, flags.data);
  const { head } = segments[0]!;
  const { game } = gameNamed(head.game);
  const report = replayJournal(game, segments, flags.from === undefined ? {} : { from: Number(flags.from) });
  if (flags.export !== undefined) writeFileSync(flags.export, exportJournal(records()));
  const exported = flags.export === undefined ? {} : { exported: flags.export };
  output.result({ ...describe(head, report), ...exported }, (facts) =>
    Object.entries(facts)
      .map(([name, value]) => `${name.padEnd(12)}${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n'),
  );
  if (report.divergedAt !== undefined) throw failedReplay(report.divergedAt);
}

interface Source {
  readonly segments: readonly JournalSegment[];
  /** The journal's records, for an export. */
  readonly records: () => readonly Uint8Array[];
}

function fromFile(path: string): Source {
  const { segments } = readJournal(readFileSync(path));
  const records = (): never => {
    throw new CliError(exitCodes.usage, `${path} is a journal file already; copy it instead of exporting it`);
  };
  return { segments, records };
}

async function fromStore(room: string, data: string): Promise<Source> {
  const store = await openSqliteStore({ directory: data, readOnly: true });
  try {
    if ((await store.room(room)) === undefined)
      throw new CliError(
        exitCodes.usage,
        `${room} is neither a file nor a room in ${data}; rubato rooms --data ${data} lists them`,
      );
    const bytes = (await store.read(room)).map((record) => record.bytes);
    return { segments: readRecords(bytes), records: () => bytes };
  } finally {
    await store.close();
  }
}
