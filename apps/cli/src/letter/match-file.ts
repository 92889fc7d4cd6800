/** A `.tribal` file and the desk beside it, opened for the owner of the keys. */
import { Party, readSaved, saveFile } from '@rubato/couriers';
import type { Saved } from '@rubato/couriers';
import { LetterRefused, openTribal } from '@rubato/letters';
import type { Tribal } from '@rubato/letters';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { crypto, readKeys } from './key-file.ts';
import type { KeyFlags } from './key-file.ts';
import { letterGameNamed } from './letter-games.ts';

const PRIVATE = 0o600;

export const random = { bytes: (count: number): Uint8Array => new Uint8Array(randomBytes(count)) };

const saved = (path: string, mode?: number): Saved => ({
  load: () => readSaved(path),
  save: (bytes) => saveFile(path, bytes, mode),
});

/** The file's bytes. Throws CliError when there is none. */
export async function bytesOf(file: string, { directory }: Shell): Promise<Uint8Array> {
  const bytes = await readSaved(resolve(directory, file)).catch((error: Error) => {
    throw new CliError(exitCodes.usage, `${file} cannot be read: ${error.message}`);
  });
  if (bytes === undefined) throw new CliError(exitCodes.usage, `${file} cannot be read: there is no such file`);
  return bytes;
}

export async function tribalOf(
  file: string,
  shell: Shell,
): Promise<{ readonly bytes: Uint8Array; readonly tribal: Tribal }> {
  const bytes = await bytesOf(file, shell);
  return { bytes, tribal: openTribal(bytes) };
}

export const optionsFor = (file: string, flags: KeyFlags, game: string, shell: Shell) => ({
  letterGame: letterGameNamed(game).letterGame,
  keys: readKeys(flags, shell).keys,
  crypto,
  random,
  file: saved(resolve(shell.directory, file)),
  desk: saved(resolve(shell.directory, `${file}.desk`), PRIVATE),
});

export async function openParty(file: string, flags: KeyFlags, shell: Shell): Promise<Party> {
  const { tribal } = await tribalOf(file, shell);
  try {
    return await Party.open(optionsFor(file, flags, tribal.genesis.genesis.game, shell));
  } catch (error) {
    if (!(error instanceof LetterRefused) || error.code !== 'not-in-roster') throw error;
    throw new CliError(exitCodes.auth, `${file} is a match without you: ${error.message}; --keys names other keys`);
  }
}
