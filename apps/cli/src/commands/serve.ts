/** `rubato serve`: the server, until it is told to stop. */
import { createLog, flagSpecs, loadServerConfig, serverSettings, startServer, stopOnSignals } from '@rubato/server';
import type { RunningServer, ServerConfig } from '@rubato/server';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { hostedGames } from '../games.ts';
import { bold, createOutput } from '../output.ts';
import type { Output } from '../output.ts';

export function addServe(program: Command): Command {
  const command = program.command('serve').description('run a server; without flags everything it needs is built in');
  for (const { flags, doc } of flagSpecs(serverSettings)) for (const flag of flags) command.option(flag, doc);
  return command.option('--config <file>', 'settings from this JSON file instead of ./rubato.json').action(serve);
}

async function serve(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const output = createOutput({ json: flags['json'] === true });
  const { config: loaded, explained } = loadServerConfig({ flags: given(flags) });
  const config: ServerConfig = withBuiltPages(loaded);
  const chosen = new Set(explained.filter(({ source }) => source.layer !== 'default').map(({ name }) => name));
  const text = config.logFormat === 'text' || (config.logFormat === 'auto' && process.stderr.isTTY === true);
  const log = createLog({ level: quietOnTerminal(config, chosen), format: text ? 'text' : 'json' });
  const server = await startServer({ games: hostedGames, config, chosen, log });
  stopOnSignals({ drain: () => server.stop(), deadlineMs: config.drainMs, log });
  announce(output, server, config);
  const failure = await server.failed;
  await server.stop();
  throw new CliError(exitCodes.failure, `the store failed, and with it the server: ${failure.message}`);
}

/** Commander gives switches that nobody named no value, but defaults to true where only `--no-x` exists. */
function given(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

/** On a terminal the start-up text is enough, unless somebody asked for a level. */
function quietOnTerminal(config: ServerConfig, chosen: ReadonlySet<string>): ServerConfig['logLevel'] {
  return process.stderr.isTTY === true && !chosen.has('logLevel') ? 'warn' : config.logLevel;
}

/** The launcher builds the pages and says where; an own setting wins. */
function withBuiltPages(config: ServerConfig): ServerConfig {
  const built = process.env['RUBATO_WEB_BUILD'];
  return config.web !== undefined || built === undefined ? config : { ...config, web: built };
}

function announce(output: Output, server: RunningServer, config: ServerConfig): void {
  const data = resolve(config.data);
  const resumed = server.host.lobby.rooms.size;
  const { notes } = server;
  const facts = {
    url: server.url,
    notes,
    socketUrl: server.socketUrl,
    metricsUrl: server.metricsUrl,
    data,
    region: config.region,
    resumedRooms: resumed,
  };
  output.result(facts, () =>
    [
      '',
      `  ${bold(output, 'Rubato')} is running.`,
      '',
      `  Play     ${bold(output, server.url)}`,
      ...server.notes.map((note) => `           ${note}`),
      `  Data     ${data}${resumed > 0 ? `  (${resumed} ${resumed === 1 ? 'room' : 'rooms'} resumed)` : ''}`,
      `  Metrics  ${server.metricsUrl}`,
      '',
      '  Open the page in two windows to play together; Ctrl+C stops, and the next start goes on where this one ended.',
      `  npx rubato bots --url ${server.socketUrl} --clients 3   brings company.`,
      '',
    ].join('\n'),
  );
}
