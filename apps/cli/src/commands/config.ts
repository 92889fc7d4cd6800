/** `rubato config`: every setting of the server, its value, and which layer it came from. */
import { explainConfig, flagSpecs, loadServerConfig, serverSettings } from '@rubato/server';
import type { Command } from 'commander';
import { createOutput } from '../output.ts';

export function addConfig(program: Command): Command {
  const command = program.command('config').description('show the settings that `serve` would run with');
  for (const { flags, doc } of flagSpecs(serverSettings)) for (const flag of flags) command.option(flag, doc);
  return command
    .option('--config <file>', 'settings from this JSON file instead of ./rubato.json')
    .option('--explain', 'say which layer won: flag, environment, file or default', false)
    .action(config);
}

function config(flags: Readonly<Record<string, unknown>>): void {
  const output = createOutput({ json: flags['json'] === true });
  const { explained } = loadServerConfig({ flags });
  output.result(explained, () =>
    flags['explain'] === true
      ? explainConfig(explained)
      : explained.map(({ name, value }) => `${name} = ${value}`).join('\n'),
  );
}
