/** `rubato bots`: N players of the public client on a server, and what they saw. */
import { clientSettings, loadClientConfig, NodeClock, nodeRandom, VERSION } from '@rubato/server';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { BotPlayer } from '../bot-player.ts';
import { faultIn, summaryOf, textOf } from '../bot-report.ts';
import { CliError, exitCodes } from '../exit.ts';
import { gameNamed } from '../games.ts';
import { counted } from '../human.ts';
import { readFileNamed } from '../named-file.ts';
import { createOutput } from '../output.ts';
import { addSettingFlags } from '../setting-flags.ts';
import type { Shell } from '../shell.ts';
import { watchedDial } from '../watched-dial.ts';
import { wholeNumber } from '../whole-number.ts';

interface Flags {
  readonly game: string;
  readonly clients: number;
  readonly seconds: number;
  readonly wait: number;
  readonly ca?: string;
  readonly json?: boolean;
}

/** More than this from one process would measure the process, not the server. */
const MAX_CLIENTS = 500;
const MAX_SECONDS = 3600;
const MAX_WAIT_SECONDS = 60;

const HELP = `
Each player is a client as any other: it predicts, is corrected, and compares
its state with the server's hash once a second. A match that ends is followed by
the next. Ctrl+C ends early, with the report. They are guests, unless
RUBATO_TOKEN holds an account's session token: a variable, because others on the
machine can read flags.

Exit code 3: somebody saw another state than the server; 4: no server, or it
went away; 5: the server knows no such player.

Example:
  rubato bots --url ws://127.0.0.1:8788 --clients 8 --seconds 30`;

export function addBots(program: Command, shell: Shell): Command {
  const command = program
    .command('bots')
    .summary('let players loose on a server and report what they saw')
    .description('Let players of the public client loose on a server and report what they saw.')
    .option('--game <name>', 'What they play.', 'arena')
    .option('--clients <n>', `How many, 1 to ${MAX_CLIENTS}.`, wholeNumber(1, MAX_CLIENTS), 4)
    .option('--seconds <s>', `For how long, 1 to ${MAX_SECONDS}.`, wholeNumber(1, MAX_SECONDS), 10)
    .option('--wait <s>', 'For how long to wait for the server to be there.', wholeNumber(0, MAX_WAIT_SECONDS), 0);
  return addSettingFlags(command, clientSettings)
    .option('--ca <file>', 'For wss://: trust the certificate authorities in this PEM file.')
    .option('--config <file>', 'Settings from this JSON file instead of ./rubato.json.')
    .addHelpText('after', HELP)
    .action((flags: Flags) => bots(flags, shell));
}

async function bots(flags: Flags, shell: Shell): Promise<void> {
  const output = createOutput(flags, shell);
  const { config, players } = assemble(flags, shell);
  const who = `${counted(flags.clients, 'player')} of ${flags.game} on ${config.url}`;
  try {
    await Promise.all(players.map((player) => player.join()));
    output.line(`${who} for ${flags.seconds} s …\n`);
    const seconds = await pause(flags.seconds, shell);
    const reports = players.map((player) => player.report());
    const summary = summaryOf(reports);
    const result = { url: config.url, game: flags.game, clients: flags.clients, seconds, ...summary, players: reports };
    output.result(result, () => textOf(reports, summary));
    const fault = faultIn(reports, players.filter((player) => player.lost).length);
    if (fault !== undefined) throw fault;
  } finally {
    for (const player of players) player.close();
  }
}

function assemble(flags: Flags, { environment, directory }: Shell) {
  const { game, bot } = gameNamed(flags.game);
  if (bot === undefined) throw new CliError(exitCodes.usage, `${flags.game} has no bot; name a game that has one`);
  const { config } = loadClientConfig({ flags: flags as unknown as Record<string, unknown>, environment, directory });
  const ca =
    flags.ca === undefined ? undefined : readFileNamed(resolve(directory, flags.ca), flags.ca, '--ca takes a PEM file');
  const token = environment['RUBATO_TOKEN'];
  const client = {
    urls: [config.url],
    clock: new NodeClock(),
    random: nodeRandom,
    program: `rubato-bots/${VERSION}`,
    ...(token ? { token } : {}),
  };
  const players = Array.from(
    { length: flags.clients },
    (_, at) =>
      new BotPlayer({
        client,
        watched: watchedDial(ca),
        game,
        bot,
        name: `Bot ${at + 1}`,
        region: config.region,
        waitMs: flags.wait * 1000,
      }),
  );
  return { config, players };
}

/** Until the time is over, or somebody has seen enough; resolves with the seconds it was. */
async function pause(seconds: number, shell: Shell): Promise<number> {
  const startedMs = performance.now();
  await new Promise<void>((done) => {
    const timer = setTimeout(end, seconds * 1000);
    const release = shell.onInterrupt(end);
    function end(): void {
      clearTimeout(timer);
      release();
      done();
    }
  });
  return Math.round((performance.now() - startedMs) / 100) / 10;
}
