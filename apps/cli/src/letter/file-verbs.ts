/** `rubato letter verify | recover | encrypt | decrypt`: a file as a file. */
import { saveFile } from '@rubato/couriers';
import { decryptFile, encryptFile, openTribal, recoverMatch, salvage, saveTribal, verifyTribal } from '@rubato/letters';
import { fromBase64url } from '@rubato/schema';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { createOutput } from '../output.ts';
import type { Shell } from '../shell.ts';
import { crypto, type KeyFlags, readCard, readKeys } from './key-file.ts';
import { letterGameNamed } from './letter-games.ts';
import { bytesOf, random } from './match-file.ts';
import { keyFlag, type Verbs } from './verb.ts';

interface OutFlags extends KeyFlags {
  readonly out: string;
}
interface CryptFlags extends OutFlags {
  readonly for: readonly string[];
}

const PASSPHRASE = 'RUBATO_PASSPHRASE';
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addFileVerbs(verbs: Verbs, shell: Shell): void {
  verbs('verify', 'play a whole file again: is it true, and if not, whose doing is it?')
    .argument('<file>', 'the match')
    .action((file: string, flags: { json?: boolean }) => verify(file, flags, shell));
  verbs('recover', 'get back what a damaged file still holds')
    .argument('<file>', 'the damaged file')
    .requiredOption('--out <file>', 'Where what was got back is written.')
    .action((file: string, flags: OutFlags) => recover(file, flags, shell));
  verbs('encrypt', 'encrypt a file for players, or with a passphrase')
    .argument('<file>', 'the match')
    .requiredOption('--out <file>', 'The encrypted file.')
    .option('--for <card>', `For this player; again for each. Else by ${PASSPHRASE}.`, collect, [])
    .action((file: string, flags: CryptFlags) => encrypt(file, flags, shell));
  keyFlag(verbs('decrypt', 'decrypt a file with your keys, or with a passphrase'))
    .argument('<file>', 'the encrypted file')
    .requiredOption('--out <file>', 'The match.')
    .action((file: string, flags: OutFlags) => decrypt(file, flags, shell));
}

async function verify(file: string, flags: { json?: boolean }, shell: Shell): Promise<void> {
  const bytes = await bytesOf(file, shell);
  const { game } = openTribal(bytes).genesis.genesis;
  const verdict = await verifyTribal(bytes, letterGameNamed(game).letterGame, crypto);
  const { sound, firstBad, problems, to } = verdict;
  createOutput(flags, shell).result(verdict, () =>
    [
      sound ? `OK: ${to} turns, each played again` : 'NOT OK',
      ...problems.map(
        ({ turn, player, code, message }) => `turn ${turn}${player ? `, ${player}` : ''}: ${code}: ${message}`,
      ),
    ].join('\n'),
  );
  if (firstBad === undefined) return;
  const { turn, player, code, message } = firstBad;
  const who = player === undefined ? '' : ` by ${player}`;
  throw new CliError(exitCodes.corrupt, `${file} is forged in turn ${turn}${who}: ${code}: ${message}`);
}

async function recover(file: string, flags: OutFlags, shell: Shell): Promise<void> {
  const { tribal, losses, recovered } = salvage(await bytesOf(file, shell));
  if (tribal === undefined)
    throw new CliError(exitCodes.corrupt, `nothing of ${file} is legible: ask another player for theirs`);
  const { letterGame } = letterGameNamed(tribal.genesis.genesis.game);
  const { match, lastTurn, missingTurns } = await recoverMatch(tribal, letterGame, crypto);
  await saveFile(
    resolve(shell.directory, flags.out),
    saveTribal(match, { nowMs: Date.now(), attached: tribal.unknown }),
  );
  const found = {
    turn: match.machine.turn,
    lastTurn: lastTurn ?? null,
    missingTurns,
    losses,
    recovered: recovered.length,
  };
  createOutput(flags, shell).result(found, ({ turn }) =>
    [
      `Recovered up to turn ${turn}${lastTurn === undefined ? '' : ` of ${lastTurn}`}.`,
      ...losses.map(({ name, message }) => `lost: ${name ?? 'bytes of no entry'}: ${message}`),
    ].join('\n'),
  );
}

async function encrypt(file: string, flags: CryptFlags, shell: Shell): Promise<void> {
  const passphrase = shell.environment[PASSPHRASE];
  if (flags.for.length === 0 && !passphrase)
    throw new CliError(exitCodes.usage, `for whom? --for CARD, or the passphrase in ${PASSPHRASE}`);
  const keys = flags.for.map((card) => fromBase64url(readCard(card, shell).seal));
  const readers = keys.length > 0 ? { keys } : { passphrase: passphrase as string };
  const bytes = await bytesOf(file, shell);
  openTribal(bytes);
  await write(await encryptFile(bytes, readers, { crypto, random }), flags, shell);
}

async function decrypt(file: string, flags: OutFlags, shell: Shell): Promise<void> {
  const passphrase = shell.environment[PASSPHRASE];
  const access = passphrase ? { passphrase } : { pair: readKeys(flags, shell).keys.seal };
  await write(await decryptFile(await bytesOf(file, shell), access, crypto), flags, shell);
}

async function write(bytes: Uint8Array, flags: OutFlags, shell: Shell): Promise<void> {
  await saveFile(resolve(shell.directory, flags.out), bytes);
  createOutput(flags, shell).result({ out: flags.out, bytes: bytes.length }, ({ out }) => `Wrote ${out}.`);
}
