/** `rubato bots`: N players of the public client on a server, and what they saw. */
import {
  connectWebSocket,
  clientSettings,
  flagSpecs,
  loadClientConfig,
  NodeClock,
  nodeRandom,
  VERSION,
} from '@rubato/server';
import type { Command } from 'commander';
import { BotPlayer } from '../bot-player.ts';
import type { BotReport } from '../bot-player.ts';
import { CliError, exitCodes } from '../exit.ts';
import { gameNamed } from '../games.ts';
import { createOutput, table } from '../output.ts';

interface Flags {
  readonly game: string;
  readonly clients: string;
  readonly seconds: string;
  readonly json: boolean;
}

/** More than this from one process would measure the process, not the server. */
const MAX_CLIENTS = 500;

export function addBots(program: Command): Command {
  const command = program
    .command('bots')
    .description('let players of the public client loose on a server and report what they saw')
    .option('--game <name>', 'what they play', 'arena')
    .option('--clients <n>', `how many, 1 to ${MAX_CLIENTS}`, '4')
    .option('--seconds <s>', 'for how long, 1 to 3600', '10');
  for (const { flags, doc } of flagSpecs(clientSettings)) for (const flag of flags) command.option(flag, doc);
  return command.action(bots);
}

async function bots(flags: Flags): Promise<void> {
  const output = createOutput(flags);
  const clients = whole('--clients', flags.clients, 1, MAX_CLIENTS);
  const seconds = whole('--seconds', flags.seconds, 1, 3600);
  const { game, bot } = gameNamed(flags.game);
  if (bot === undefined) throw new CliError(exitCodes.usage, `${flags.game} has no bot`);
  const { config } = loadClientConfig({ flags: flags as never });
  const players = Array.from({ length: clients }, (_, number) => {
    const options = {
      urls: [config.url],
      dial: (url: string) => connectWebSocket(url, { subprotocol: 'rubato.v1' }),
      clock: new NodeClock(),
      random: nodeRandom,
      program: `rubato-bots/${VERSION}`,
    };
    return new BotPlayer(options, game, bot, `Bot ${number + 1}`, config.region);
  });
  try {
    await Promise.all(players.map((player) => player.join()));
    output.line(`${clients} ${clients === 1 ? 'player' : 'players'} on ${config.url} for ${seconds} s …`);
    await new Promise((done) => void setTimeout(done, seconds * 1000));
    const reports = players.map((player) => player.report());
    output.result({ clients, seconds, ...summary(reports), players: reports }, (all) =>
      table(HEADER, all.players.map(row)),
    );
    const apart = reports.filter((report) => report.hashesWrong > 0).length;
    if (apart > 0)
      throw new CliError(exitCodes.corrupt, `${apart} of ${clients} players saw another state than the server`);
    const lost = players.filter((player) => player.lost).length;
    if (lost > 0) throw new CliError(exitCodes.network, `${lost} of ${clients} players lost the server`);
  } finally {
    for (const player of players) player.close();
  }
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new CliError(exitCodes.usage, `${flag} must be a whole number from ${min} to ${max}, not ${text}`);
  return value;
}

function summary(reports: readonly BotReport[]) {
  const mean = (value: (report: BotReport) => number) =>
    reports.reduce((sum, report) => sum + value(report), 0) / reports.length;
  return {
    snapshotsPerSecond: round(mean((report) => report.snapshotsPerSecond)),
    rttMs: round(mean((report) => report.rttMs)),
    bytesInPerSecond: Math.round(mean((report) => report.bytesInPerSecond)),
    bytesOutPerSecond: Math.round(mean((report) => report.bytesOutPerSecond)),
    corrections: reports.reduce((sum, report) => sum + report.corrections, 0),
    hashesChecked: reports.reduce((sum, report) => sum + report.hashesChecked, 0),
    hashesWrong: reports.reduce((sum, report) => sum + report.hashesWrong, 0),
  };
}

const HEADER = [
  'player',
  'room',
  'seat',
  'state',
  'snapshots/s',
  'rtt ms',
  'corrections',
  'in B/s',
  'out B/s',
  'hashes',
];

function row(report: BotReport): string[] {
  return [
    report.name,
    report.room,
    `${report.seat}`,
    report.state,
    `${report.snapshotsPerSecond}`,
    `${report.rttMs}`,
    `${report.corrections}/${report.predictionsChecked}`,
    `${report.bytesInPerSecond}`,
    `${report.bytesOutPerSecond}`,
    report.hashesWrong === 0
      ? `${report.hashesChecked} agree`
      : `${report.hashesWrong} of ${report.hashesChecked} differ`,
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
