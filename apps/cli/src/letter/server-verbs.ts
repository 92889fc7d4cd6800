/** `rubato letter push | pull | claim`: a match goes from a file to a server and back, with all that was played. */
import { type Api, ApiError, createApi } from '@rubato/client';
import { saveFile } from '@rubato/couriers';
import { type Code, type GenesisBody, LetterRefused, openTribal, signClaim } from '@rubato/letters';
import { MOVED_FILE_BYTES } from '@rubato/protocol';
import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, exitCodes, type ExitCode } from '../exit.ts';
import { createOutput } from '../output.ts';
import type { Shell } from '../shell.ts';
import { wholeNumber } from '../whole-number.ts';
import { SERVER_PASSWORD } from './courier-file.ts';
import { crypto, type KeyFlags, readCard, readKeys } from './key-file.ts';
import { bytesOf } from './match-file.ts';
import { keyFlag, type Verbs } from './verb.ts';

interface ServerFlags {
  readonly server: string;
  readonly user?: string;
  readonly json?: boolean;
}
interface PullFlags extends ServerFlags, KeyFlags {
  readonly mode: GenesisBody['mode'];
  readonly referee?: string;
}

const TOKEN = 'RUBATO_TOKEN';
const HOUR_MS = 3_600_000;
/** As long as a server lets a turn last. */
const MOST_HOURS = 30 * 24;

export function addServerVerbs(verbs: Verbs, shell: Shell): void {
  serverFlags(verbs('push', 'play on at a server: all that was played goes along'))
    .argument('<file>', 'the match')
    .option('--turn-hours <n>', 'What players have for a turn there.', wholeNumber(1, MOST_HOURS), 48)
    .action((file: string, flags: ServerFlags & { turnHours: number }) => push(file, flags, shell));
  keyFlag(serverFlags(verbs('claim', 'take your seat in a game that came to a server in a file')))
    .argument('<id>', 'the game there, as push tells it')
    .action((id: string, flags: ServerFlags & KeyFlags) => claim(id, flags, shell));
  keyFlag(serverFlags(verbs('pull', 'play on by letters: a server’s game becomes a file')))
    .argument('<id>', 'the game there')
    .argument('<file>', 'the match’s file, which must not exist')
    .addOption(new Option('--mode <mode>', 'Who is trusted.').choices(['peer', 'escrow', 'host']).default('peer'))
    .option('--referee <card>', 'Who keeps sheets (escrow) or the state (host).')
    .action((id: string, file: string, flags: PullFlags) => pull(id, file, flags, shell));
}

const serverFlags = (command: Command): Command =>
  command
    .requiredOption('--server <url>', 'The http or https address of a Rubato server.')
    .option('--user <name>', `Your account there, with ${SERVER_PASSWORD}; or a session’s ${TOKEN}.`);

async function push(file: string, flags: ServerFlags & { turnHours: number }, shell: Shell): Promise<void> {
  const bytes = await bytesOf(file, shell);
  const { game } = openTribal(bytes).genesis.genesis;
  if (bytes.length > MOVED_FILE_BYTES)
    throw new CliError(
      exitCodes.failure,
      `${file} is larger than the ${MOVED_FILE_BYTES >> 20} MiB that a server takes`,
    );
  await asking(flags, shell, 'guest', async (api, url) => {
    const { id, match, turn } = await api.moveFromFile({ file: bytes, turnMs: flags.turnHours * HOUR_MS });
    const link = `${url}/${game}/${id}`;
    createOutput(flags, shell).result({ id, match, turn, link }, () =>
      [
        `Turn ${turn} goes on at ${link}`,
        `Each player takes their seat there: rubato letter claim ${id} --server ${url} --user NAME`,
      ].join('\n'),
    );
  });
}

async function claim(id: string, flags: ServerFlags & KeyFlags, shell: Shell): Promise<void> {
  const { keys } = readKeys(flags, shell);
  await asking(flags, shell, 'account', async (api, url) => {
    const words = await api.seatClaim({ id });
    const signed = { ...words, game: id, player: keys.player };
    await api.claimSeat({ id, player: keys.player, signature: await signClaim(crypto, signed, keys.sign) });
    createOutput(flags, shell).result(
      { id, match: words.match, player: keys.player },
      ({ player }) => `${player}’s seat is yours at ${url}.`,
    );
  });
}

async function pull(id: string, file: string, flags: PullFlags, shell: Shell): Promise<void> {
  const path = resolve(shell.directory, file);
  if (existsSync(path)) throw new CliError(exitCodes.usage, `${file} is there already; choose another name`);
  const { card } = readKeys(flags, shell);
  const referee = flags.referee === undefined ? undefined : readCard(flags.referee, shell);
  await asking(flags, shell, 'account', async (api) => {
    await api.setLetterCard({ id, ...card });
    const moved = await api.moveToFile({ id, mode: flags.mode, ...(referee && { referee }) });
    const { players } = openTribal(moved.file).genesis.genesis;
    if (!players.some(({ sign, seal }) => sign === card.sign && seal === card.seal))
      throw new CliError(exitCodes.auth, 'the game left with other keys of yours: use the keys with which you agreed');
    await saveFile(path, moved.file);
    const { match, turn } = moved;
    createOutput(flags, shell).result({ match, turn, file }, () =>
      [`Wrote ${file}, up to turn ${turn}.`, `Play on by letters: rubato letter sign ${file}`].join('\n'),
    );
  });
}

/** What is refused there, in the words and exit codes of the shell. */
async function asking(
  { server, user }: ServerFlags,
  { environment }: Shell,
  who: 'account' | 'guest',
  use: (api: Api, url: string) => Promise<void>,
): Promise<void> {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    throw new CliError(exitCodes.usage, `--server ${server}: expected the http or https address of a Rubato server`);
  const url = server.replace(/\/+$/, '');
  const token = environment[TOKEN];
  const password = environment[SERVER_PASSWORD];
  if (user !== undefined && !password)
    throw new CliError(exitCodes.auth, `${SERVER_PASSWORD} is not set: passwords stand in the environment`);
  if (user === undefined && !token && who === 'account')
    throw new CliError(exitCodes.auth, `whose account? --user NAME with ${SERVER_PASSWORD}, or ${TOKEN}`);
  const api = createApi({ baseUrl: url, ...(user === undefined && token && { token }) });
  try {
    if (user !== undefined) await api.login({ username: user, password: password as string });
    else if (!token) await api.guest();
    await use(api, url);
  } catch (error) {
    throw error instanceof ApiError ? inWords(error) : error;
  }
}

function inWords(error: ApiError): Error {
  const { code, message } = error;
  // What is wrong with a file has its own code, as when it is verified here.
  const [, ofLetters, why] = /^([a-z]+(?:-[a-z]+)+): (.*)$/s.exec(message) ?? [];
  if (code === 'bad-value' && ofLetters !== undefined) return new LetterRefused(ofLetters as Code, why ?? message);
  return new CliError(exitOf(error), `the server refuses: ${message}`, { cause: error });
}

function exitOf({ code, loginEnded }: ApiError): ExitCode {
  if (code === 'network' || code === 'overloaded') return exitCodes.network;
  return loginEnded ? exitCodes.auth : exitCodes.failure;
}
