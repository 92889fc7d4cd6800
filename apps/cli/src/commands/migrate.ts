/** `rubato migrate`: the shape of the services' database. */
import { migrateServices, servicesStatus } from '@rubato/server';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { counted } from '../human.ts';
import { createOutput, table } from '../output.ts';
import { addServiceFlags, servicePlace } from '../service-place.ts';
import type { ServiceFlags } from '../service-place.ts';
import type { Shell } from '../shell.ts';

const HELP = `
A server does this by itself when it starts. Steps that were applied are never
undone; a database of a newer version is refused.

Example:
  rubato migrate status --data demo`;

export function addMigrate(program: Command, shell: Shell): Command {
  const command = program
    .command('migrate')
    .summary('bring the database of accounts and services up to date')
    .description('Show which steps the database of accounts and services lacks, or apply them.')
    .addArgument(
      new Argument('<status|up>', 'Show the steps, or apply those that are missing.').choices(['status', 'up']),
    );
  return addServiceFlags(command)
    .addHelpText('after', HELP)
    .action((what: 'status' | 'up', flags: ServiceFlags) => (what === 'up' ? up(flags, shell) : status(flags, shell)));
}

async function up(flags: ServiceFlags, shell: Shell): Promise<void> {
  const applied = await migrateServices(servicePlace(flags, shell));
  const steps = applied.map(({ number, name }) => ({ number, name }));
  createOutput(flags, shell).result({ applied: steps }, () =>
    steps.length === 0 ? 'up to date' : `applied ${steps.map(({ number, name }) => `${number} ${name}`).join(', ')}`,
  );
}

async function status(flags: ServiceFlags, shell: Shell): Promise<void> {
  const { applied, pending, refusal } = await servicesStatus(servicePlace(flags, shell));
  const rows = [
    ...applied.map(({ number, name, appliedMs }) => [`${number}`, name, new Date(appliedMs).toISOString()]),
    ...pending.map(({ number, name }) => [`${number}`, name, 'missing']),
  ];
  createOutput(flags, shell).result({ applied, pending, refusal: refusal ?? null }, () =>
    [
      table(['step', 'name', 'applied'], rows),
      refusal ??
        (pending.length === 0 ? 'up to date' : `${counted(pending.length, 'step')} missing: rubato migrate up`),
    ].join('\n'),
  );
}
