/** `rubato export`: all that is kept about an account, for its owner. */
import { exportAccountOf } from '@rubato/server';
import type { Command } from 'commander';
import { createOutput } from '../output.ts';
import { addServiceFlags, servicePlace } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';

const HELP = `
Hashes of passwords and tokens are left out. A server may be running.

Example:
  rubato export anna --data demo > anna.json`;

export function addExport(program: Command, shell: Shell): Command {
  const command = program
    .command('export')
    .summary('print all that is kept about an account')
    .description('Print all that is kept about an account, as JSON, for whoever it belongs to.')
    .argument('<account>', 'Its username or id.');
  return addServiceFlags(command)
    .addHelpText('after', HELP)
    .action(async (account: string, flags: ServiceFlags) => {
      const all = await exportAccountOf(servicePlace(flags, shell), account);
      createOutput(flags, shell).result(all, (value) => JSON.stringify(value, undefined, 2));
    });
}
