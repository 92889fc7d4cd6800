// Writes a journal's records: a head, then blocks. What they hold is drawn in journal-format.ts.

import { BitWriter, sha256, type Snapshot, writeSnapshot } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { largestResult, writeDifference } from './byte-difference.ts';
import { codecsOf, type GameCodecs } from './game-codecs.ts';
import { rulesHash, schemaHash } from './hashes.ts';
import { BLOCK_KIND, CHAIN_BYTES, FORMAT_VERSION, HEAD_KIND, writeHex, writeText } from './journal-format.ts';
import { LIMITS } from './limits.ts';
import type { Machine } from './machine.ts';
import type { MachineSnapshot } from './machine-snapshot.ts';
import { TurnWriter, writeHash } from './turn-codec.ts';
import type { Turn } from './turn.ts';

/** Where a segment belongs. */
export interface SegmentPlace {
  /** At most 64 bytes of UTF-8. */
  readonly room: string;
  /** Counts from 1, raised by each resume. */
  readonly epoch: number;
  /** Counts from 0. */
  readonly segment: number;
}

export class JournalSegmentWriter {
  readonly #turns: TurnWriter;
  readonly #head: Uint8Array;
  #chain: Uint8Array;
  #nextTurn: number;
  #nextTick: number;

  /** Opens a segment at the machine's present state. Cost: the machine's snapshot. */
  constructor(machine: Machine, place: SegmentPlace) {
    const codecs = codecsOf(machine.game);
    this.#turns = new TurnWriter(codecs);
    this.#head = chained(new Uint8Array(CHAIN_BYTES), writeHead(codecs, machine, place));
    this.#chain = chainOf(this.#head);
    this.#nextTurn = machine.turn + 1;
    this.#nextTick = machine.tick;
  }

  /** The record that opens the segment. */
  head(): Uint8Array {
    return this.#head;
  }

  /** A record of the next turns, at least one; throws RangeError when they don't follow. */
  block(turns: readonly Turn[]): Uint8Array {
    if (turns.length === 0 || turns.length > LIMITS.turnsPerBlock)
      throw new RangeError(`a block has 1 to ${LIMITS.turnsPerBlock} turns, not ${turns.length}`);
    const w = new BitWriter();
    w.u8(BLOCK_KIND);
    w.varint(this.#nextTurn);
    w.varint(this.#nextTick);
    w.varint(turns.length);
    for (const turn of turns) {
      if (turn.number !== this.#nextTurn || turn.startTick !== this.#nextTick)
        throw new RangeError(
          `turn ${turn.number} after tick ${turn.startTick}: expected ${this.#nextTurn} after ${this.#nextTick}`,
        );
      this.#turns.write(w, turn);
      this.#nextTurn += 1;
      this.#nextTick += turn.ticks;
    }
    const record = chained(this.#chain, w.toBytes());
    this.#chain = chainOf(record);
    return record;
  }
}

/** The record's bytes followed by SHA-256 of the record before's chain hash and them. */
const chained = (before: Uint8Array, body: Uint8Array): Uint8Array => {
  const record = new Uint8Array(body.length + CHAIN_BYTES);
  record.set(body);
  record.set(linkOf(before, body), body.length);
  return record;
};

const chainOf = (record: Uint8Array): Uint8Array => record.subarray(record.length - CHAIN_BYTES);

/** What follows `body` in the chain after `before`. */
export const linkOf = (before: Uint8Array, body: Uint8Array): Uint8Array => {
  const linked = new Uint8Array(CHAIN_BYTES + body.length);
  linked.set(before);
  linked.set(body, CHAIN_BYTES);
  return sha256(linked);
};

/** Memory for the copies that heads are written from; one per game, since heads are written one at a time. */
const scratch = new WeakMap<AnyGame, MachineSnapshot>();

const writeHead = (codecs: GameCodecs, machine: Machine, place: SegmentPlace): Uint8Array => {
  const { game } = codecs;
  const snapshot = machine.snapshot(scratch.get(game));
  scratch.set(game, snapshot);
  const w = new BitWriter();
  w.u8(HEAD_KIND);
  w.u16(FORMAT_VERSION);
  writeText(w, game.name, LIMITS.nameBytes);
  w.u16(game.version);
  writeHex(w, schemaHash(game));
  writeHex(w, rulesHash(game));
  writeText(w, place.room, LIMITS.nameBytes);
  w.u32(place.epoch);
  w.u32(place.segment);
  w.varint(snapshot.tick);
  w.varint(snapshot.turn);
  w.u8(snapshot.seats.length);
  for (const seat of snapshot.seats) w.u8(seat);
  w.bytes(snapshot.seed);
  writeText(w, settingsText(codecs, snapshot.settings), LIMITS.settingsBytes);
  writeHash(w, machine.hash());
  writeStates(w, snapshot);
  return w.toBytes();
};

const settingsText = ({ settings }: GameCodecs, value: object): string =>
  settings === undefined ? '{}' : JSON.stringify(settings.codec.toJson(value));

/** The state, then what past ticks had otherwise, newest first. */
const writeStates = (w: BitWriter, { state, ring }: MachineSnapshot): void => {
  let told = bytesOf(state);
  w.varint(told.length);
  w.bytes(told);
  w.u8(ring.length);
  for (const past of ring.slice().reverse()) {
    const bytes = bytesOf(past.state);
    writePast(w, told, bytes);
    told = bytes;
  }
};

const bytesOf = (state: Snapshot): Uint8Array => {
  const w = new BitWriter(1024);
  writeSnapshot(w, state);
  return w.toBytes();
};

const writePast = (w: BitWriter, newer: Uint8Array, bytes: Uint8Array): void => {
  const whole = bytes.length > largestResult(newer.length);
  w.u8(whole ? 1 : 0);
  if (!whole) return writeDifference(w, newer, bytes);
  w.varint(bytes.length);
  w.bytes(bytes);
};
