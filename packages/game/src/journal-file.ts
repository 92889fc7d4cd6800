// A whole journal as one file: for export, verification and replay elsewhere. Drawn in journal-format.ts.

import { BitReader, BitWriter, DecodeError, equalBytes, sha256 } from '@rubato/schema';
import { JournalCorrupt } from './journal-errors.ts';
import {
  BLOCK_KIND,
  CHAIN_BYTES,
  FILE_HEADER_BYTES,
  FILE_MAGIC,
  FILE_VERSION,
  FRAME_BYTES,
  frameCheck,
  HEAD_KIND,
  SEAL_KIND,
} from './journal-format.ts';
import {
  guarded,
  type JournalSegment,
  type PlacedRecord,
  readPlaced,
  readRecords,
  type SegmentHead,
} from './journal-reader.ts';
import { LIMITS } from './limits.ts';

/** A file whose end is missing; what comes before `offset` is good. */
export interface TornTail {
  readonly offset: number;
  /** Bytes after it that are no whole record; 0 when only the seal is missing. */
  readonly lostBytes: number;
}

export interface JournalFile {
  /** Of the first segment. */
  readonly header: SegmentHead;
  readonly segments: readonly JournalSegment[];
  /** How many turns it holds. */
  readonly turns: number;
  readonly sealed: boolean;
  readonly torn?: TornTail;
}

const countTurns = (segments: readonly JournalSegment[]): number =>
  segments.reduce((sum, { blocks }) => blocks.reduce((part, { count }) => part + count, sum), 0);

/** One sealed file of a room's records in commit order. Throws JournalCorrupt when they don't follow from each other. */
export const exportJournal = (records: readonly Uint8Array[]): Uint8Array => {
  const turns = countTurns(readRecords(records));
  const w = new BitWriter(records.reduce((sum, { length }) => sum + length + FRAME_BYTES, 128));
  w.bytes(FILE_MAGIC);
  w.u16(FILE_VERSION);
  for (const record of records) writeFrame(w, record[0] as number, record);
  const digest = sha256(w.view());
  const seal = new BitWriter(64);
  seal.varint(records.length);
  seal.varint(turns);
  seal.bytes(digest);
  writeFrame(w, SEAL_KIND, seal.view());
  return w.toBytes();
};

const writeFrame = (w: BitWriter, kind: number, record: Uint8Array): void => {
  if (record.length > LIMITS.recordBytes)
    throw new RangeError(`a record of ${record.length} bytes, at most ${LIMITS.recordBytes}`);
  const check = frameCheck(kind, record.length, w.byteLength);
  w.u8(kind);
  w.u32(record.length);
  w.u32(check);
  w.bytes(record);
};

interface Frames {
  readonly records: readonly PlacedRecord[];
  readonly seal?: PlacedRecord;
  readonly torn?: TornTail;
  /** Where a frame begins that is not what was written. */
  readonly broken?: number;
}

/** Reads and verifies a file. Throws JournalCorrupt, naming byte and turn; a tail that was cut off is reported as `torn` instead. */
export const readJournal = (bytes: Uint8Array): JournalFile => {
  guarded(0, 0, () => readFileHeader(bytes));
  const { records, seal, torn, broken } = readFrames(bytes);
  const segments = readPlaced(records);
  const turns = countTurns(segments);
  if (broken !== undefined)
    throw new JournalCorrupt('the frame of a record is not what was written', broken, nextTurn(segments));
  const first = segments[0];
  if (first === undefined) throw new JournalCorrupt('it has no segment', FILE_HEADER_BYTES, 0);
  if (seal !== undefined) guarded(seal.offset, nextTurn(segments), () => readSeal(bytes, seal, records.length, turns));
  return { header: first.head, segments, turns, sealed: seal !== undefined, ...(torn && { torn }) };
};

const nextTurn = (segments: readonly JournalSegment[]): number => {
  const last = segments[segments.length - 1];
  const block = last?.blocks[last.blocks.length - 1];
  return block === undefined ? (last?.head.turn ?? -1) + 1 : block.firstTurn + block.count;
};

const readFileHeader = (bytes: Uint8Array): void => {
  const known = Math.min(bytes.length, FILE_MAGIC.length);
  if (!equalBytes(bytes.subarray(0, known), FILE_MAGIC.subarray(0, known))) throw new DecodeError('not a journal file');
  if (bytes.length < FILE_HEADER_BYTES) throw new DecodeError('the file ends within its header');
  const version = (bytes[6] as number) | ((bytes[7] as number) << 8);
  if (version !== FILE_VERSION)
    throw new DecodeError(`file version ${version}; this program reads version ${FILE_VERSION}`);
};

const readFrames = (bytes: Uint8Array): Frames => {
  const records: PlacedRecord[] = [];
  let offset = FILE_HEADER_BYTES;
  for (;;) {
    const left = bytes.length - offset;
    if (left < FRAME_BYTES) return { records, torn: { offset, lostBytes: left } };
    const r = new BitReader(bytes.subarray(offset, offset + FRAME_BYTES));
    const kind = r.u8();
    const size = r.u32();
    const known = kind === HEAD_KIND || kind === BLOCK_KIND || kind === SEAL_KIND;
    if (r.u32() !== frameCheck(kind, size, offset) || !known || size > LIMITS.recordBytes)
      return { records, broken: offset };
    if (left < FRAME_BYTES + size) return { records, torn: { offset, lostBytes: left } };
    const placed = { bytes: bytes.subarray(offset + FRAME_BYTES, offset + FRAME_BYTES + size), offset };
    if (kind === SEAL_KIND) return { records, seal: placed };
    records.push(placed);
    offset += FRAME_BYTES + size;
  }
};

const readSeal = (bytes: Uint8Array, seal: PlacedRecord, records: number, turns: number): void => {
  const r = new BitReader(seal.bytes);
  const counted = [r.varint(), r.varint()];
  const digest = r.bytes(CHAIN_BYTES);
  r.end();
  if (counted[0] !== records || counted[1] !== turns)
    throw new DecodeError(`sealed with ${counted.join(' records and ')} turns, found ${records} and ${turns}`);
  if (!equalBytes(digest, sha256(bytes.subarray(0, seal.offset))))
    throw new DecodeError('the seal does not fit what it seals');
  if (seal.offset + FRAME_BYTES + seal.bytes.length !== bytes.length) throw new DecodeError('bytes after the seal');
};
