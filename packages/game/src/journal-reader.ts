// Reads a journal's records and trusts nothing in them: lengths are bounded, the chain is verified before turns are read,
// and whatever doesn't fit names its place.

import { BitReader, DecodeError, equalBytes, readSnapshot, type Seat, type Snapshot } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { readDifference } from './byte-difference.ts';
import { checkSettings, codecsOf, type GameCodecs } from './game-codecs.ts';
import { schemaHash } from './hashes.ts';
import { JournalCorrupt, WrongGame } from './journal-errors.ts';
import { BLOCK_KIND, CHAIN_BYTES, FORMAT_VERSION, HEAD_KIND, readHex, readText } from './journal-format.ts';
import { LIMITS } from './limits.ts';
import { Machine, type MachineOptions } from './machine.ts';
import type { PastState } from './rewind-ring.ts';
import { linkOf } from './segment-writer.ts';
import { readHash, readSeats, TurnReader } from './turn-codec.ts';
import type { Turn } from './turn.ts';

/** What a segment says of itself; readable without its game. */
export interface SegmentHead {
  readonly game: string;
  readonly version: number;
  /** 64 hex digits each. */
  readonly schemaHash: string;
  readonly rulesHash: string;
  readonly room: string;
  readonly epoch: number;
  readonly segment: number;
  /** Where the segment begins. */
  readonly tick: number;
  readonly turn: number;
  readonly seats: readonly Seat[];
  readonly seed: Uint8Array;
  /** JSON. */
  readonly settings: string;
  /** The machine's, 16 hex digits. */
  readonly hash: string;
}

export interface JournalBlock {
  readonly firstTurn: number;
  /** The tick that its first turn begins after. */
  readonly startTick: number;
  readonly count: number;
  /** Of the record, in the file or in the records one after another. */
  readonly offset: number;
  /** The turns' bits. */
  readonly turns: Uint8Array;
}

export interface JournalSegment {
  readonly head: SegmentHead;
  readonly offset: number;
  /** The states' bytes. */
  readonly states: Uint8Array;
  readonly blocks: readonly JournalBlock[];
}

/** A record with its place. */
export interface PlacedRecord {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** The segments of a room's records in commit order, chains verified. Throws JournalCorrupt. */
export const readRecords = (records: readonly Uint8Array[]): readonly JournalSegment[] => {
  let offset = 0;
  return readPlaced(
    records.map((bytes) => {
      const placed = { bytes, offset };
      offset += bytes.length;
      return placed;
    }),
  );
};

interface Growing extends JournalSegment {
  readonly blocks: JournalBlock[];
}

export const readPlaced = (records: readonly PlacedRecord[]): readonly JournalSegment[] => {
  const segments: Growing[] = [];
  let chain = new Uint8Array(CHAIN_BYTES);
  let nextTurn = 0;
  for (const record of records) {
    const isHead = record.bytes[0] === HEAD_KIND;
    guarded(record.offset, nextTurn, () => {
      chain = verified(record.bytes, isHead ? new Uint8Array(CHAIN_BYTES) : chain);
      const body = record.bytes.subarray(0, -CHAIN_BYTES);
      const segment = segments[segments.length - 1];
      if (isHead) segments.push(readHead(body, record.offset));
      else if (segment === undefined) throw new DecodeError('a block before the first head');
      else segment.blocks.push(readBlock(body, record.offset, nextTurn));
    });
    nextTurn = turnAfter(segments);
  }
  return segments;
};

/** Runs a read; whatever it meets names the place. */
export const guarded = <T>(offset: number, turn: number, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new JournalCorrupt(error.message, offset, turn, error);
  }
};

/** The record's chain hash, when it is what follows from its bytes. */
const verified = (record: Uint8Array, before: Uint8Array): Uint8Array<ArrayBuffer> => {
  if (record.length < CHAIN_BYTES + 1) throw new DecodeError(`a record of ${record.length} bytes`);
  const link = record.slice(-CHAIN_BYTES);
  if (!equalBytes(link, linkOf(before, record.subarray(0, -CHAIN_BYTES))))
    throw new DecodeError('its chain hash does not fit');
  return link;
};

const turnAfter = (segments: readonly JournalSegment[]): number => {
  const segment = segments[segments.length - 1];
  const block = segment?.blocks[segment.blocks.length - 1];
  if (block !== undefined) return block.firstTurn + block.count;
  return segment === undefined ? 0 : segment.head.turn + 1;
};

const readHead = (body: Uint8Array, offset: number): Growing => {
  const r = new BitReader(body);
  if (r.u8() !== HEAD_KIND) throw new DecodeError('not a head');
  const format = r.u16();
  if (format !== FORMAT_VERSION)
    throw new DecodeError(`journal format ${format}; this program reads format ${FORMAT_VERSION}`);
  const head = {
    game: readText(r, LIMITS.nameBytes),
    version: r.u16(),
    schemaHash: readHex(r, 32),
    rulesHash: readHex(r, 32),
    room: readText(r, LIMITS.nameBytes),
    epoch: r.u32(),
    segment: r.u32(),
    tick: r.varint(),
    turn: r.varint(),
    seats: readSeats(r),
    seed: r.bytes(16),
    settings: readText(r, LIMITS.settingsBytes),
    hash: readHash(r),
  };
  return { head, offset, states: body.subarray(body.length - r.remainingBits / 8), blocks: [] };
};

const readBlock = (body: Uint8Array, offset: number, expected: number): JournalBlock => {
  const r = new BitReader(body);
  if (r.u8() !== BLOCK_KIND) throw new DecodeError(`a record of unknown kind ${body[0] ?? 'none'}`);
  const firstTurn = r.varint();
  if (firstTurn !== expected) throw new DecodeError(`turn ${firstTurn} where turn ${expected} belongs`);
  const startTick = r.varint();
  const count = r.varint();
  if (count === 0 || count > LIMITS.turnsPerBlock) throw new DecodeError(`a block of ${count} turns`);
  return { firstTurn, startTick, count, offset, turns: body.subarray(body.length - r.remainingBits / 8) };
};

/** Throws WrongGame unless this game's rules are those that the segment needs. */
export const assertPlays = (game: AnyGame, { head }: JournalSegment): void => {
  const here = `${game.name} version ${game.version}`;
  if (head.game !== game.name || head.version !== game.version) throw new WrongGame(head, here);
  if (head.schemaHash !== schemaHash(game)) throw new WrongGame(head, `${here} with other state, commands or frames`);
};

/** A machine as it was when the segment opened. Throws WrongGame, JournalCorrupt. */
export const loadSegment = <G extends AnyGame>(
  game: G,
  segment: JournalSegment,
  options: MachineOptions = {},
): Machine<G> => {
  assertPlays(game, segment);
  const { head, offset, states } = segment;
  return guarded(offset, head.turn, () => {
    const codecs = codecsOf(game);
    const r = new BitReader(states);
    const stateBytes = readSized(r);
    const state = snapshotOf(codecs, stateBytes);
    const ring = readRing(codecs, r, stateBytes, head.tick);
    r.end();
    const machine = Machine.load(game, { ...head, settings: settingsOf(codecs, head.settings), state, ring }, options);
    if (machine.hash() !== head.hash)
      throw new DecodeError(`the state hashes to ${machine.hash()}, the head says ${head.hash}`);
    return machine;
  });
};

const snapshotOf = (codecs: GameCodecs, bytes: Uint8Array): Snapshot => {
  const r = new BitReader(bytes);
  const snapshot = readSnapshot(codecs.layout, r);
  r.end();
  return snapshot;
};

const readRing = (codecs: GameCodecs, r: BitReader, newest: Uint8Array, now: number): PastState[] => {
  const count = r.u8();
  if (count > Math.min(codecs.rewindTicks, now + 1))
    throw new DecodeError(`${count} states of the past at tick ${now}`);
  const ring: PastState[] = [];
  for (let i = 0, told = newest; i < count; i++) {
    const kind = r.u8();
    if (kind > 1) throw new DecodeError(`a past of unknown kind ${kind}`);
    told = kind === 1 ? readSized(r) : readDifference(r, told);
    ring.unshift({ tick: now - i, state: snapshotOf(codecs, told) });
  }
  return ring;
};

const readSized = (r: BitReader): Uint8Array => r.bytes(r.varint());

const settingsOf = (codecs: GameCodecs, text: string): object => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DecodeError(`settings are no JSON: ${String(error)}`);
  }
  const read = codecs.settings?.codec.fromJson(json, 'settings');
  if (read === undefined) return checkSettings(codecs.game, undefined);
  if (!read.ok) throw new DecodeError(read.message);
  return read.value;
};

/** The turns of a segment, one at a time. Throws JournalCorrupt where they cannot be read. */
export function* turnsOf(game: AnyGame, segment: JournalSegment): Generator<Turn> {
  assertPlays(game, segment);
  const reader = new TurnReader(codecsOf(game));
  let tick = segment.head.tick;
  for (const { firstTurn, startTick, count, offset, turns } of segment.blocks) {
    const r = new BitReader(turns);
    if (startTick !== tick)
      throw new JournalCorrupt(`a block after tick ${startTick}, expected ${tick}`, offset, firstTurn);
    for (let i = 0; i < count; i++) {
      const number = firstTurn + i;
      const turn = guarded(offset, number, () => reader.read(r, number, tick));
      tick += turn.ticks;
      yield turn;
    }
    guarded(offset, firstTurn + count, () => r.end());
  }
}
