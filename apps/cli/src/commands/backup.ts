/** `rubato backup`: a copy of the services' database, also beside a running server. */
import { backupServices } from '@rubato/server';
import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createOutput } from '../output.ts';
import { addServiceFlags, servicePlace } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';

const HELP = `
The copy is whole and as of one moment. To go back to it, stop the server and
put it in the place of services.db; remove services.db-wal and services.db-shm.
PostgreSQL has backups of its own.

Example:
  rubato backup accounts.db --data demo`;

export function addBackup(program: Command, shell: Shell): Command {
  const command = program
    .command('backup')
    .summary('copy the database of accounts and services')
    .description('Copy the database of accounts and services into a new file, also while a server uses it.')
    .argument('<file>', 'The copy; it must not exist yet.');
  return addServiceFlags(command)
    .addHelpText('after', HELP)
    .action((file: string, flags: ServiceFlags) => backup(file, flags, shell));
}

async function backup(file: string, flags: ServiceFlags, shell: Shell): Promise<void> {
  const path = resolve(shell.directory, file);
  await backupServices(servicePlace(flags, shell), path);
  const bytes = statSync(path).size;
  createOutput(flags, shell).result({ file: path, bytes }, () => `${file}: ${bytes} bytes`);
}
