// An opened `.tribal` file: checked as a container and against its manifest, its documents read when they are asked for.
// What the letters in it are worth, `openMatch` and `verify` say.

import { hex, sha256, utf8Encode } from '@rubato/schema';
import type { Entry } from '../container/zip-layout.ts';
import { readZip } from '../container/zip-reader.ts';
import type { Doc } from '../json/canonical.ts';
import { parseJson } from '../json/parse.ts';
import { isDoc } from '../json/read.ts';
import { type ReadGenesis, readGenesis } from '../letters/genesis.ts';
import { parseCanonical } from '../letters/letter.ts';
import { type ReadRecord, readRecord } from '../letters/turn-record.ts';
import { LIMITS } from '../limits.ts';
import type { Equivocation } from '../match/answer.ts';
import type { TurnLog } from '../match/turn-log.ts';
import { LetterRefused } from '../refused.ts';
import { isEncrypted } from './encrypted-head.ts';
import {
  readLettersDocument,
  readProofsDocument,
  readSnapshotDocument,
  readTurnDocument,
  readTurnsDocument,
  unpack,
} from './documents.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { MIMETYPE, NAMES, roleOf } from './names.ts';

export interface Tribal {
  /** Undefined in a damaged file that lost both copies. */
  readonly manifest: Manifest | undefined;
  readonly genesis: ReadGenesis;
  /** The last turn's record; undefined before the first turn. */
  readonly head: ReadRecord | undefined;
  /** Letters of the open turn as they were received. */
  readonly letters: readonly Doc[];
  readonly proofs: readonly Equivocation[];
  /** By turn. */
  readonly history: ReadonlyMap<number, () => TurnLog>;
  readonly snapshots: ReadonlyMap<number, () => Uint8Array>;
  /** Every entry by name, as it lies in the file. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
  /** What a server ran before, and entries that this version doesn't know: kept when the match is saved. */
  readonly unknown: readonly Entry[];
}

/** Opens a file. Throws LetterRefused with the code of the first rule that it breaks. */
export function openTribal(file: Uint8Array): Tribal {
  if (isEncrypted(file)) throw new LetterRefused('encrypted', 'encrypted: decrypt it first');
  const entries = readZip(file);
  if (entries[0]?.name !== NAMES.mimetype || !same(entries[0].bytes, utf8Encode(MIMETYPE)))
    throw new LetterRefused('entry-missing', 'not the first entry, or of another kind of file', NAMES.mimetype);
  const byName = new Map(entries.map(({ name, bytes }) => [name, bytes]));
  const source = needed(byName, NAMES.manifest);
  const manifest = readManifest(jsonObject(source, NAMES.manifest));
  if (!same(source, needed(byName, NAMES.manifestCopy)))
    throw new LetterRefused('manifest-differs', 'the copy differs', NAMES.manifestCopy);
  checkListed(manifest, byName);
  return readEntries(byName, manifest);
}

/** Kept as they are when the match is saved. */
const ATTACHED: readonly string[] = ['opening', 'before', 'unknown'];

/** What the entries hold, without asking whether all are there that should be. */
export function readEntries(byName: ReadonlyMap<string, Uint8Array>, manifest: Manifest | undefined): Tribal {
  checkTotal(byName);
  const history = new Map<number, () => TurnLog>();
  const snapshots = new Map<number, () => Uint8Array>();
  const letters: Doc[] = [];
  const unknown: Entry[] = [];
  for (const [name, bytes] of byName) {
    const entry = roleOf(name);
    if (entry.role === 'turn')
      history.set(
        entry.turn,
        once(() => turnOf(unpack(bytes, name), entry.turn, name)),
      );
    else if (entry.role === 'turns') addTurns(history, unpack(bytes, name), name);
    else if (entry.role === 'span')
      addSpan(
        history,
        entry,
        once(() => readTurnsDocument(unpack(bytes, name), name)),
        name,
      );
    else if (entry.role === 'snapshot' || entry.role === 'initialState') {
      const turn = entry.role === 'snapshot' ? entry.turn : 0;
      snapshots.set(
        turn,
        once(() => readSnapshotDocument(unpack(bytes, name), turn, name)),
      );
    } else if (entry.role === 'letter') letters.push(unpack(bytes, name));
    else if (entry.role === 'letters') letters.push(...readLettersDocument(unpack(bytes, name), name));
    else if (ATTACHED.includes(entry.role)) unknown.push({ name, bytes });
  }
  const head = byName.get(NAMES.head);
  const proofs = byName.get(NAMES.proofs);
  return {
    manifest,
    genesis: readGenesis(parseCanonical(needed(byName, NAMES.genesis), NAMES.genesis)),
    head: head && readRecord(parseCanonical(head, NAMES.head), NAMES.head),
    letters,
    proofs: proofs ? readProofsDocument(unpack(proofs, NAMES.proofs), NAMES.proofs) : [],
    history,
    snapshots,
    entries: byName,
    unknown,
  };
}

function turnOf(document: Doc, turn: number, name: string): TurnLog {
  const log = readTurnDocument(document, name);
  if (log.turn !== turn) throw new LetterRefused('chain-broken', `holds turn ${log.turn}`, name);
  return log;
}

function addTurns(history: Map<number, () => TurnLog>, document: Doc, name: string): void {
  readTurnsDocument(document, name).forEach((one, i, all) => {
    const last = Number((all.at(-1)?.['record'] as Doc | undefined)?.['turn'] ?? 0);
    const turn = last - all.length + 1 + i;
    history.set(
      turn,
      once(() => turnOf(one, turn, name)),
    );
  });
}

/** Most turns that one entry may hold. */
const SPAN_LIMIT = 1000;

function addSpan(
  history: Map<number, () => TurnLog>,
  { from, turn: to }: { readonly from: number; readonly turn: number },
  read: () => readonly Doc[],
  name: string,
): void {
  if (from < 1 || to < from || to - from >= SPAN_LIMIT)
    throw new LetterRefused('chain-broken', `turns ${from} to ${to}`, name);
  for (let turn = from; turn <= to; turn++)
    history.set(
      turn,
      once(() => turnOf(read()[turn - from] ?? {}, turn, name)),
    );
}

/** Reads at the first call; later calls give the same. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}

export function jsonObject(bytes: Uint8Array, place: string): Doc {
  const value = parseJson(bytes, place);
  if (!isDoc(value)) throw new LetterRefused('bad-field', 'expected an object', place);
  return value;
}

function needed(entries: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = entries.get(name);
  if (bytes === undefined) throw new LetterRefused('entry-missing', 'is not there', name);
  return bytes;
}

function checkListed({ entries }: Manifest, byName: ReadonlyMap<string, Uint8Array>): void {
  const listed = new Map(entries.map((entry) => [entry.name, entry]));
  for (const { name } of entries) if (!byName.has(name)) throw new LetterRefused('entry-missing', 'is not there', name);
  for (const [name, bytes] of byName) {
    if (name === NAMES.manifest || name === NAMES.manifestCopy) continue;
    const entry = listed.get(name);
    if (entry === undefined) throw new LetterRefused('entry-differs', 'the manifest does not list it', name);
    if (entry.size !== bytes.length || entry.sha256 !== hex(sha256(bytes)))
      throw new LetterRefused('entry-differs', 'not the entry that the manifest lists', name);
  }
}

/** What gzip trailers promise, before anything is inflated; a single one that promises too much is refused when it is read. */
function checkTotal(byName: ReadonlyMap<string, Uint8Array>): void {
  let total = 0;
  for (const bytes of byName.values()) {
    const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes.length >= 18;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    total += gzipped ? Math.min(view.getUint32(bytes.length - 4, true), LIMITS.entryBytes) : bytes.length;
  }
  if (total > LIMITS.totalBytes)
    throw new LetterRefused('total-size', `inflates to ${total} bytes, at most ${LIMITS.totalBytes}`);
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
