/** Runs one call of `rubato` and says how it went. */
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit.ts';
import { complain } from './output.ts';
import { createProgram } from './program.ts';
import type { Shell } from './shell.ts';

/** @param argv the words after the program's name */
export async function run(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const json = argv.includes('--json');
  try {
    // Nothing was asked, so nothing is wrong: show what there is.
    const words = argv.length === 0 ? ['--help'] : argv;
    await (await createProgram(shell, json, words)).parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what was wrong with the words of the call.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { exitCodeOf } = await import('./exit-code-of.ts');
    const code = exitCodeOf(error);
    complain(messageOf(error), code, json, shell);
    if (shell.environment['RUBATO_DEBUG']) shell.stderr.write(stackOf(error));
    return code;
  }
}

/** A slip of ours is no news that anybody can act on: say where to look. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = error instanceof TypeError || error instanceof ReferenceError;
  return ours ? `${error.message} (a fault in rubato; RUBATO_DEBUG=1 shows where)` : error.message;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? ''}\n` : '';
}
