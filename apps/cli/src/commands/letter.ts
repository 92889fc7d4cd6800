/** `rubato letter`: play by file and by courier. */
import type { Command } from 'commander';
import { addBeginVerbs } from '../letter/begin-verbs.ts';
import { addCourierVerbs } from '../letter/courier-verbs.ts';
import { addFileVerbs } from '../letter/file-verbs.ts';
import { addServerVerbs } from '../letter/server-verbs.ts';
import { addPlayVerbs } from '../letter/play-verbs.ts';
import type { Shell } from '../shell.ts';

const HELP = `
A match is one .tribal file. Beside it lies FILE.desk, which is yours alone: it
holds your drafts, and your sheet until everybody has committed to theirs.

Examples:
  rubato letter keys --player ada > ada.card
  rubato letter new first.tribal --with ben.card
  rubato letter submit first.tribal --bot
  rubato letter watch first.tribal --courier shared/`;

export function addLetter(program: Command, shell: Shell): Command {
  const letter = program
    .command('letter')
    .summary('play turn by turn: by file, e-mail, shared folder or cloud')
    .description('Play a match turn by turn with signed letters, with or without anybody who is trusted.')
    .addHelpText('after', HELP);
  const verbs = (name: string, summary: string): Command =>
    letter
      .command(name)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
      .option('--json', 'Print one JSON value instead of text.');
  addBeginVerbs(verbs, shell);
  addPlayVerbs(verbs, shell);
  addCourierVerbs(verbs, shell);
  addFileVerbs(verbs, shell);
  addServerVerbs(verbs, shell);
  return letter;
}
