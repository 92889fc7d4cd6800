// The documents inside of the entries: turns that are over, states, letters, proofs. Canonical JSON, gzipped.

import { base64, DecodeError, fromBase64 } from '@rubato/schema';
import { gunzip, gzip } from '../container/gzip.ts';
import { canonicalBytes, type Doc } from '../json/canonical.ts';
import { doc, list, oneOf, record, text, whole } from '../json/read.ts';
import { type Letter, parseCanonical, readLetter } from '../letters/letter.ts';
import { turnNumber, version } from '../letters/fields.ts';
import { readRecord } from '../letters/turn-record.ts';
import { LIMITS } from '../limits.ts';
import type { Equivocation } from '../match/answer.ts';
import { absenceKey, lettersIn, noLetters, type TurnLetters } from '../match/turn-letters.ts';
import type { TurnLog } from '../match/turn-log.ts';
import { LetterRefused } from '../refused.ts';

export const pack = (document: unknown): Uint8Array<ArrayBuffer> => gzip(canonicalBytes(document));

/** The document of a gzipped entry. */
export const unpack = (bytes: Uint8Array, place: string): Doc =>
  parseCanonical(gunzip(bytes, place, LIMITS.documentBytes), place, LIMITS.documentBytes);

const letterDocs = list(doc, 8 * LIMITS.players);
const turnLog = record({
  v: version,
  kind: oneOf('turn-log'),
  record: doc,
  letters: letterDocs,
  events: list(doc, 16_384),
});

export const turnDocument = ({ record: { letter }, letters, events }: TurnLog): Doc => ({
  v: 1,
  kind: 'turn-log',
  record: letter,
  letters: lettersIn(letters).map((one) => one.letter),
  events: [...events],
});

/** Refuses what is no turn; whether it is true, `verify` says. */
export function readTurnDocument(document: Doc, place: string): TurnLog {
  const read = turnLog(document, place);
  const letters = noLetters();
  for (const one of read.letters) putLetter(letters, readLetter(one, place), place);
  const turn = readRecord(read.record, place);
  return { turn: turn.record.turn, record: turn, letters, events: read.events };
}

/** Several turns in one document, oldest first: what a joined file holds. */
export const turnsDocument = (logs: readonly TurnLog[]): Doc => ({
  v: 1,
  kind: 'turn-logs',
  turns: logs.map(turnDocument),
});
const turnLogs = record({ v: version, kind: oneOf('turn-logs'), turns: list(doc, LIMITS.turns) });
export const readTurnsDocument = (document: Doc, place: string): readonly Doc[] => turnLogs(document, place).turns;

export const lettersDocument = (letters: readonly Letter[]): Doc => ({
  v: 1,
  kind: 'letters',
  letters: letters.map(({ letter }) => letter),
});
const letterList = record({ v: version, kind: oneOf('letters'), letters: letterDocs });
export const readLettersDocument = (document: Doc, place: string): readonly Doc[] =>
  letterList(document, place).letters;

export const snapshotDocument = (turn: number, state: Uint8Array): Doc => ({
  v: 1,
  kind: 'snapshot',
  turn,
  state: base64(state),
});
const snapshot = record({
  v: version,
  kind: oneOf('snapshot'),
  turn: whole(0, LIMITS.turns),
  state: text(LIMITS.documentBytes),
});
export function readSnapshotDocument(document: Doc, turn: number, place: string): Uint8Array {
  const read = snapshot(document, place);
  if (read.turn !== turn) throw new LetterRefused('entry-differs', `of turn ${read.turn}, not ${turn}`, place);
  try {
    return fromBase64(read.state);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new LetterRefused('bad-state', error.message, place);
  }
}

export const proofsDocument = (proofs: readonly Equivocation[]): Doc => ({
  v: 1,
  kind: 'proofs',
  proofs: proofs.map(({ player, turn, letters: [a, b] }) => ({ kind: 'equivocation', player, turn, letters: [a, b] })),
});
const proof = record({ kind: oneOf('equivocation'), player: text(32), turn: turnNumber, letters: list(doc, 2, 2) });
const proofs = record({ v: version, kind: oneOf('proofs'), proofs: list(proof, LIMITS.proofs) });
export const readProofsDocument = (document: Doc, place: string): readonly Equivocation[] =>
  proofs(document, place).proofs.map(({ letters: [a, b], ...rest }) => ({ ...rest, letters: [a as Doc, b as Doc] }));

/** Puts a letter where it belongs; one place holds one. */
export function putLetter(letters: TurnLetters, letter: Letter, place: string): void {
  const put = <L>(map: Map<string, L>, key: string, value: L): void => {
    if (map.has(key)) throw new LetterRefused('entry-differs', `two letters of ${key}`, place);
    map.set(key, value);
  };
  if (letter.kind === 'commit') put(letters.commits, letter.value.player, letter);
  else if (letter.kind === 'order') put(letters.sheets, letter.value.player, letter);
  else if (letter.kind === 'receipt') put(letters.receipts, letter.value.of, letter);
  else put(letters.absences, absenceKey(letter.value), letter);
}
