/** `rubato verify`: proves that a journal file is whole and that its turns lead where it says. */
import { JournalCorrupt, readJournal, replay } from '@rubato/game';
import type { JournalFile } from '@rubato/game';
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { CliError, exitCodes } from '../exit.ts';
import { gameNamed } from '../games.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
import { describe, failedReplay } from '../replay-report.ts';

export function addVerify(program: Command): Command {
  return program
    .command('verify')
    .description('check every byte and every turn of an exported journal; exit code 3 names the first bad turn')
    .argument('<file>', 'a file that `rubato replay --export` wrote')
    .action(verify);
}

function verify(path: string, flags: { readonly json: boolean }): void {
  const output = createOutput(flags);
  const journal = read(path, output);
  const report = replay(gameNamed(journal.header.game).game, journal);
  if (report.divergedAt !== undefined) {
    output.result(
      { ok: false, badTurn: report.divergedAt.turn, ...report.divergedAt },
      ({ turn }) => `NOT OK: turn ${turn}`,
    );
    throw failedReplay(report.divergedAt);
  }
  const { torn, sealed } = journal;
  const facts = { ok: sealed, sealed, ...(torn && { torn }), ...describe(journal.header, report) };
  output.result(facts, ({ turns, tick, hash }) =>
    sealed
      ? `OK: ${turns} turns to tick ${tick}, hash ${hash}`
      : `CUT OFF: ${turns} whole turns to tick ${tick}, hash ${hash}`,
  );
  if (!sealed)
    throw new CliError(
      exitCodes.corrupt,
      `${path} ends without its seal: ${torn?.lostBytes ?? 0} bytes at its end are no whole record`,
    );
}

function read(path: string, output: Output): JournalFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new CliError(exitCodes.usage, `${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    return readJournal(bytes);
  } catch (error) {
    if (error instanceof JournalCorrupt)
      output.result(
        { ok: false, badTurn: error.turn, offset: error.offset },
        ({ badTurn }) => `NOT OK: turn ${badTurn}`,
      );
    throw error;
  }
}
