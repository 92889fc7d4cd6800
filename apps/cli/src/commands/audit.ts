/** `rubato audit`: proves that nobody rewrote what operators did. */
import { verifyServicesAudit } from '@rubato/server';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { CliError, exitCodes } from '../exit.ts';
import { counted } from '../human.ts';
import { createOutput } from '../output.ts';
import { addServiceFlags, servicePlace } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';

interface AuditFlags extends ServiceFlags {
  readonly head?: string;
}

const HELP = `
Each act of an operator is a row that contains the hash of the row before it:
what was changed, removed or put in between shows. Only the end can be cut off
unseen: keep the head that is printed, and name it with --head the next time.
A server may be running. Exit code 3 says that the chain is broken.

Example:
  rubato audit verify --data demo`;

const HASH = /^[0-9a-f]{64}$/;

export function addAudit(program: Command, shell: Shell): Command {
  const command = program
    .command('audit')
    .summary('prove that nobody rewrote what operators did')
    .description('Prove the audit of the operators’ acts from its own hashes.')
    .addArgument(new Argument('<verify>', 'Read all of it and check it.').choices(['verify']))
    .option('--head <hash>', 'A head that was printed before; it must still be there.');
  return addServiceFlags(command)
    .addHelpText('after', HELP)
    .action((_what: 'verify', flags: AuditFlags) => verify(flags, shell));
}

async function verify(flags: AuditFlags, shell: Shell): Promise<void> {
  const { head: expected } = flags;
  if (expected !== undefined && !HASH.test(expected))
    throw new CliError(exitCodes.usage, `--head ${expected} is no hash; a verification prints 64 hexadecimal digits`);
  const report = await verifyServicesAudit(servicePlace(flags, shell), expected);
  const { broken, rows, head } = report;
  createOutput(flags, shell).result(report, () =>
    [`${broken ? 'NOT OK' : 'OK'}: ${counted(rows, 'row')}`, `head ${head}`].join('\n'),
  );
  if (broken !== undefined)
    throw new CliError(
      exitCodes.corrupt,
      `the audit is broken at row ${broken.seq}: ${broken.why}; keep a copy before anything is changed`,
    );
}
