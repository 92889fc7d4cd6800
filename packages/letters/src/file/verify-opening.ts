// What a server ran before a match went on by letters: its signature, and every turn played again.

import { fromBase64, hex, sha256 } from '@rubato/schema';
import type { Machine } from '@rubato/game';
import type { LetterCrypto } from '../crypto/letter-crypto.ts';
import { canonicalJson, type Doc } from '../json/canonical.ts';
import { checkOpeningSigned, openingHash, openingMachine, type Opening, runOpeningTurn } from '../letters/opening.ts';
import type { LetterGame } from '../match/letter-game.ts';
import { machineBytes } from '../match/machine-bytes.ts';
import { LetterRefused } from '../refused.ts';
import type { Entry } from '../container/zip-layout.ts';
import { pack, unpack } from './documents.ts';
import { NAMES } from './names.ts';
import { openMatch } from './open-match.ts';
import { openTribal, type Tribal } from './tribal.ts';

export interface ReadOpening {
  readonly opening: Opening;
  /** The file that came to the server, whole. */
  readonly before: Uint8Array | undefined;
}

/** The opening that the file holds, as its server signed it; undefined when it isn't in the file. Throws LetterRefused. */
export async function openingOf({ genesis, entries }: Tribal, crypto: LetterCrypto): Promise<ReadOpening | undefined> {
  const told = genesis.genesis.opening;
  const bytes = entries.get(NAMES.opening);
  if (told === undefined || bytes === undefined) return undefined;
  const letter = unpack(bytes, NAMES.opening);
  const opening = await checkOpeningSigned(crypto, letter, NAMES.opening);
  if (told.history !== openingHash(letter) || told.host !== opening.host)
    throw new LetterRefused('opening-differs', 'not the one that the genesis names', NAMES.opening);
  const before = entries.get(NAMES.before);
  if (opening.before === undefined) return { opening, before: undefined };
  if (before === undefined) throw new LetterRefused('entry-missing', 'is not there', NAMES.before);
  if (hex(sha256(before)) !== opening.before)
    throw new LetterRefused('opening-differs', 'not the file that came to the server', NAMES.before);
  return { opening, before };
}

export interface OpeningWalk {
  readonly letterGame: LetterGame;
  readonly crypto: LetterCrypto;
  /** Awaited before each turn, so that a program with other work can do it in between. */
  readonly pause?: () => Promise<void>;
}

/** What a file that begins with an opening has beside the match. */
export const openingEntries = (opening: Doc, before: Uint8Array | undefined): readonly Entry[] => [
  { name: NAMES.opening, bytes: pack(opening) },
  ...(before ? [{ name: NAMES.before, bytes: before }] : []),
];

/** Plays the opening's own turns again up to the state that the genesis names. Throws LetterRefused `opening-differs`. */
export async function replayOpening(
  { genesis }: Tribal,
  { opening, before }: ReadOpening,
  { letterGame, crypto, pause }: OpeningWalk,
): Promise<void> {
  const { players, settings, game, gameVersion } = genesis.genesis;
  const agreed =
    canonicalJson(opening.settings) === canonicalJson(settings) &&
    opening.game === game &&
    opening.gameVersion === gameVersion &&
    canonicalJson([...opening.seats].sort((a, b) => a - b)) ===
      canonicalJson(players.map(({ seat }) => seat).sort((a, b) => a - b));
  if (!agreed) throw new LetterRefused('opening-differs', 'of another game, or other settings or seats', NAMES.opening);
  const machine = openingMachine(letterGame, opening, await machineBefore(before, { letterGame, crypto }));
  for (const turn of opening.turns) {
    await pause?.();
    runOpeningTurn(letterGame, machine, turn);
  }
  const told = genesis.genesis.opening;
  const state = fromBase64(told?.state ?? '');
  const made = machineBytes(machine);
  if (told?.turn !== machine.turn || made.length !== state.length || !made.every((byte, i) => byte === state[i]))
    throw new LetterRefused('opening-differs', 'its turns lead to another state than the genesis has', NAMES.opening);
}

/** Where the match stood in the file that came to the server. */
export async function machineBefore(
  before: Uint8Array | undefined,
  { letterGame, crypto }: OpeningWalk,
): Promise<Machine | undefined> {
  return before && (await openMatch(openTribal(before), letterGame, crypto)).match.machine;
}
