/** `rubato config`: every setting, its value, and which layer it came from. */
import { clientSettings, explainConfig, loadClientConfig, loadServerConfig, serverSettings } from '@rubato/server';
import type { Command } from 'commander';
import { createOutput, facts } from '../output.ts';
import { addSettingFlags } from '../setting-flags.ts';
import type { Shell } from '../shell.ts';

const HELP = `
Takes every flag of rubato serve (and --url with --client), so that a whole call
can be tried: write config in the place of serve. Flag wins over environment,
environment over file, file over default.

Example:
  RUBATO_PORT=9000 rubato config --port 9001 --explain`;

export function addConfig(program: Command, shell: Shell): Command {
  const command = program
    .command('config')
    .summary('show the settings that `serve` would run with')
    .description('Show the settings that `rubato serve` would run with.')
    .option('--explain', 'Say which layer each came from, and which it overruled.')
    .option('--client', 'The settings of `rubato bots` instead.')
    .option('--config <file>', 'Settings from this JSON file instead of ./rubato.json.');
  addSettingFlags(command, serverSettings, { hidden: true });
  // The region has one flag for both.
  addSettingFlags(command, { url: clientSettings.url }, { hidden: true });
  return command.addHelpText('after', HELP).action((flags: Readonly<Record<string, unknown>>) => config(flags, shell));
}

function config(flags: Readonly<Record<string, unknown>>, shell: Shell): void {
  const output = createOutput({ json: flags['json'] === true }, shell);
  const { environment, directory } = shell;
  const load = flags['client'] === true ? loadClientConfig : loadServerConfig;
  const { explained } = load({ flags, environment, directory });
  output.result(explained, () =>
    flags['explain'] === true
      ? explainConfig(explained)
      : facts(explained.map(({ name, value }) => [name, value === '' ? '–' : value])),
  );
}
