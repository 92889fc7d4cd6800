/** `rubato forget`: takes an account out of the database, for whoever wants to be gone. */
import { forgetAccountOf } from '@rubato/server';
import type { Command } from 'commander';
import { createOutput } from '../output.ts';
import { addServiceFlags, servicePlace } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';

const HELP = `
What others have a share in stays without the name: what was said, what was
played, the ledger. Backups and journals that were made before still have it.
Stop the server first. The journal of a world keeps the ids of characters.

Example:
  rubato forget anna --for-good --data demo`;

export function addForget(program: Command, shell: Shell): Command {
  const command = program
    .command('forget')
    .summary('take an account and its characters out of the database')
    .description('Take an account and all that is its own out of the database; nothing brings it back.')
    .argument('<account>', 'Its username or id.')
    .requiredOption('--for-good', 'Say that you mean it.');
  return addServiceFlags(command)
    .addHelpText('after', HELP)
    .action(async (account: string, flags: ServiceFlags) => {
      const forgotten = await forgetAccountOf(servicePlace(flags, shell), account);
      createOutput(flags, shell).result({ forgotten }, () => `forgotten: ${forgotten}`);
    });
}
