/** `rubato serve`: the server, until it is told to stop. */
import { createLog, loadServerConfig, serverSettings, startServer, stopOnSignals } from '@rubato/server';
import type { RunningServer, ServerConfig } from '@rubato/server';
import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { hostedFights, hostedGames, hostedWorld, turnsModule } from '../games.ts';
import { turnGames } from '../turn-games.ts';
import { counted } from '../human.ts';
import { lanUrls } from '../lan.ts';
import { hostedMatches } from '../matches.ts';
import { createOutput, facts } from '../output.ts';
import type { Output } from '../output.ts';
import { addSettingFlags } from '../setting-flags.ts';
import type { Shell } from '../shell.ts';

const HELP = `
Each flag is also a variable (--admin-port: RUBATO_ADMIN_PORT) and a key of
rubato.json (adminPort). Flag wins over environment, environment over file;
rubato config --explain shows what a call would use, and why.

Ctrl+C or SIGTERM writes everything down and ends with 0; the next start on the
same data goes on with the same rooms.

Example:
  rubato serve --host 0.0.0.0 --port 9000 --data /srv/rubato`;

export function addServe(program: Command, shell: Shell): Command {
  const command = program.command('serve').summary('run a server; everything that it needs is built in');
  return addSettingFlags(command, serverSettings)
    .description('Run a server. Without flags everything that it needs is built in.')
    .option('--config <file>', 'Settings from this JSON file instead of ./rubato.json.')
    .addHelpText('after', HELP)
    .action((flags: Readonly<Record<string, unknown>>) => serve(flags, shell));
}

async function serve(flags: Readonly<Record<string, unknown>>, shell: Shell): Promise<void> {
  const output = createOutput({ json: flags['json'] === true }, shell);
  const { environment, directory } = shell;
  const { config: loaded, explained } = loadServerConfig({ flags, environment, directory });
  const config = withBuiltPages(loaded, environment['RUBATO_WEB_BUILD']);
  const chosen = new Set(explained.filter(({ source }) => source.layer !== 'default').map(({ name }) => name));
  const log = createLog({
    level: levelOf(config, chosen, shell),
    format: formatOf(config, shell),
    write: (line) => void shell.stderr.write(line),
  });
  const server = await startServer({
    games: hostedGames,
    world: hostedWorld,
    fights: hostedFights,
    ...hostedMatches([config.region, ...config.regions.map(({ id }) => id).filter((id) => id !== config.region)]),
    turnGames,
    turnsModule,
    config,
    chosen,
    log,
  });
  stopOnSignals({ drain: () => stop(server, output), deadlineMs: config.drainMs, log });
  announce(server, config, output);
  const failure = await server.failed;
  await server.stop();
  throw new CliError(exitCodes.failure, `the store failed, and with it the server: ${failure.message}`);
}

/** On a terminal the start-up text is enough, unless somebody asked for a level. */
function levelOf(config: ServerConfig, chosen: ReadonlySet<string>, { stderr }: Shell): ServerConfig['logLevel'] {
  return stderr.isTTY === true && !chosen.has('logLevel') ? 'warn' : config.logLevel;
}

function formatOf({ logFormat }: ServerConfig, { stderr }: Shell): 'text' | 'json' {
  if (logFormat !== 'auto') return logFormat;
  return stderr.isTTY === true ? 'text' : 'json';
}

/** The launcher builds the pages and says where; an own setting wins. */
function withBuiltPages(config: ServerConfig, built: string | undefined): ServerConfig {
  return config.web !== undefined || built === undefined ? config : { ...config, web: built };
}

function announce(server: RunningServer, config: ServerConfig, output: Output): void {
  const { url, socketUrl, metricsUrl, notes } = server;
  const told = {
    url,
    lanUrls: lanUrls(config.host, url),
    socketUrl,
    metricsUrl,
    notes,
    data: resolve(config.data),
    region: config.region,
    page: config.web !== undefined && existsSync(join(config.web, 'index.html')),
    resumedRooms: server.host.lobby.rooms.size,
    pid: process.pid,
  };
  output.result(told, () => welcome(told, output));
}

interface Told {
  readonly url: string;
  readonly lanUrls: readonly string[];
  readonly socketUrl: string;
  readonly metricsUrl: string;
  readonly notes: readonly string[];
  readonly data: string;
  readonly page: boolean;
  readonly resumedRooms: number;
}

function welcome({ url, lanUrls: lan, socketUrl, metricsUrl, notes, data, page, resumedRooms }: Told, output: Output) {
  const rows: [string, string][] = [
    [page ? 'Play' : 'Server', output.bold(url)],
    ...lan.map((address, at): [string, string] => [at === 0 ? 'Network' : '', address]),
    ['Data', data],
    ...(resumedRooms > 0 ? [['', `${counted(resumedRooms, 'room')} resumed`] as [string, string]] : []),
    ['Metrics', metricsUrl],
    ...notes.map((note): [string, string] => ['Note', note]),
  ];
  const next = page ? 'Open the page in two windows to play together. ' : '';
  return `
  ${output.bold('Rubato')} is running.

${indent(facts(rows))}

  ${next}Bots for company:
    npx rubato bots --url ${socketUrl}
  Ctrl+C stops; the next start goes on where this one ended.
`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

async function stop(server: RunningServer, output: Output): Promise<void> {
  const rooms = server.host.lobby.rooms.size;
  output.line('\n  Stopping …');
  await server.stop();
  output.line(
    `  Stopped; ${rooms === 0 ? 'no room is open' : `${counted(rooms, 'room')} will go on at the next start`}.`,
  );
}
