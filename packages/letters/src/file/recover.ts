// Gets back what can be got back of a damaged or truncated file, and says what can't.

import { hex, sha256 } from '@rubato/schema';
import { readZip } from '../container/zip-reader.ts';
import { scanZip } from '../container/zip-scan.ts';
import type { LetterCrypto } from '../crypto/letter-crypto.ts';
import { parseCanonical } from '../letters/letter.ts';
import type { ReadRecord } from '../letters/turn-record.ts';
import { LIMITS } from '../limits.ts';
import type { LetterGame } from '../match/letter-game.ts';
import { stateHashOf } from '../match/machine-bytes.ts';
import { Match } from '../match/match.ts';
import { LetterRefused } from '../refused.ts';
import { unpack } from './documents.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { NAMES, roleOf } from './names.ts';
import { acceptAll, checkGenesis } from './open-match.ts';
import { jsonObject, openTribal, readEntries, type Tribal } from './tribal.ts';
import { judgeTurn } from './verify-turn.ts';

export interface Loss {
  /** The entry; undefined for bytes that belong to none that is still legible. */
  readonly name?: string;
  /** The turn that it is about. */
  readonly turn?: number;
  readonly message: string;
}

export interface Salvage {
  /** Undefined when not even the first block is legible: then only others' files help. */
  readonly tribal: Tribal | undefined;
  /** Names of the entries that are whole. */
  readonly recovered: readonly string[];
  readonly losses: readonly Loss[];
}

/** Never throws for what is in the file. */
export function salvage(file: Uint8Array): Salvage {
  try {
    const tribal = openTribal(file);
    return { tribal, recovered: [...tribal.entries.keys()], losses: [] };
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
  }
  const { found, damages } = scanned(file);
  const manifest = manifestAmong(found);
  const listed = new Map((manifest?.entries ?? []).map((entry) => [entry.name, entry]));
  const losses: Loss[] = [];
  const whole = new Map<string, Uint8Array>();
  for (const [name, bytes] of found) {
    const entry = listed.get(name);
    const problem =
      entry && entry.sha256 !== hex(sha256(bytes)) ? 'not the entry that was saved' : illegible(name, bytes);
    if (problem === undefined) whole.set(name, bytes);
    else losses.push(lossOf(name, problem));
  }
  for (const name of listed.keys()) if (!found.has(name)) losses.push(lossOf(name, 'cut off or damaged'));
  for (const { name, offset, bytes } of damages)
    if (name === undefined || !listed.has(name))
      losses.push({ ...(name !== undefined && { name }), message: `${bytes} bytes at ${offset} are damaged` });
  let tribal: Tribal | undefined;
  try {
    tribal = readEntries(whole, manifest);
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
    losses.push({ ...(error.place !== undefined && { name: error.place }), message: error.message });
  }
  return { tribal, recovered: [...whole.keys()], losses };
}

function scanned(file: Uint8Array) {
  try {
    return { found: new Map(readZip(file).map(({ name, bytes }) => [name, bytes])), damages: [] };
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
    const { entries, damages } = scanZip(file);
    return { found: new Map(entries.map(({ name, bytes }) => [name, bytes])), damages };
  }
}

function manifestAmong(found: ReadonlyMap<string, Uint8Array>): Manifest | undefined {
  for (const name of [NAMES.manifest, NAMES.manifestCopy]) {
    const bytes = found.get(name);
    try {
      if (bytes !== undefined) return readManifest(jsonObject(bytes, name));
    } catch (error) {
      if (!(error instanceof LetterRefused)) throw error;
    }
  }
  return undefined;
}

/** Why an entry that must be read can't be. */
function illegible(name: string, bytes: Uint8Array): string | undefined {
  const { role } = roleOf(name);
  try {
    if (role === 'genesis' || role === 'head') parseCanonical(bytes, name, LIMITS.letterBytes);
    else if (role !== 'unknown' && name.endsWith('.gz')) unpack(bytes, name);
    return undefined;
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
    return error.message;
  }
}

function lossOf(name: string, message: string): Loss {
  const entry = roleOf(name);
  return { name, message, ...('turn' in entry && { turn: entry.turn }) };
}

export interface RecoveredMatch {
  readonly match: Match;
  /** The last turn that the file once held, where it still says so. */
  readonly lastTurn: number | undefined;
  /** Turns that can no longer be watched, though the match goes on after them. */
  readonly missingTurns: readonly number[];
}

/**
 * The match at the latest turn that what is left leads to: from the newest state that is its record's, and by playing
 * again the turns after it. Throws LetterRefused when nothing can be trusted: another game, an unsigned first block.
 */
export async function recoverMatch(
  tribal: Tribal,
  letterGame: LetterGame,
  crypto: LetterCrypto,
): Promise<RecoveredMatch> {
  await checkGenesis(tribal, letterGame, crypto);
  const match = newestStart(tribal, letterGame, crypto);
  let whole = placeOf(match);
  for (let log = logOf(tribal, whole.turn + 1); log !== undefined; log = logOf(tribal, whole.turn + 1)) {
    const findings = await judgeTurn(match, log, { crypto, commitments: new Set() });
    if (findings.some(({ forged }) => forged)) break;
    whole = placeOf(match);
  }
  const lastTurn = lastTurnOf(tribal);
  // A turn that failed half-way leaves traces: go on from a clean copy after the last whole one.
  const clean = cleanMatch(whole, tribal, letterGame, crypto);
  if (lastTurn === undefined || whole.turn >= lastTurn) await acceptAll(clean, tribal.letters);
  const missingTurns = Array.from({ length: whole.turn }, (_, i) => i + 1).filter(
    (turn) => !clean.turns.includes(turn),
  );
  return { match: clean, lastTurn, missingTurns };
}

interface Place {
  readonly turn: number;
  readonly head: ReadRecord | undefined;
  readonly state: Uint8Array;
}

const placeOf = (match: Match): Place => ({ turn: match.machine.turn, head: match.head, state: match.stateBytes() });

function lastTurnOf({ head, manifest }: Tribal): number | undefined {
  const told = manifest?.document['total_turns_played'];
  return head?.record.turn ?? (typeof told === 'number' ? told : undefined);
}

function logOf({ history }: Tribal, turn: number) {
  try {
    return history.get(turn)?.();
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
    return undefined;
  }
}

/** The match at the newest state whose record is there too; else at its beginning. */
function newestStart(tribal: Tribal, letterGame: LetterGame, crypto: LetterCrypto): Match {
  const { head, snapshots, genesis } = tribal;
  for (const turn of [...snapshots.keys()].sort((a, b) => b - a)) {
    const record = head?.record.turn === turn ? head : logOf(tribal, turn)?.record;
    if (record === undefined || record.record.match !== genesis.match) continue;
    try {
      const state = snapshots.get(turn)?.();
      if (state === undefined || stateHashOf(state) !== record.record.state) continue;
      return new Match(letterGame, genesis, crypto, { head: record, state, snapshots: new Map([[turn, () => state]]) });
    } catch (error) {
      if (!(error instanceof LetterRefused)) throw error;
    }
  }
  return new Match(letterGame, genesis, crypto);
}

function cleanMatch({ turn, head, state }: Place, tribal: Tribal, letterGame: LetterGame, crypto: LetterCrypto): Match {
  if (head === undefined) return new Match(letterGame, tribal.genesis, crypto);
  const history = new Map([...tribal.history].filter(([past]) => past <= turn && logOf(tribal, past) !== undefined));
  return new Match(letterGame, tribal.genesis, crypto, {
    head,
    state,
    history,
    snapshots: new Map([[turn, () => state]]),
  });
}
