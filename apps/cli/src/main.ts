/** `rubato`: runs one command and ends with its exit code. */
import { CommanderError } from 'commander';
import { exitCodeOf } from './exit.ts';
import { createOutput } from './output.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Commander has already said what was wrong with the words of the call.
  if (!(error instanceof CommanderError)) {
    const output = createOutput({ json: process.argv.includes('--json') });
    output.error(error instanceof Error ? error.message : String(error));
    if (process.env['RUBATO_DEBUG'] && error instanceof Error) output.error(error.stack ?? '');
  }
}
