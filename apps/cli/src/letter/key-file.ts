/** A player's keys: a file that only its owner may read. Their public halves are the player's card, which goes to everybody. */
import type { PartyKeys } from '@rubato/couriers';
import { saveFile } from '@rubato/couriers';
import { canonicalBytes, parseJson, WebLetterCrypto } from '@rubato/letters';
import { base64url, fromBase64url } from '@rubato/schema';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { readFileNamed } from '../named-file.ts';
import type { Shell } from '../shell.ts';

export const crypto = new WebLetterCrypto();

export interface KeyFlags {
  readonly keys?: string;
  readonly json?: boolean;
}

/** What others need of a player: they write it into the match's first block. */
export interface Card {
  readonly player: string;
  readonly name: string;
  /** Ed25519 and X25519, base64url. */
  readonly sign: string;
  readonly seal: string;
}

interface SavedKeys extends Card {
  readonly v: 1;
  readonly signPrivate: string;
  readonly sealPrivate: string;
}

const PRIVATE = 0o600;
const ID = /^(?=.{1,32}$)[a-z0-9_]+(-[a-z0-9_]+)*$/;

const keyPath = ({ keys }: KeyFlags, { environment, directory }: Shell): string =>
  resolve(directory, keys ?? environment['RUBATO_KEYS'] ?? 'rubato-keys.json');

export interface OwnKeys {
  readonly keys: PartyKeys;
  readonly card: Card;
}

/** Throws CliError when there are none, or when others may read them. */
export function readKeys(flags: KeyFlags, shell: Shell): OwnKeys {
  const path = keyPath(flags, shell);
  const bytes = readFileNamed(path, path, 'rubato letter keys makes one');
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new CliError(
      exitCodes.auth,
      `${path} may be read by others: chmod 600 ${path}, and make new keys if they did`,
    );
  const saved = parseJson(bytes, path) as unknown as SavedKeys;
  const { player, name, sign, seal, signPrivate, sealPrivate } = saved;
  const keys = { player, sign: pair(sign, signPrivate), seal: pair(seal, sealPrivate) };
  return { keys, card: { player, name, sign, seal } };
}

/** Makes keys, unless they are there. Throws CliError for a name that players can't have. */
export async function makeKeys(flags: KeyFlags, who: { player: string; name?: string }, shell: Shell): Promise<Card> {
  const path = keyPath(flags, shell);
  if (existsSync(path)) return readKeys(flags, shell).card;
  if (!ID.test(who.player))
    throw new CliError(exitCodes.usage, `--player ${who.player}: up to 32 of a-z, 0-9, _ and single hyphens`);
  const [sign, seal] = [await crypto.newSigningPair(), await crypto.newSealingPair()];
  const card = {
    player: who.player,
    name: who.name ?? who.player,
    sign: base64url(sign.publicKey),
    seal: base64url(seal.publicKey),
  };
  const secret = { signPrivate: base64url(sign.privateKey), sealPrivate: base64url(seal.privateKey) };
  await saveFile(path, canonicalBytes({ v: 1, ...card, ...secret }), PRIVATE);
  return card;
}

export function readCard(file: string, { directory }: Shell): Card {
  const bytes = readFileNamed(resolve(directory, file), file, 'a card is what rubato letter keys prints');
  const { player, name, sign, seal } = parseJson(bytes, file) as unknown as Card;
  if ([player, name, sign, seal].some((part) => typeof part !== 'string'))
    throw new CliError(exitCodes.usage, `${file} is no card; rubato letter keys prints one`);
  return { player, name, sign, seal };
}

const pair = (publicKey: string, privateKey: string) => ({
  publicKey: fromBase64url(publicKey),
  privateKey: fromBase64url(privateKey),
});
